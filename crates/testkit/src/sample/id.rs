//! Ids.

use domain::value::{AssistantId, AssistantRemovalId, IntentId, SessionId, UserId};
use uuid::Uuid;

use crate::digest::digest;

/// An id, in the shape of a UUID v7.
pub fn uuid(label: &str) -> Uuid {
    let mut random = [0; 10];
    random.copy_from_slice(&digest(label)[..10]);
    uuid::Builder::from_unix_timestamp_millis(1_767_323_045_678, &random).into_uuid()
}

/// A user's id.
pub fn user_id(label: &str) -> UserId {
    UserId::new(uuid(&format!("user {label}")))
}

/// A session's id.
pub fn session_id(label: &str) -> SessionId {
    SessionId::new(uuid(&format!("session {label}")))
}

/// An intent's id.
pub fn intent_id(label: &str) -> IntentId {
    IntentId::new(uuid(&format!("intent {label}")))
}

/// The id of a removal.
pub fn removal_id(label: &str) -> AssistantRemovalId {
    AssistantRemovalId::new(uuid(&format!("removal {label}")))
}

/// An assistant's id.
pub fn assistant_id(label: &str) -> AssistantId {
    AssistantId::parse(&uuid(&format!("assistant {label}")).to_string()).unwrap()
}

/// Someone who holds a lease.
pub fn holder(label: &str) -> Uuid {
    uuid(&format!("holder {label}"))
}
