//! What a sync stores.

use application::port::{Confirmation, KeyFingerprint, RemoteJson};
use domain::studio::Revision;
use domain::sync::SyncAction;

use super::{assistant_id, at};

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
