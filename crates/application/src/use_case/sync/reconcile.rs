//! Settling attempts to create whose end nobody knows.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::assistant::Warning;
use domain::value::AssistantId;

use super::outcome::SyncError;
use super::push::PushJob;
use crate::port::{LiveAssistant, OpenIntent};

impl PushJob<'_> {
    /// Looks for what an unclear attempt may have made, and adopts it. With nothing found
    /// and the attempt possibly still on its way, the end stays unclear.
    pub(super) async fn reconcile(&mut self, intent: OpenIntent) -> Result<(), SyncError> {
        self.adopt_since(intent.search_from).await?;
        if self.linked.is_none() && intent.still_on_its_way > Duration::ZERO {
            return Err(SyncError::Unclear { retry_after: intent.still_on_its_way });
        }
        Ok(())
    }

    /// Links what bears the owner's marker: the linked one stays, else the oldest; any
    /// others are deleted, and named in a warning. Answers whether one was adopted.
    pub(super) async fn adopt_since(&mut self, since: DateTime<Utc>) -> Result<bool, SyncError> {
        let found =
            self.gateway.search(&self.key.key, self.owner, since, self.call_limit()).await?;
        let Some(keep) = self.linked.or_else(|| found.first().map(|oldest| oldest.id)) else {
            return Ok(false);
        };
        let adopted = self.linked.is_none();
        if adopted {
            self.link(keep).await?;
        }
        self.delete_others(keep, &found).await?;
        Ok(adopted)
    }

    async fn link(&mut self, assistant: AssistantId) -> Result<(), SyncError> {
        let linked =
            self.syncs.link(self.owner, self.lease, assistant, &self.key.fingerprint).await?;
        if !linked {
            return Err(SyncError::Busy);
        }
        self.linked = Some(assistant);
        Ok(())
    }

    async fn delete_others(
        &mut self,
        keep: AssistantId,
        found: &[LiveAssistant],
    ) -> Result<(), SyncError> {
        for surplus in found.iter().filter(|live| live.id != keep) {
            self.gateway.delete(&self.key.key, surplus.id, self.call_limit()).await?;
            let detail = format!(
                "A second assistant of yours, {}, was found at Vapi and deleted.",
                surplus.id
            );
            self.warnings.push(Warning { setting: None, detail });
        }
        Ok(())
    }
}
