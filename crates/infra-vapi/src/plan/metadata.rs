//! `metadata`: whose the assistant is.

use application::port::OwnerMarker;
use serde_json::json;

use super::changes::Changes;
use super::{Object, set};
use crate::marker::{INTENT, OWNER};

/// The metadata over the live one; `None` when nothing differs. Without an intent, the
/// assistant keeps the one it was made by.
pub(super) fn plan(live: &Object, marker: OwnerMarker, changes: &mut Changes) -> Option<Object> {
    let owner = Some((OWNER, marker.owner.to_string()));
    let intent = marker.intent.map(|intent| (INTENT, intent.to_string()));
    let before = changes.len();
    let mut metadata = live.clone();
    for (key, id) in [owner, intent].into_iter().flatten() {
        changes.compare(&format!("metadata.{key}"), live.get(key), Some(&json!(id)));
        set(&mut metadata, key, id);
    }
    (changes.len() > before).then_some(metadata)
}
