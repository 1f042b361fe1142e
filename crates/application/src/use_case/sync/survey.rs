//! What a push would find at Vapi, without doing anything there.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::sync::SyncAction;
use domain::value::{AssistantId, UserId};

use super::absence::{Absence, none_is_on_its_way};
use super::assistant_key::AssistantKey;
use super::former_key::FormerKey;
use super::outcome::SyncError;
use crate::port::{AssistantGateway, LiveAssistant, SyncRecord};

/// Longest time for one call of Vapi; there are two at most.
const CALL_LIMIT: Duration = Duration::from_secs(8);

/// What a push would go on with.
#[derive(Debug)]
pub(super) enum Found {
    /// The linked one.
    Linked(LiveAssistant),
    /// One that bears the owner's marker, in the place of the linked one.
    Marked(LiveAssistant, Absence),
    /// None: it would make one.
    Nothing(Absence),
}

impl Found {
    pub(super) const fn live(&self) -> Option<&LiveAssistant> {
        match self {
            Self::Linked(live) | Self::Marked(live, _) => Some(live),
            Self::Nothing(_) => None,
        }
    }

    /// What a push would call itself.
    pub(super) const fn action(&self, anything_differs: bool) -> SyncAction {
        let done = if anything_differs { SyncAction::Updated } else { SyncAction::Unchanged };
        match self {
            Self::Linked(_) => done,
            Self::Marked(_, absence) => absence.when_found(done),
            Self::Nothing(absence) => absence.when_made(),
        }
    }

    /// Whether the linked one stays behind, where the key does not lead.
    pub(super) const fn leaves_the_linked_one(&self) -> bool {
        matches!(self, Self::Marked(_, Absence::Elsewhere) | Self::Nothing(Absence::Elsewhere))
    }
}

/// A look at Vapi for one user.
pub(super) struct Survey<'a> {
    pub(super) gateway: &'a dyn AssistantGateway,
    pub(super) owner: UserId,
    pub(super) key: &'a AssistantKey,
    pub(super) former_key: &'a FormerKey,
    pub(super) record: &'a SyncRecord,
}

impl Survey<'_> {
    /// Makes the decisions of a push, in the same order. Tells besides what a push would
    /// delete: others that bear the owner's marker.
    pub(super) async fn run(&self) -> Result<(Found, Vec<AssistantId>), SyncError> {
        let SyncRecord { linked, intent, .. } = *self.record;
        if let Some(id) = linked
            && let Some(live) = self.key.find_own(self.gateway, self.owner, id, CALL_LIMIT).await?
        {
            let marked = match intent {
                Some(intent) => self.search(intent.search_from).await?,
                None => Vec::new(),
            };
            return Ok((Found::Linked(live), others(&marked, id)));
        }
        let absence = Absence::of(linked, self.record.is_forgotten(), self.former_key);
        if let Some(since) = absence.search_from(intent) {
            let marked = self.search(since).await?;
            if let Some(oldest) = marked.first() {
                let surplus = others(&marked, oldest.id);
                return Ok((Found::Marked(oldest.clone(), absence), surplus));
            }
        }
        none_is_on_its_way(intent)?;
        Ok((Found::Nothing(absence), Vec::new()))
    }

    async fn search(&self, since: DateTime<Utc>) -> Result<Vec<LiveAssistant>, SyncError> {
        Ok(self.gateway.search(&self.key.key, self.owner, since, CALL_LIMIT).await?)
    }
}

fn others(marked: &[LiveAssistant], keep: AssistantId) -> Vec<AssistantId> {
    marked.iter().map(|live| live.id).filter(|id| *id != keep).collect()
}
