//! Fields that are one of a few words, for the API document: the words are the domain's.

use application::VapiMode;
use domain::audit::AuditKind;
use domain::sync::{SyncAction, SyncState};
use domain::value::Locale;
use serde_json::Value;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};

const LOCALE: &str = "The language of the product itself.";

pub(crate) fn locale() -> Object {
    one_of(Locale::ALL.map(Locale::as_str), LOCALE)
}

/// For bodies, where null takes back to the default.
pub(crate) fn optional_locale() -> Object {
    let words = Locale::ALL.map(|locale| Value::from(locale.as_str()));
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .enum_values(Some(words.into_iter().chain([Value::Null])))
        .description(Some(LOCALE))
        .build()
}

pub(crate) fn audit_kind() -> Object {
    one_of(AuditKind::ALL.iter().map(|kind| kind.as_str()), "What happened.")
}

pub(crate) fn sync_action() -> Object {
    one_of(SyncAction::ALL.map(SyncAction::as_str), "What was done.")
}

pub(crate) fn sync_state() -> Object {
    one_of(
        SyncState::ALL.map(SyncState::as_str),
        "How the saved configuration and the assistant at Vapi stand to each other.",
    )
}

pub(crate) fn vapi_mode() -> Object {
    one_of([VapiMode::Live, VapiMode::Sandbox].map(VapiMode::as_str), "Which Vapi is pushed to.")
}

/// A string that is one of these words.
pub(crate) fn one_of<W: Into<Value>>(
    words: impl IntoIterator<Item = W>,
    description: &str,
) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .description(Some(description))
        .build()
}
