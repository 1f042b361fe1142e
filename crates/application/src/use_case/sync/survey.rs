//! What a push would find at Vapi, without doing anything there.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::sync::SyncAction;
use domain::value::UserId;

use super::assistant_key::AssistantKey;
use super::outcome::SyncError;
use super::push::FormerKey;
use crate::GatewayError;
use crate::port::{AssistantGateway, LiveAssistant, SyncRecord};

/// Longest time for one call of Vapi; there are two at most.
const CALL_LIMIT: Duration = Duration::from_secs(8);

/// What is there, and what a push that changes it would call itself.
#[derive(Debug)]
pub(super) struct Found {
    /// The assistant that a push would go on with; `None` when it would make one.
    pub(super) live: Option<LiveAssistant>,
    /// Whether that is the linked one.
    pub(super) is_linked: bool,
    /// What a push would do, unless nothing differs.
    pub(super) action: SyncAction,
}

/// A look at Vapi for one user.
pub(super) struct Survey<'a> {
    pub(super) gateway: &'a dyn AssistantGateway,
    pub(super) owner: UserId,
    pub(super) key: &'a AssistantKey,
    pub(super) former_key: FormerKey,
    pub(super) record: &'a SyncRecord,
}

impl Survey<'_> {
    /// The same decisions as a push makes, in the same order.
    pub(super) async fn run(&self) -> Result<Found, SyncError> {
        let linked = self.record.linked;
        if let Some(id) = linked
            && let Some(live) = self.find(id).await?
        {
            return Ok(Found { live: Some(live), is_linked: true, action: SyncAction::Updated });
        }
        let moves = linked.is_some() && !matches!(self.former_key, FormerKey::None);
        let recreates = linked.is_some() && !moves;
        let action = if recreates { SyncAction::Recreated } else { SyncAction::Updated };
        if let Some(since) = self.search_since(moves)
            && let Some(live) = self.oldest_since(since).await?
        {
            return Ok(Found { live: Some(live), is_linked: false, action });
        }
        if let Some(intent) = self.record.intent
            && intent.still_on_its_way > Duration::ZERO
        {
            return Err(SyncError::Unclear { retry_after: intent.still_on_its_way });
        }
        let action = if recreates { SyncAction::Recreated } else { SyncAction::Created };
        Ok(Found { live: None, is_linked: false, action })
    }

    fn search_since(&self, moves: bool) -> Option<DateTime<Utc>> {
        let forgotten = self.record.linked.is_none() && self.record.confirmations > 0;
        if moves || forgotten {
            return Some(DateTime::UNIX_EPOCH);
        }
        self.record.intent.map(|intent| intent.search_from)
    }

    async fn find(
        &self,
        id: domain::value::AssistantId,
    ) -> Result<Option<LiveAssistant>, SyncError> {
        match self.gateway.find(&self.key.key, id, CALL_LIMIT).await {
            Ok(live) if live.marker.is_some_and(|marker| marker.owner != self.owner) => {
                Err(SyncError::ForeignAssistant)
            }
            Ok(live) => Ok(Some(live)),
            Err(GatewayError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn oldest_since(&self, since: DateTime<Utc>) -> Result<Option<LiveAssistant>, SyncError> {
        let found = self.gateway.search(&self.key.key, self.owner, since, CALL_LIMIT).await?;
        Ok(found.into_iter().next())
    }
}
