//! What was changed at Vapi since it was last confirmed.
//!
//! Compared is everything, leaf by leaf, without secrets: what is no setting of ours matters
//! as well, since somebody wanted it so. A list is one leaf, for nothing tells which of its
//! items is which; only the messages of the model are looked into, for the prompt.

mod messages;
mod place;

use std::collections::BTreeSet;

use application::port::{Drift, LiveAssistant, RemoteJson};
use domain::studio::Setting;
use serde_json::{Map, Value};

use crate::meaning::same;
use crate::redaction::redacted;

/// A JSON object.
type Object = Map<String, Value>;

/// The differences between what was confirmed and what is live, ordered by their paths. What
/// was confirmed and cannot be read differs from nothing.
pub(crate) fn drift(confirmed: &RemoteJson, live: &LiveAssistant) -> Vec<Drift> {
    let mut found = Found::default();
    if let (Some(confirmed), Some(live)) = (object(confirmed.as_str()), object(live.body.expose()))
    {
        found.compare_objects(&mut Vec::new(), Some(&confirmed), Some(&live));
    }
    found.0
}

/// The object of a text, without its secrets. Of what was confirmed they are taken out once
/// more, so that both sides went through the same hands.
fn object(text: &str) -> Option<Object> {
    match redacted(&serde_json::from_str(text).ok()?) {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// Differences, as they are found. A path is kept in its steps while it is walked: a name may
/// hold a dot.
#[derive(Default)]
struct Found(Vec<Drift>);

impl Found {
    fn compare_objects<'a>(
        &mut self,
        path: &mut Vec<&'a str>,
        before: Option<&'a Object>,
        after: Option<&'a Object>,
    ) {
        let names: BTreeSet<_> =
            [before, after].into_iter().flatten().flat_map(Object::keys).collect();
        for name in names {
            path.push(name);
            if !place::is_kept_account_of(path) {
                self.compare(path, set(before, name), set(after, name));
            }
            path.pop();
        }
    }

    fn compare<'a>(
        &mut self,
        path: &mut Vec<&'a str>,
        before: Option<&'a Value>,
        after: Option<&'a Value>,
    ) {
        if place::is_messages(path) && messages::are_lists(before, after) {
            let parts = messages::compare(before, after);
            self.note(path, Some(Setting::SystemPrompt), parts.prompt);
            self.note(path, None, parts.others);
        } else if can_be_entered(before) && can_be_entered(after) {
            let object = |value: Option<&'a Value>| value.and_then(Value::as_object);
            self.compare_objects(path, object(before), object(after));
        } else {
            let difference = differ(before, after).then(|| (before.cloned(), after.cloned()));
            self.note(path, place::setting(path), difference);
        }
    }

    fn note(&mut self, path: &[&str], setting: Option<Setting>, difference: Option<Difference>) {
        let text = |value: Value| RemoteJson::new(value.to_string());
        self.0.extend(difference.map(|(from, to)| Drift {
            setting,
            path: path.join("."),
            from: from.map(text),
            to: to.map(text),
        }));
    }
}

/// What was, and what is.
type Difference = (Option<Value>, Option<Value>);

/// The value of this name; `null` is the same as none.
fn set<'a>(object: Option<&'a Object>, name: &str) -> Option<&'a Value> {
    object?.get(name).filter(|value| !value.is_null())
}

/// Whether it is an object, or nothing, which is the same as an empty one.
fn can_be_entered(value: Option<&Value>) -> bool {
    value.is_none_or(Value::is_object)
}

fn differ(before: Option<&Value>, after: Option<&Value>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => !same(before, after),
        (before, after) => before.is_some() != after.is_some(),
    }
}

#[cfg(test)]
mod tests;
