//! What has to be sent to make the live assistant the wanted one.
//!
//! Vapi replaces each top-level key of a PATCH whole and keeps the others. So only the keys
//! that we own and that change are sent, and each is built over the live one. Compared is
//! what we own and nothing else: the defaults that Vapi adds to its answers, and what others
//! put there, are no differences.

mod changes;
mod metadata;
mod model;
mod transcriber;
mod voice;

use application::port::{LiveAssistant, OwnerMarker, Push, RemoteBody};
use domain::assistant::Assistant;
use domain::studio::Setting;
use serde_json::{Map, Value};

use self::changes::Changes;

/// A JSON object.
type Object = Map<String, Value>;

/// The differences, and the body of the request that removes them.
pub(crate) fn plan(live: Option<&LiveAssistant>, wanted: &Assistant, marker: OwnerMarker) -> Push {
    let live = live.map(|live| parsed(live.body.expose())).unwrap_or_default();
    let mut changes = Changes::default();
    let mut payload = Object::new();
    for (key, setting, text) in [
        ("name", Setting::OrganizationName, &wanted.name),
        ("firstMessage", Setting::FirstMessage, &wanted.first_message),
    ] {
        let text = Value::from(text.as_str());
        let before = changes.len();
        changes.setting(setting, live.get(key), &text);
        if changes.len() > before {
            payload.insert(key.to_owned(), text);
        }
    }
    for (key, object) in [
        ("model", model::plan(&settled(&live, "model"), &wanted.model, &mut changes)),
        ("voice", voice::plan(&settled(&live, "voice"), &wanted.voice, &mut changes)),
        (
            "transcriber",
            transcriber::plan(&settled(&live, "transcriber"), &wanted.transcriber, &mut changes),
        ),
        ("metadata", metadata::plan(&object(&live, "metadata"), marker, &mut changes)),
    ] {
        if let Some(object) = object {
            payload.insert(key.to_owned(), Value::Object(object));
        }
    }
    Push {
        changes: changes.into_inner(),
        payload: RemoteBody::new(Value::Object(payload).to_string()),
    }
}

/// An assistant's JSON; it was an object when it was read.
fn parsed(text: &str) -> Object {
    serde_json::from_str(text).unwrap_or_default()
}

/// One of the assistant's objects; empty where there is none.
fn object(assistant: &Object, key: &str) -> Object {
    assistant.get(key).and_then(Value::as_object).cloned().unwrap_or_default()
}

/// The same without what is `null`: absent means the same to Vapi, and is never refused.
fn settled(assistant: &Object, key: &str) -> Object {
    let mut object = object(assistant, key);
    object.retain(|_, value| !value.is_null());
    object
}

/// Sets a key.
fn set(object: &mut Object, key: &str, value: impl Into<Value>) {
    object.insert(key.to_owned(), value.into());
}

/// The object to build over: the live one when its provider stays; otherwise only what every
/// provider takes, because a key of another provider makes Vapi refuse the request.
fn base(live: &Object, provider: &str, shared: &[&str]) -> Object {
    let mut base = live.clone();
    if !is_of(live, provider) {
        base.retain(|key, _| shared.contains(&key.as_str()));
    }
    base
}

fn is_of(object: &Object, provider: &str) -> bool {
    object.get("provider").and_then(Value::as_str) == Some(provider)
}

#[cfg(test)]
mod tests;
