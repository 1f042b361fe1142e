//! What is promised while a database is away, held against what was seen.

use std::time::Duration;

use reqwest::Method;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::http::{Ask, Line, Sight};

/// Every call ends within this; and this long after its return all is as before.
const LIMIT: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(20);

/// What a watcher asks, one after the other: whatever reads.
const PATHS: [&str; 12] = [
    "/healthz",
    "/readyz",
    "/api/v1/studio/config",
    "/api/v1/studio/sync-vapi",
    "/api/v1/studio/sync-vapi/plan",
    "/api/v1/studio/config/revisions",
    "/api/v1/auth/me",
    "/api/v1/auth/me/activity",
    "/api/v1/auth/sessions",
    "/api/v1/user/profile",
    "/api/v1/vapi-settings",
    "/api/v1/twilio-settings",
];

/// When a database was away.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outage {
    /// From now on it answered nothing.
    pub(crate) down: Instant,
    /// Until now it certainly did not.
    pub(crate) back: Instant,
    /// From now on it answers.
    pub(crate) up: Instant,
}

/// Asks until told to stop, whatever is answered.
pub(crate) async fn watch(line: &Line, access: &str, stop: &watch::Receiver<bool>) {
    let mut asked = 0;
    while !*stop.borrow() {
        let path = PATHS[asked % PATHS.len()];
        asked += 1;
        let id = format!("watcher-{asked}");
        let method = Method::GET;
        line.ask(Ask { method, path, token: Some(access), if_match: None, body: None, id }).await;
        sleep(PAUSE).await;
    }
}

/// How it went.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) wrong: Vec<String>,
    /// Requests that were answered while it was away.
    pub(crate) refused: usize,
    /// The longest that anybody waited.
    pub(crate) longest: Duration,
    /// From its return to the first answer that needed it.
    pub(crate) back_after: Duration,
}

/// Judges what was seen.
pub(crate) fn judge(sights: &[Sight], outage: Outage) -> Verdict {
    let mut verdict = Verdict::default();
    for sight in sights {
        verdict.judge_while_away(sight, outage);
    }
    let first = sights.iter().filter(|sight| needs_it(sight) && is_answered(sight));
    let first = first.filter(|sight| sight.begun >= outage.back).map(|sight| sight.ended).min();
    let Some(first) = first else {
        verdict.wrong.push("nothing worked after the return".to_owned());
        return verdict;
    };
    verdict.back_after = first.saturating_duration_since(outage.up);
    if verdict.back_after > LIMIT {
        verdict.wrong.push(format!("back after {:?}", verdict.back_after));
    }
    let relapses = sights.iter().filter(|sight| sight.begun > first && !is_answered(sight));
    // Whether an attempt at Vapi that was cut off made anything may stay unclear for a while.
    let relapses = relapses.filter(|sight| !is_push(sight));
    verdict.wrong.extend(relapses.map(|sight| format!("after the return: {}", told(sight))));
    verdict
}

impl Verdict {
    fn judge_while_away(&mut self, sight: &Sight, outage: Outage) {
        if sight.ended < outage.down || sight.begun > outage.back {
            return;
        }
        let waited = sight.ended - sight.begun.max(outage.down);
        self.longest = self.longest.max(waited);
        let inside = sight.begun >= outage.down && sight.ended <= outage.back;
        self.refused += usize::from(inside);
        let as_promised = match (inside, needs_it(sight)) {
            (true, true) => sight.status == Some(503) && sight.retry_after,
            (true, false) => sight.status == Some(200),
            (false, _) => sight.status.is_some(),
        };
        if waited > LIMIT || !as_promised {
            self.wrong.push(format!("while it was away, after {waited:?}: {}", told(sight)));
        }
    }
}

fn needs_it(sight: &Sight) -> bool {
    !sight.what.ends_with("/healthz")
}

fn is_push(sight: &Sight) -> bool {
    sight.what == "POST /api/v1/studio/sync-vapi"
}

fn is_answered(sight: &Sight) -> bool {
    sight.status.is_some_and(|status| status < 500)
}

fn told(sight: &Sight) -> String {
    let span = sight.ended - sight.begun;
    format!("{} {:?} in {span:?}, Retry-After: {}", sight.what, sight.status, sight.retry_after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sight(what: &str, from: u64, to: u64, status: u16, zero: Instant) -> Sight {
        let at = |millis| zero + Duration::from_millis(millis);
        let (begun, ended, status) = (at(from), at(to), Some(status));
        Sight { what: what.to_owned(), begun, ended, status, retry_after: true }
    }

    /// Away from 1 s to 5 s.
    fn judged(sights: &[(&str, u64, u64, u16)]) -> Vec<String> {
        let zero = Instant::now();
        let at = |seconds| zero + Duration::from_secs(seconds);
        let outage = Outage { down: at(1), back: at(5), up: at(5) };
        let fine = ("GET /a", 5500, 5600, 200);
        let sights = sights.iter().chain(std::iter::once(&fine));
        let sights: Vec<_> =
            sights.map(|(what, from, to, status)| sight(what, *from, *to, *status, zero)).collect();
        judge(&sights, outage).wrong
    }

    #[test]
    fn what_is_promised_is_told_from_what_is_not() {
        for promised in [
            ("GET /a", 500, 2900, 503),
            ("GET /a", 500, 1100, 200),
            ("GET /a", 2000, 3000, 503),
            ("GET /healthz", 2000, 2001, 200),
            ("GET /a", 4900, 5500, 200),
            ("POST /api/v1/studio/sync-vapi", 5700, 5800, 503),
        ] {
            assert_eq!(judged(&[promised]), Vec::<String>::new(), "{promised:?}");
        }
        for broken in [
            ("GET /a", 500, 3100, 503),
            ("GET /a", 2000, 2001, 200),
            ("GET /a", 2000, 2001, 500),
            ("GET /healthz", 2000, 2001, 503),
            ("GET /a", 2000, 4100, 503),
            ("GET /a", 5700, 5800, 503),
        ] {
            assert_eq!(judged(&[broken]).len(), 1, "{broken:?}");
        }
        assert!(judged(&[]).is_empty());
    }
}
