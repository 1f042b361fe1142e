//! What is left to be deleted at Vapi.

use std::time::Duration;

use application::StoreError;
use application::port::{AssistantRemoval, AssistantRemovalStore};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::value::AssistantRemovalId;

use super::MemoryStores;

/// A removal that is not done.
pub(super) struct RemovalRow {
    pub(super) removal: AssistantRemoval,
    pub(super) due_at: DateTime<Utc>,
}

#[async_trait]
impl AssistantRemovalStore for MemoryStores {
    async fn add(&self, removal: &AssistantRemoval) -> Result<(), StoreError> {
        let row = RemovalRow { removal: removal.clone(), due_at: self.database_time() };
        self.state()?.removals.insert(removal.id, row);
        Ok(())
    }

    async fn take_due(&self, patience: Duration) -> Result<Option<AssistantRemoval>, StoreError> {
        let mut state = self.state()?;
        let now = self.database_time();
        let due = state.removals.values_mut().filter(|row| row.due_at <= now);
        let longest = due.min_by_key(|row| (row.due_at, row.removal.created_at, row.removal.id));
        Ok(longest.map(|row| {
            row.due_at = now + patience;
            row.removal.clone()
        }))
    }

    async fn done(&self, id: AssistantRemovalId) -> Result<(), StoreError> {
        self.state()?.removals.remove(&id);
        Ok(())
    }
}
