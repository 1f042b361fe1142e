//! Settling attempts to create whose end nobody knows.

use chrono::{DateTime, Utc};
use domain::assistant::Warning;
use domain::value::AssistantId;

use super::assistant_key::AssistantKey;
use super::former_key::FormerKey;
use super::outcome::SyncError;
use super::push::PushJob;
use super::warning::former_stays;
use crate::GatewayError;
use crate::port::LiveAssistant;

impl PushJob<'_> {
    /// Links the oldest assistant that bears the owner's marker and was made since, and
    /// deletes the others; the `former` one under another key is left. `None` when there is
    /// none.
    pub(super) async fn adopt(
        &mut self,
        since: DateTime<Utc>,
        former: Option<AssistantId>,
    ) -> Result<Option<AssistantId>, SyncError> {
        let found = self.search(since).await?;
        let Some(keep) = found.first().map(|oldest| oldest.id) else {
            return Ok(None);
        };
        // Before the link to the former one is lost.
        self.leave(former).await;
        self.link(keep).await?;
        self.delete_others(keep, &found).await?;
        Ok(Some(keep))
    }

    /// Deletes what bears the owner's marker and was made since, but the one to keep.
    pub(super) async fn delete_surplus(
        &mut self,
        keep: AssistantId,
        since: DateTime<Utc>,
    ) -> Result<(), SyncError> {
        let found = self.search(since).await?;
        self.delete_others(keep, &found).await
    }

    async fn search(&self, since: DateTime<Utc>) -> Result<Vec<LiveAssistant>, SyncError> {
        let limit = self.begin_call()?;
        Ok(self.gateway.search(&self.key.key, self.owner, since, limit).await?)
    }

    async fn link(&self, assistant: AssistantId) -> Result<(), SyncError> {
        let linked =
            self.syncs.link(self.owner, self.lease, assistant, &self.key.fingerprint).await?;
        if linked { Ok(()) } else { Err(SyncError::Busy) }
    }

    async fn delete_others(
        &mut self,
        keep: AssistantId,
        found: &[LiveAssistant],
    ) -> Result<(), SyncError> {
        for surplus in found.iter().filter(|live| live.id != keep) {
            let id = surplus.id;
            let detail = match self.gateway.delete(&self.key.key, id, self.begin_call()?).await {
                Ok(()) => {
                    format!("A second assistant of yours, {id}, was found at Vapi and deleted.")
                }
                // Something at Vapi holds on to it; the push itself can go on.
                Err(GatewayError::Conflict) => {
                    format!(
                        "A second assistant of yours, {id}, is in use at Vapi; please delete it there."
                    )
                }
                Err(error) => return Err(error.into()),
            };
            self.warnings.push(Warning { setting: None, detail });
        }
        Ok(())
    }

    /// The user has another key now, and an assistant under it: the former one is deleted
    /// where we can, for a user has one. That it cannot be is told, and fails nothing.
    pub(super) async fn leave(&mut self, former: Option<AssistantId>) {
        let Some(id) = former else {
            return;
        };
        let detail = match &self.former_key {
            FormerKey::None => return,
            FormerKey::Gone => return self.warnings.push(former_stays(id)),
            FormerKey::OfTheServer(key) => match self.delete_own(key, id).await {
                Ok(true) => {
                    format!("Your former assistant, {id}, under our own Vapi key, was deleted.")
                }
                Ok(false) => return,
                Err(_) => {
                    format!(
                        "Your former assistant, {id}, under our own Vapi key, could not be deleted."
                    )
                }
            },
        };
        self.warnings.push(Warning { setting: None, detail });
    }

    /// False when it is gone already, or is not the owner's.
    async fn delete_own(&self, key: &AssistantKey, id: AssistantId) -> Result<bool, SyncError> {
        match self.gateway.find(&key.key, id, self.begin_call()?).await {
            Ok(live) if live.marker.is_some_and(|marker| marker.owner == self.owner) => {
                self.gateway.delete(&key.key, id, self.begin_call()?).await?;
                Ok(true)
            }
            Ok(_) | Err(GatewayError::NotFound) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
