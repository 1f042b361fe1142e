//! What a sync stores.

use application::port::{AssistantRemoval, Confirmation, KeyFingerprint, RemoteJson};
use domain::studio::Revision;
use domain::sync::SyncAction;
use domain::value::UserId;

use super::{assistant_id, at, removal_id};

/// Tells the key of this label from others.
pub fn fingerprint(label: &str) -> KeyFingerprint {
    KeyFingerprint::new(format!("fingerprint of {label}"))
}

/// The end of a sync that created the assistant of this label.
pub fn confirmation(label: &str, revision: Revision) -> Confirmation {
    Confirmation {
        assistant: assistant_id(label),
        key_fingerprint: fingerprint(label),
        revision,
        action: SyncAction::Created,
        confirmed: RemoteJson::new(format!(r#"{{"name":"{label} é😀","voice":{{"speed":1.1}}}}"#)),
        at: at(90),
        keep_searching: false,
    }
}

/// What is left of the assistant of this label, with everything that is optional.
pub fn removal(owner: UserId, label: &str) -> AssistantRemoval {
    AssistantRemoval {
        id: removal_id(label),
        owner,
        key_fingerprint: fingerprint(label),
        assistant: Some(assistant_id(label)),
        search_from: Some(at(-300)),
        search_until: at(600),
        created_at: at(91),
    }
}
