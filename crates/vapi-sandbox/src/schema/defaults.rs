//! Writes the defaults into an answer, as Vapi does: what comes back is never equal to what was
//! sent.

use serde_json::{Map, Value, json};

use super::{Default, Kind, Object};

/// Adds the default of every absent property, and of those in the objects that are there.
pub(crate) fn fill(object: &Object, body: &mut Map<String, Value>) {
    for property in object.properties() {
        match body.get_mut(property.name) {
            Some(value) => fill_value(property.kind, value),
            None => {
                if let Some(default) = property.default {
                    body.insert(property.name.to_owned(), value_of(default));
                }
            }
        }
    }
}

fn fill_value(kind: Kind, value: &mut Value) {
    match (kind, value) {
        (Kind::Nested(object), Value::Object(body)) => fill(object, body),
        (Kind::Tagged(union) | Kind::Fallback(union), Value::Object(body)) => {
            let tag = body.get(union.tag).and_then(Value::as_str);
            if let Some(object) = tag.and_then(|tag| union.variant(tag)) {
                fill(object, body);
            }
        }
        (Kind::List(item), Value::Array(items)) => {
            for value in items {
                fill_value(*item, value);
            }
        }
        _ => {}
    }
}

fn value_of(default: Default) -> Value {
    match default {
        Default::Flag(flag) => json!(flag),
        Default::Integer(number) => json!(number),
        Default::Number(number) => json!(number),
        Default::Text(text) => json!(text),
    }
}
