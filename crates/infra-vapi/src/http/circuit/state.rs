//! The circuit of one key.

use std::time::Duration;

use tokio::time::Instant;

use super::{Outcome, Refused};
use crate::http::measure;

/// Failures in a row that open it.
const MOST_FAILURES: u32 = 5;
/// How long it stays open at first; twice as long after each failed probe …
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// … but never longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Vapi's wish for rest is honoured up to this.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// What a call is to its circuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// One of many.
    Call,
    /// The one that tries whether Vapi is there again.
    Probe,
}

/// What the calls of a key met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Circuit {
    state: State,
    /// Until when Vapi asked for rest.
    paused_until: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Every call goes through. So many have failed in a row.
    Closed { failures: u32 },
    /// None does until then; the next one is a probe.
    Open { until: Instant, wait: Duration },
    /// None does but the probe that is under way.
    Probing { wait: Duration },
}

impl Default for State {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

impl Circuit {
    /// Lets a call through, or refuses it.
    pub(super) fn enter(&mut self, now: Instant) -> Result<Role, Refused> {
        if let Some(rest) = self.pause_left(now) {
            return Err(Refused::Paused(rest));
        }
        match self.state {
            State::Closed { .. } => Ok(Role::Call),
            State::Open { until, wait } if until <= now => {
                self.state = State::Probing { wait };
                Ok(Role::Probe)
            }
            State::Open { .. } | State::Probing { .. } => Err(Refused::Open),
        }
    }

    /// The circuit after a call that ended so. Once it is open, only its probe can fail it
    /// again: calls that were under way before say nothing new.
    pub(super) fn after(self, role: Role, outcome: Outcome, now: Instant) -> Self {
        let state = match (outcome, self.state, role) {
            (Outcome::Answered | Outcome::Limited(_), _, _) => State::default(),
            (Outcome::Failed, State::Closed { failures }, _) if failures + 1 < MOST_FAILURES => {
                State::Closed { failures: failures + 1 }
            }
            (Outcome::Failed, State::Closed { .. }, _) => opened(now, FIRST_WAIT),
            (Outcome::Failed, State::Probing { wait }, Role::Probe) => {
                opened(now, (wait * 2).min(LONGEST_WAIT))
            }
            (Outcome::Unclear, State::Probing { wait }, Role::Probe) => {
                State::Open { until: now, wait }
            }
            (Outcome::Failed | Outcome::Unclear, state, _) => state,
        };
        Self { state, paused_until: self.paused_after(outcome, now) }
    }

    /// Whether there is nothing to remember.
    pub(super) fn is_quiet(&self, now: Instant) -> bool {
        self.state == State::default() && self.pause_left(now).is_none()
    }

    fn pause_left(&self, now: Instant) -> Option<Duration> {
        let left = self.paused_until?.saturating_duration_since(now);
        (!left.is_zero()).then_some(left)
    }

    /// The longest of all the wishes.
    fn paused_after(&self, outcome: Outcome, now: Instant) -> Option<Instant> {
        match outcome {
            Outcome::Limited(rest) => self.paused_until.max(Some(now + rest.min(LONGEST_PAUSE))),
            Outcome::Answered | Outcome::Failed | Outcome::Unclear => self.paused_until,
        }
    }
}

fn opened(now: Instant, wait: Duration) -> State {
    tracing::warn!(?wait, "Vapi keeps failing the calls of a key, which is spared for a while");
    measure::opened();
    State::Open { until: now + wait, wait }
}
