//! What is left to be deleted at Vapi.

use application::port::{AssistantRemoval, KeyFingerprint};
use domain::value::{AssistantId, AssistantRemovalId, UserId};

use crate::clock::cut;
use crate::entity::assistant_removal::Model;

/// The row of a removal that is due.
pub(crate) fn row_of(removal: &AssistantRemoval) -> Model {
    Model {
        id: removal.id.as_uuid(),
        owner: removal.owner.as_uuid(),
        key_fingerprint: removal.key_fingerprint.as_str().to_owned(),
        assistant_id: removal.assistant.map(AssistantId::as_uuid),
        search_from: removal.search_from.map(cut),
        search_until: cut(removal.search_until),
        created_at: cut(removal.created_at),
        due_at: 0,
    }
}

/// A removal.
pub(crate) fn removal(row: Model) -> AssistantRemoval {
    AssistantRemoval {
        id: AssistantRemovalId::new(row.id),
        owner: UserId::new(row.owner),
        key_fingerprint: KeyFingerprint::new(row.key_fingerprint),
        assistant: row.assistant_id.and_then(|id| AssistantId::parse(&id.to_string())),
        search_from: row.search_from,
        search_until: row.search_until,
        created_at: row.created_at,
    }
}
