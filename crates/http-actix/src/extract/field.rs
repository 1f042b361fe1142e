//! Fields of any JSON type: serde never refuses one, so that the domain can tell all faults
//! of a body at once. What no field of ours takes is read too, to its end, and not kept: all
//! of a body has to be JSON, and nested no deeper than `serde_json` goes (127 levels).

use std::collections::HashSet;
use std::fmt;

use domain::Raw;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// One field as it was sent; [`Raw::Absent`] by default.
#[derive(Debug, Clone, Default)]
pub(crate) struct Field(pub(crate) Raw);

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor).map(Field)
    }
}

struct FieldVisitor;

impl<'de> Visitor<'de> for FieldVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Flag(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "every bound of ours is far below 2^53")]
    fn visit_i64<E: Error>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "every bound of ours is far below 2^53")]
    fn visit_u64<E: Error>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Raw, A::Error> {
        while list.next_element::<Field>()?.is_some() {}
        Ok(Raw::Composite)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        while map.next_entry::<String, Field>()?.is_some() {}
        Ok(Raw::Composite)
    }
}

/// All fields of a body, known and unknown, in the order they came, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConfigFields(pub(crate) Vec<(String, Raw)>);

impl<'de> Deserialize<'de> for ConfigFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;

        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = ConfigFields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ConfigFields, A::Error> {
                let (mut fields, mut names) = (Vec::new(), HashSet::new());
                while let Some((name, Field(raw))) = map.next_entry::<String, Field>()? {
                    if !names.insert(name.clone()) {
                        return Err(A::Error::custom("a field stands there twice"));
                    }
                    fields.push((name, raw));
                }
                Ok(ConfigFields(fields))
            }
        }

        deserializer.deserialize_map(FieldsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_json_type_is_a_field() {
        let text =
            r#"{"a":1,"b":1.5,"c":"x","d":true,"e":null,"f":[1,{"g":2}],"h":{"i":[]},"j":-3}"#;
        let fields: ConfigFields = serde_json::from_str(text).unwrap();
        let expected = [
            Raw::Number(1.0),
            Raw::Number(1.5),
            Raw::Text("x".into()),
            Raw::Flag(true),
            Raw::Null,
            Raw::Composite,
            Raw::Composite,
            Raw::Number(-3.0),
        ];
        assert!(fields.0.iter().map(|(_, raw)| raw).eq(expected.iter()));
    }

    #[test]
    fn what_cannot_be_a_number_or_text_is_malformed() {
        for text in [
            r#"{"a":1e999}"#,
            r#"{"a":"\ud800"}"#,
            r#"{"a":NaN}"#,
            "{\"a\":\"\u{1}\"}",
            r#"{"a":1"#,
            r#"{"a":[{"b":1e999}]}"#,
            r#"{"a":[{"\ud800":1}]}"#,
        ] {
            let error = serde_json::from_str::<ConfigFields>(text).unwrap_err();
            assert!(!error.is_data(), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_parsed_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = serde_json::from_slice::<ConfigFields>(&bytes);
        }
    }
}
