//! Whether two JSON values mean the same to Vapi.

use serde_json::{Map, Value};

/// Whether two values mean the same: `1` and `1.0` do, and so does a number that was stored
/// with a digit less at its end. In an object `null` is the same as absent.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(_), Value::Number(_)) => same_number(one, other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            has_all(one, other)
                && other.keys().all(|name| one.contains_key(name) || is_unset(other, name))
        }
        _ => one == other,
    }
}

/// Whole numbers are compared to the last digit: they may be ids or times.
fn same_number(one: &Value, other: &Value) -> bool {
    let is_whole = |number: &Value| number.is_i64() || number.is_u64();
    match (one.as_f64(), other.as_f64()) {
        (Some(a), Some(b)) if !(is_whole(one) && is_whole(other)) => {
            (a - b).abs() <= 1e-9 * b.abs().max(1.0)
        }
        _ => one == other,
    }
}

fn has_all(one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    one.iter().all(|(name, value)| same(value, other.get(name).unwrap_or(&Value::Null)))
}

fn is_unset(object: &Map<String, Value>, name: &str) -> bool {
    object.get(name).is_none_or(Value::is_null)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_compare_by_what_they_mean() {
        assert!(same(&json!(1), &json!(1.0)));
        assert!(same(&json!(0.7), &json!(0.7)));
        assert!(same(&json!(0.300_000_000_000_000_04), &json!(0.3)));
        assert!(!same(&json!(0.7), &json!(0.71)));
        assert!(!same(&json!("1"), &json!(1)));
        assert!(same(&json!("a"), &json!("a")));
    }

    #[test]
    fn whole_numbers_compare_to_the_last_digit() {
        assert!(!same(&json!(1_795_341_600_001_i64), &json!(1_795_341_600_002_i64)));
        assert!(!same(&json!(u64::MAX), &json!(u64::MAX - 1)));
        assert!(same(&json!(u64::MAX), &json!(u64::MAX)));
    }

    #[test]
    fn lists_and_objects_compare_by_what_is_in_them() {
        assert!(same(&json!([{"a": 1, "b": null}]), &json!([{"a": 1.0}])));
        assert!(same(&json!([{"a": 1}]), &json!([{"a": 1.0, "b": null}])));
        assert!(!same(&json!([{"a": 1}]), &json!([{"a": 1, "b": 0}])));
        assert!(!same(&json!([{"a": 1, "b": 0}]), &json!([{"a": 1}])));
        assert!(!same(&json!([1, 2]), &json!([2, 1])));
        assert!(!same(&json!([1]), &json!([1, null])));
        assert!(!same(&json!({}), &json!([])));
    }
}
