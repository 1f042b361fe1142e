//! The API document: complete, valid, and the one in the repository.

use std::collections::BTreeSet;
use std::path::Path;

use domain::FaultCode;
use domain::audit::AuditKind;
use domain::sync::{SyncAction, SyncState};
use serde_json::{Value, json};

use crate::harness::{
    ACTIVITY, ASSISTANT, CONFIG, DOCUMENT, LOG_IN, LOG_OUT, Server, is_told, operations,
};

#[test]
fn the_document_in_the_repository_is_the_generated_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi.json");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let generated = ava_http_actix::openapi_document().unwrap();
    assert!(committed == generated, "openapi.json is out of date: run `make openapi`");
}

#[actix_web::test]
async fn the_served_document_is_the_generated_one() {
    let server = Server::start().await;
    assert_eq!(server.get("/api/v1/openapi.json").await.ok(), *DOCUMENT);
}

#[test]
fn every_endpoint_is_in_the_document_and_nothing_else() {
    let served: BTreeSet<_> = ava_http_actix::endpoints()
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    let told: BTreeSet<_> =
        operations().map(|(method, path, _)| (method, path.to_owned())).collect();
    assert_eq!(served, told);
}

#[test]
fn the_document_is_openapi_3_1() {
    assert!(DOCUMENT["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(DOCUMENT["info"]["title"].is_string() && DOCUMENT["info"]["version"].is_string());
    let known = ["openapi", "info", "paths", "components", "security"];
    let unknown: Vec<_> =
        DOCUMENT.as_object().unwrap().keys().filter(|key| !known.contains(&key.as_str())).collect();
    assert_eq!(unknown, Vec::<&String>::new());
}

#[test]
fn every_operation_has_an_id_of_its_own_a_summary_a_tag_and_described_answers() {
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id), "{id} is there twice");
        assert!(operation["summary"].is_string(), "{method} {path} has no summary");
        assert!(operation["tags"][0].is_string(), "{method} {path} has no tag");
        let responses = operation["responses"].as_object().unwrap();
        for (status, response) in responses {
            assert!(
                status.len() == 3 && status.parse::<u16>().is_ok(),
                "{method} {path}: {status}"
            );
            let description = response["description"].as_str().unwrap_or_default();
            assert!(!description.is_empty(), "{method} {path}: {status} is not described");
        }
        assert!(!responses.contains_key("204"), "{method} {path}");
    }
}

#[test]
fn every_path_parameter_is_described() {
    for (method, path, operation) in operations() {
        let in_path: BTreeSet<_> = path
            .split('/')
            .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let described: BTreeSet<_> = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "path" && parameter["required"] == true)
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        assert_eq!(in_path, described, "{method} {path}");
    }
}

#[test]
fn every_type_and_code_of_a_problem_is_listed() {
    let listed = |schema: &str, property: &str| {
        let words = &DOCUMENT["components"]["schemas"][schema]["properties"][property]["enum"];
        serde_json::from_value::<Vec<String>>(words.clone()).unwrap()
    };
    let types = listed("Problem", "code")
        .into_iter()
        .map(|code| format!("https://ava.studio/problems/{}", code.replace('_', "-")));
    assert_eq!(listed("Problem", "type"), types.collect::<Vec<_>>());
    assert_eq!(listed("ProblemError", "code"), FaultCode::ALL.map(FaultCode::as_str));
}

#[test]
fn what_is_one_of_a_few_words_is_told_with_all_of_them() {
    let words = |schema: &str, property: &str| {
        let words = &DOCUMENT["components"]["schemas"][schema]["properties"][property]["enum"];
        serde_json::from_value::<Vec<Option<String>>>(words.clone()).unwrap()
    };
    let locales = ["en", "fr", "he"].map(|word| Some(word.to_owned()));
    for schema in ["User", "Profile"] {
        assert_eq!(words(schema, "locale"), locales, "{schema}");
    }
    for schema in ["SignUp", "AccountPatch", "ProfilePatch"] {
        assert_eq!(words(schema, "locale"), [&locales[..], &[None]].concat(), "{schema}");
    }
    assert_eq!(
        words("SyncReport", "action"),
        SyncAction::ALL.map(|action| Some(action.as_str().to_owned()))
    );
    assert_eq!(
        words("SyncState", "state"),
        SyncState::ALL.map(|state| Some(state.as_str().to_owned()))
    );
    let kinds = AuditKind::ALL.iter().map(|kind| Some(kind.as_str().to_owned()));
    assert_eq!(words("ActivityEvent", "kind"), kinds.collect::<Vec<_>>());
    for schema in ["SyncState", "SyncReport"] {
        assert_eq!(words(schema, "mode"), ["live", "sandbox"].map(|word| Some(word.to_owned())));
    }
}

#[test]
fn a_tag_is_told_of_wherever_one_is_sent() {
    for (method, path, status) in [
        ("get", CONFIG, "200"),
        ("get", CONFIG, "304"),
        ("patch", CONFIG, "200"),
        ("patch", CONFIG, "412"),
        ("delete", ASSISTANT, "200"),
    ] {
        let told = &DOCUMENT["paths"][path][method]["responses"][status]["headers"]["ETag"];
        assert!(told.is_object(), "{method} {path} {status}");
    }
}

#[test]
fn every_patch_takes_a_merge_patch() {
    for (method, path, operation) in operations().filter(|(method, ..)| method == "PATCH") {
        let taken: Vec<_> =
            operation["requestBody"]["content"].as_object().unwrap().keys().collect();
        assert_eq!(taken, ["application/json", "application/merge-patch+json"], "{method} {path}");
    }
}

