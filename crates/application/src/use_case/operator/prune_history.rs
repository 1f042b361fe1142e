//! An operator has the past cut down.

use std::num::NonZeroU32;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::StoreError;
use crate::port::HistoryStore;

/// How many are forgotten at once: others write in between.
const BATCH: u32 = 500;

/// What is to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruning {
    /// All but so many revisions of each configuration, and the one that was synced last.
    pub revisions_kept: Option<NonZeroU32>,
    /// All events before that time.
    pub events_before: Option<DateTime<Utc>>,
}

/// How many of what; `None` for what was not asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Revisions.
    pub revisions: Option<u64>,
    /// Events.
    pub events: Option<u64>,
}

impl Pruned {
    /// Of everything.
    pub fn total(&self) -> u64 {
        self.revisions.unwrap_or(0) + self.events.unwrap_or(0)
    }
}

/// Counts what would go, and changes nothing.
#[derive(Clone)]
pub struct CountPrunable {
    history: Arc<dyn HistoryStore>,
}

impl CountPrunable {
    /// Wires it to the port it needs.
    pub fn new(history: Arc<dyn HistoryStore>) -> Self {
        Self { history }
    }

    /// As of now: servers go on writing.
    pub async fn run(&self, pruning: Pruning) -> Result<Pruned, StoreError> {
        let mut counted = Pruned::default();
        if let Some(keep) = pruning.revisions_kept {
            counted.revisions = Some(self.history.superfluous_revisions(keep).await?);
        }
        if let Some(time) = pruning.events_before {
            counted.events = Some(self.history.events_before(time).await?);
        }
        Ok(counted)
    }
}

/// Forgets what is to go, batch by batch. It may be cut off and run again at any time.
#[derive(Clone)]
pub struct PruneHistory {
    history: Arc<dyn HistoryStore>,
}

impl PruneHistory {
    /// Wires it to the port it needs.
    pub fn new(history: Arc<dyn HistoryStore>) -> Self {
        Self { history }
    }

    /// Tells after each batch how much has gone so far.
    pub async fn run(
        &self,
        pruning: Pruning,
        on_progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<Pruned, StoreError> {
        let mut pruned = Pruned::default();
        if let Some(keep) = pruning.revisions_kept {
            pruned.revisions = Some(self.revisions(keep, on_progress).await?);
        }
        if let Some(time) = pruning.events_before {
            let before = pruned.total();
            let on_progress = |events| on_progress(before + events);
            pruned.events = Some(self.events(time, &on_progress).await?);
        }
        Ok(pruned)
    }

    async fn revisions(
        &self,
        keep: NonZeroU32,
        on_progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<u64, StoreError> {
        let (mut count, mut from) = (0, None);
        loop {
            let batch = self.history.forget_revisions(keep, from, BATCH).await?;
            count += batch.count;
            on_progress(count);
            match batch.next {
                Some(next) => from = Some(next),
                None => return Ok(count),
            }
        }
    }

    async fn events(
        &self,
        time: DateTime<Utc>,
        on_progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<u64, StoreError> {
        let (mut count, mut after) = (0, None);
        loop {
            let batch = self.history.forget_events(time, after, BATCH).await?;
            count += batch.count;
            on_progress(count);
            match batch.next {
                Some(next) => after = Some(next),
                None => return Ok(count),
            }
        }
    }
}

#[cfg(test)]
mod tests;
