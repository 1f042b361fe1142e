//! The API document, and whether what is sent agrees with it.

use std::sync::LazyLock;

use actix_web::http::Method;
use jsonschema::{ValidationOptions, options};
use serde_json::{Value, json};

use super::answer::Answer;

/// The document, as it is served.
pub(crate) static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&ava_http_actix::openapi_document().unwrap()).unwrap());

/// Headers that are told of wherever they are sent.
const TOLD: [&str; 9] = [
    "X-Request-ID",
    "WWW-Authenticate",
    "ETag",
    "Ava-Ignored-Fields",
    "Content-Disposition",
    "Set-Cookie",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
];

/// The field that is sent, or not, as was asked for.
const SENT_OR_NOT: &str = "refresh_token";

/// Method, path and description of every operation.
pub(crate) fn operations() -> impl Iterator<Item = (String, &'static str, &'static Value)> {
    DOCUMENT["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        let operations = item.as_object().unwrap().iter();
        operations.map(|(method, operation)| (method.to_uppercase(), path.as_str(), operation))
    })
}

/// Asserts that an answer is one of those that the document tells of, and the body that
/// led to a success one of those that it asks for.
#[track_caller]
pub(super) fn check(
    method: &Method,
    pattern: Option<&str>,
    request: Option<&Value>,
    answer: &Answer,
) {
    let told_of = if method == Method::HEAD { "GET" } else { method.as_str() };
    let operation = operations().find(|(verb, path, _)| verb == told_of && Some(*path) == pattern);
    let Some((_, _, operation)) = operation else {
        if method == Method::OPTIONS && answer.status == 200 {
            return assert_eq!(answer.body, "", "a preflight has no body");
        }
        assert!((400..500).contains(&answer.status), "{method} is not in the document: {answer}");
        return fits(&strict(), &json!({ "$ref": "#/components/schemas/Problem" }), &answer.json());
    };
    let response = &operation["responses"][answer.status.to_string()];
    assert!(response.is_object(), "{method} {pattern:?} is not told to answer {answer}");
    for name in TOLD {
        let told = response["headers"][name].is_object();
        let sent = answer.header(&name.to_lowercase()).is_some();
        assert!(told || !sent, "{method} {pattern:?} is not told to send {name}: {answer}");
    }
    match response["content"].as_object() {
        Some(content) => {
            let media_type = answer.header("content-type").unwrap_or_default();
            let schema = &of_media_type(content, media_type)["schema"];
            assert!(schema.is_object(), "{method} {pattern:?} is not told to answer {answer}");
            let json = media_type.contains("json");
            let body = if json { answer.json() } else { Value::String(answer.body.clone()) };
            fits(&strict(), schema, &body);
            if answer.status < 300 {
                is_told_as_sent(schema, &body);
            }
        }
        None => assert_eq!(answer.body, "", "{method} {pattern:?} is not told to have a body"),
    }
    if let Some(body) = request.filter(|_| answer.status < 300) {
        // Formats aside: white space around an address is dropped.
        let asked = &operation["requestBody"]["content"]["application/json"]["schema"];
        assert!(asked.is_object(), "{method} {pattern:?} is not told to take a body");
        fits(&options().should_validate_formats(false), asked, body);
    }
}

/// Asserts that each field of a success is told, and told to be there always but for one.
#[track_caller]
fn is_told_as_sent(schema: &Value, value: &Value) {
    let schema = resolved(schema, value);
    match value {
        _ if takes_anything(schema) => {}
        Value::Object(fields) if schema["properties"].is_object() => {
            let required = schema["required"].as_array().unwrap();
            for (name, value) in fields {
                let told = &schema["properties"][name];
                assert!(told.is_object(), "{name} is not told of: {schema:#}");
                let always = required.iter().any(|it| it == name);
                assert_eq!(always, name != SENT_OR_NOT, "{name} is always sent: {schema:#}");
                is_told_as_sent(told, value);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| is_told_as_sent(&schema["items"], it)),
        Value::Object(fields) => {
            let told = &schema["additionalProperties"];
            assert!(told.is_object(), "of what fields? {schema:#}");
            fields.values().for_each(|it| is_told_as_sent(told, it));
        }
        _ => {}
    }
}

/// What a schema refers to; of several, the one that this value is of.
#[track_caller]
fn resolved<'a>(schema: &'a Value, value: &Value) -> &'a Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return resolved(DOCUMENT.pointer(&reference[1..]).unwrap(), value);
    }
    let Some(several) = schema["oneOf"].as_array() else { return schema };
    let fitting = several.iter().find(|one| is_told(one, value));
    resolved(fitting.unwrap_or_else(|| panic!("of none: {schema:#}")), value)
}

fn takes_anything(schema: &Value) -> bool {
    schema.as_object().is_some_and(|words| words.keys().all(|word| word == "description"))
}

fn of_media_type<'a>(content: &'a serde_json::Map<String, Value>, media_type: &str) -> &'a Value {
    let essence = media_type.split(';').next().unwrap_or_default();
    content.get(essence).or_else(|| content.get("*/*")).unwrap_or(&Value::Null)
}

#[track_caller]
fn fits(options: &ValidationOptions<'_>, schema: &Value, value: &Value) {
    let faults: Vec<_> = options
        .build(&rooted(schema))
        .unwrap()
        .iter_errors(value)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?} in {value:#}");
}

/// Whether a value is one that a schema of the document tells of, formats and all.
pub(crate) fn is_told(schema: &Value, value: &Value) -> bool {
    strict().build(&rooted(schema)).unwrap().is_valid(value)
}

fn strict<'a>() -> ValidationOptions<'a> {
    options().should_validate_formats(true)
}

/// A schema of the document's, whose references lead into the document.
fn rooted(schema: &Value) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema],
        "components": DOCUMENT["components"],
    })
}
