//! Vapi's own schema of what an assistant may be sent as.

use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// Not part of the project, so not everywhere.
const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vapi/openapi.json");

/// Properties whose lists of values go stale within weeks: voices, models and languages come
/// and go, and are passed on as they are. Everything else is as strict as Vapi says.
const STALE: [&str; 4] = ["voiceId", "model", "language", "languageCode"];

/// The document's schemas by their names; `None`, told, where the document isn't.
pub(crate) fn all() -> Option<Value> {
    if !Path::new(DOCUMENT).exists() {
        #[expect(clippy::print_stdout, reason = "a test that leaves something out has to say so")]
        {
            println!("skipped: {DOCUMENT} is not there");
        }
        return None;
    }
    let mut document: Value = serde_json::from_str(&fs::read_to_string(DOCUMENT).unwrap()).unwrap();
    Some(document["components"]["schemas"].take())
}

/// The validator of one of the document's schemas; `None`, told, where the document isn't.
pub(crate) fn of(name: &str) -> Option<Validator> {
    let mut schemas = all()?;
    for schema in schemas.as_object_mut().unwrap().values_mut() {
        adapt(schema);
    }
    let root = json!({
        "$ref": format!("#/components/schemas/{name}"),
        "components": { "schemas": schemas },
    });
    Some(jsonschema::draft4::new(&root).unwrap())
}

/// Turns a schema of `OpenAPI` into what Vapi's validator does with it.
fn adapt(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            forbid_unknown(fields);
            // A preset voice is also a string: of such alternatives more than one fits.
            // Objects stay told apart by their provider.
            if let Some(alternatives) = fields.remove("oneOf") {
                fields.insert("anyOf".to_owned(), alternatives);
            }
            if let Some(Value::Object(properties)) = fields.get_mut("properties") {
                for (_, property) in
                    properties.iter_mut().filter(|(name, _)| STALE.contains(&name.as_str()))
                {
                    forget_values(property);
                }
            }
            fields.values_mut().for_each(adapt);
        }
        Value::Array(items) => items.iter_mut().for_each(adapt),
        _ => {}
    }
}

/// Vapi refuses a request with a property that it does not know, wherever it is.
fn forbid_unknown(fields: &mut Map<String, Value>) {
    let is_object = fields.get("properties").is_some_and(Value::is_object);
    if is_object && !fields.contains_key("additionalProperties") && !fields.contains_key("allOf") {
        fields.insert("additionalProperties".to_owned(), json!(false));
    }
}

fn forget_values(property: &mut Value) {
    match property {
        Value::Object(fields) => {
            fields.remove("enum");
            // Neuphonic's language is an object by the document, and "en" by its own example.
            if fields.get("type") == Some(&json!("object")) && fields.contains_key("example") {
                fields.remove("type");
            }
            fields.values_mut().for_each(forget_values);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_values),
        _ => {}
    }
}

/// What is wrong with a payload, a line each.
pub(crate) fn complaints(validator: &Validator, payload: &Value) -> Vec<String> {
    validator
        .iter_errors(payload)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_schema_is_strict_where_vapi_is() {
    let Some(create) = of("CreateAssistantDTO") else { return };
    let voice = |voice: Value| complaints(&create, &json!({ "voice": voice })).is_empty();
    assert!(voice(json!({"provider": "11labs", "voiceId": "sarah", "speed": 1.2})));
    assert!(voice(json!({"provider": "11labs", "voiceId": "my own", "model": "eleven_v9"})));
    assert!(!voice(json!({"provider": "11labs", "voiceId": "sarah", "speed": 1.3})));
    assert!(!voice(json!({"provider": "11labs"})));
    assert!(!voice(json!({"provider": "deepgram", "voiceId": "luna", "speed": 1})));
    assert!(!voice(json!({"provider": "gramophone", "voiceId": "x"})));
    assert!(!complaints(&create, &json!({"serverUrl": "https://example.com"})).is_empty());
    assert!(!complaints(&create, &json!({"name": "n".repeat(41)})).is_empty());
}
