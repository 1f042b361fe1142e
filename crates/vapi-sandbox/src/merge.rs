//! JSON Merge Patch (RFC 7396).

use serde_json::{Map, Value};

/// Sets what `patch` sets, removes what it has `null` for, and goes into objects.
pub(crate) fn merge(target: &mut Map<String, Value>, patch: Map<String, Value>) {
    for (name, value) in patch {
        match value {
            Value::Null => {
                target.remove(&name);
            }
            Value::Object(inner) => {
                let slot = target.entry(name).or_insert(Value::Null);
                let mut merged = match slot.take() {
                    Value::Object(present) => present,
                    _ => Map::new(),
                };
                merge(&mut merged, inner);
                *slot = Value::Object(merged);
            }
            plain => {
                target.insert(name, plain);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_are_entered_and_lists_replaced() {
        let mut target =
            map(json!({"model": {"model": "a", "tools": [1]}, "name": "n", "voice": 1}));
        merge(
            &mut target,
            map(json!({"model": {"tools": [2]}, "name": null, "voice": {"a": "b", "c": null}})),
        );
        assert_eq!(
            Value::Object(target),
            json!({"model": {"model": "a", "tools": [2]}, "voice": {"a": "b"}})
        );
    }

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            other => panic!("{other} is no object"),
        }
    }
}