#[test]
fn the_body_of_a_logout_may_be_left_out_but_not_be_null() {
    let body = &DOCUMENT["paths"][LOG_OUT]["post"]["requestBody"];
    let schema = json!({ "$ref": "#/components/schemas/Logout" });
    assert_eq!(*body, json!({ "content": { "application/json": { "schema": schema } } }));
    let required = |path| &DOCUMENT["paths"][path]["post"]["requestBody"]["required"];
    assert_eq!(*required(LOG_IN), true);
}

#[test]
fn every_reference_leads_somewhere() {
    let mut references = Vec::new();
    collect("$ref", &DOCUMENT, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.as_str().unwrap().strip_prefix('#').unwrap();
        assert!(DOCUMENT.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn every_schema_is_one_of_json_schema_2020_12_and_every_example_fits() {
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::draft202012::meta::is_valid(schema), "{name}");
        for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
            for given in ["example", "default"].iter().filter_map(|kind| schema.get(kind)) {
                assert!(is_told(schema, given), "{name}.{property} is never {given}");
            }
        }
    }
    let mut schemas = Vec::new();
    collect("schema", &DOCUMENT["paths"], &mut schemas);
    assert!(schemas.iter().all(|schema| jsonschema::draft202012::meta::is_valid(schema)));
}

fn collect<'a>(key: &str, value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get(key));
            fields.values().for_each(|value| collect(key, value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(key, value, found)),
        _ => {}
    }
}

#[test]
fn everything_but_the_ways_in_and_operations_asks_for_a_token() {
    assert_eq!(DOCUMENT["security"], json!([{ "bearer": [] }]));
    assert_eq!(
        DOCUMENT["components"]["securitySchemes"]["bearer"],
        json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT" })
    );
    let open: BTreeSet<_> = operations()
        .filter(|(_, _, operation)| operation.get("security").is_some())
        .map(|(_, path, _)| path)
        .collect();
    assert_eq!(
        open,
        BTreeSet::from([
            "/api/v1/auth/signup",
            "/api/v1/auth/login",
            "/api/v1/auth/refresh",
            "/api/v1/auth/logout",
            "/api/v1/openapi.json",
            "/api/v1/docs",
            "/api/v1/docs/{file}",
            "/healthz",
            "/metrics",
            "/readyz",
        ])
    );
}

#[test]
fn every_operation_that_takes_a_body_tells_all_that_can_be_wrong_with_one() {
    for (method, path, operation) in operations().filter(|(_, _, it)| it["requestBody"].is_object())
    {
        for status in ["400", "408", "413", "415", "422", "500", "503"] {
            let told = &operation["responses"][status];
            let schema = &told["content"]["application/problem+json"]["schema"];
            assert_eq!(
                *schema,
                json!({ "$ref": "#/components/schemas/Problem" }),
                "{method} {path} {status}"
            );
        }
    }
}

#[test]
fn whatever_can_be_asked_for_too_often_is_told_to_answer_429_with_when_to_come_back() {
    let mut limited = 0;
    for (method, path, operation) in operations() {
        let (told, needs_token) = (&operation["responses"]["429"], operation["security"].is_null());
        assert_eq!(told.is_object(), operation["tags"][0] != "operations", "{method} {path}");
        assert!(told.is_object() || !needs_token, "{method} {path}");
        for name in ["Retry-After", "RateLimit", "RateLimit-Policy"] {
            assert_eq!(told["headers"][name].is_object(), told.is_object(), "{method} {path}");
        }
        limited += usize::from(told.is_object());
    }
    assert!(limited > 25, "{limited}");
}

#[test]
fn what_is_left_is_told_wherever_an_access_token_is_taken() {
    for (method, path, operation) in operations() {
        let security = operation.get("security").and_then(Value::as_array);
        let takes_token = security.is_none_or(|ways| ways.contains(&json!({ "bearer": [] })));
        for (status, response) in operation["responses"].as_object().unwrap() {
            let told = response["headers"]["RateLimit"].is_object();
            assert_eq!(told, takes_token || status == "429", "{method} {path} {status}");
        }
    }
}

#[test]
fn every_answer_is_told_its_headers() {
    let mut told_of = BTreeSet::new();
    for (method, path, operation) in operations() {
        for (status, response) in operation["responses"].as_object().unwrap() {
            for (name, always) in [
                ("X-Request-ID", true),
                ("WWW-Authenticate", status == "401"),
                ("Retry-After", matches!(status.as_str(), "429" | "503")),
            ] {
                let reference = &response["headers"][name]["$ref"];
                let shared = format!("#/components/headers/{name}");
                assert_eq!(*reference == shared, always, "{method} {path} {status} {name}");
                told_of.extend(always.then_some(name));
            }
        }
    }
    assert_eq!(told_of.len(), 3);
}

#[test]
fn every_operation_with_a_query_tells_that_a_parameter_can_be_at_fault() {
    let mut with_query = 0;
    for (method, path, operation) in operations() {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        if parameters.filter(|parameter| parameter["in"] == "query").count() > 0 {
            assert!(operation["responses"]["422"].is_object(), "{method} {path}");
            with_query += 1;
        }
    }
    assert!(with_query >= 3, "{with_query}");
}

#[test]
fn the_limit_of_a_page_is_told_with_its_bounds() {
    let parameters = &DOCUMENT["paths"][ACTIVITY]["get"]["parameters"];
    let limit = parameters.as_array().unwrap().iter().find(|it| it["name"] == "limit").unwrap();
    assert_eq!(limit["required"], false);
    let bounds = ["minimum", "maximum", "default"].map(|bound| limit["schema"][bound].as_u64());
    assert_eq!(bounds, [Some(1), Some(100), Some(50)]);
}
