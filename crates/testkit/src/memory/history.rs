//! Everybody's past.

use std::num::NonZeroU32;

use application::StoreError;
use application::port::{Forgotten, HistoryStore};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::studio::Revision;
use domain::value::{AuditEventId, UserId};

use super::MemoryStores;
use super::state::State;

#[async_trait]
impl HistoryStore for MemoryStores {
    async fn superfluous_revisions(&self, keep: NonZeroU32) -> Result<u64, StoreError> {
        let (state, now) = (self.state()?, self.database_time());
        Ok(state.superfluous(keep, None, now).count() as u64)
    }

    async fn forget_revisions(
        &self,
        keep: NonZeroU32,
        from: Option<UserId>,
        limit: u32,
    ) -> Result<Forgotten<UserId>, StoreError> {
        let (mut state, now) = (self.state()?, self.database_time());
        let gone: Vec<_> = state.superfluous(keep, from, now).take(limit as usize).collect();
        for &(owner, revision) in &gone {
            state.forget_revision(owner, revision);
        }
        let last = gone.last().map(|(owner, _)| *owner);
        Ok(Forgotten { count: gone.len() as u64, next: last.filter(|_| is_full(&gone, limit)) })
    }

    async fn events_before(&self, time: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(self.state()?.events.values().filter(|event| event.at < time).count() as u64)
    }

    async fn forget_events(
        &self,
        time: DateTime<Utc>,
        after: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Forgotten<AuditEventId>, StoreError> {
        let mut state = self.state()?;
        let old = state
            .events
            .values()
            .filter(|event| event.at < time && after.is_none_or(|after| event.id > after));
        let gone: Vec<_> = old.take(limit as usize).map(|event| event.id).collect();
        state.events.retain(|id, _| !gone.contains(id));
        let next = gone.last().copied().filter(|_| is_full(&gone, limit));
        Ok(Forgotten { count: gone.len() as u64, next })
    }
}

fn is_full<T>(batch: &[T], limit: u32) -> bool {
    batch.len() >= limit as usize
}

impl State {
    /// The revisions that are superfluous, of that owner and those after.
    fn superfluous(
        &self,
        keep: NonZeroU32,
        from: Option<UserId>,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = (UserId, Revision)> {
        let owners =
            self.configs.keys().filter(move |owner| from.is_none_or(|from| **owner >= from));
        owners.flat_map(move |&owner| {
            let synced = self.sync_record(owner, now).facts.synced_revision;
            let history = self.revisions(owner);
            let latest = history.last().map_or(0, |latest| latest.revision);
            let numbers = history.into_iter().map(|saved| saved.revision);
            let is_old = move |revision| latest - revision >= keep.get().into();
            let old = numbers.filter(move |it| is_old(*it) && Some(*it) != synced);
            old.map(move |revision| (owner, revision))
        })
    }
}
