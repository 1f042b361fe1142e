//! What was counted.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::watch::Verdict;

/// What all rounds of a plan came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Rounds that were played to their end.
    pub rounds: usize,
    kinds: BTreeMap<&'static str, Counts>,
    refused: usize,
    longest: Duration,
    back_after: Duration,
}

#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    acknowledged: usize,
    unknown: usize,
    done_all_the_same: usize,
}

impl Tally {
    /// How many writes were acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.kinds.values().map(|counts| counts.acknowledged).sum()
    }

    /// How many were sent without an answer that says what became of them.
    pub fn unknown(&self) -> usize {
        self.kinds.values().map(|counts| counts.unknown).sum()
    }

    pub(crate) fn count_write(&mut self, kind: &'static str, acknowledged: bool) {
        let counts = self.kinds.entry(kind).or_default();
        counts.acknowledged += usize::from(acknowledged);
        counts.unknown += usize::from(!acknowledged);
    }

    /// One that nobody was told of turned out to be done.
    pub(crate) fn count_late(&mut self, kind: &'static str) {
        self.kinds.entry(kind).or_default().done_all_the_same += 1;
    }

    pub(crate) fn count_outage(&mut self, verdict: &Verdict) {
        self.refused += verdict.refused;
        self.longest = self.longest.max(verdict.longest);
        self.back_after = self.back_after.max(verdict.back_after);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "rounds                {}", self.rounds)?;
        writeln!(f, "writes                acknowledged  unknown  of these done")?;
        for (kind, counts) in &self.kinds {
            let Counts { acknowledged, unknown, done_all_the_same } = counts;
            writeln!(f, "  {kind:<20}{acknowledged:>12}{unknown:>9}{done_all_the_same:>15}")?;
        }
        if self.refused > 0 {
            writeln!(f, "calls while away      {}", self.refused)?;
            writeln!(f, "  longest wait        {:.2} s", self.longest.as_secs_f32())?;
            writeln!(f, "  back after at most  {:.2} s", self.back_after.as_secs_f32())?;
        }
        write!(f, "lost, half-applied or duplicated: 0")
    }
}
