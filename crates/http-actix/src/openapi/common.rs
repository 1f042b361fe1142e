//! What any call of a kind can be answered: said once here, not at each handler.

use utoipa::Modify;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{ContentBuilder, OpenApi, PathItem, Ref, RefOr, ResponseBuilder};

use crate::problem::MEDIA_TYPE;

const REQUEST_ID: &str = "X-Request-ID";
const WWW_AUTHENTICATE: &str = "WWW-Authenticate";
const RETRY_AFTER: &str = "Retry-After";
const RATE_LIMIT: &str = "RateLimit";
const RATE_LIMIT_POLICY: &str = "RateLimit-Policy";

pub(super) struct CommonAnswers;

impl Modify for CommonAnswers {
    fn modify(&self, document: &mut OpenApi) {
        for operation in document.paths.paths.values_mut().flat_map(operations_of) {
            add_problems(operation);
            add_headers(operation);
        }
        let told = headers().map(|(name, header)| (name.to_owned(), RefOr::T(header.build())));
        document.components.get_or_insert_default().headers.extend(told);
    }
}

pub(super) fn operations_of(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut path.get, &mut path.post, &mut path.patch, &mut path.delete].into_iter().flatten()
}

fn add_problems(operation: &mut Operation) {
    if token_is(operation) == Token::Needed {
        add(operation, "401", "No valid access token");
    }
    if operation.request_body.is_some() {
        add(operation, "400", "The body is not JSON");
        add(operation, "408", "The body took too long to arrive");
        add(operation, "413", "The body is larger than 256 KiB");
        add(operation, "415", "The body is of another type");
        add(operation, "422", "Fields are at fault; all are named");
    }
    if takes_a_query(operation) {
        add(operation, "422", "Parameters are at fault; all are named");
    }
    if operation.tags.as_ref().is_some_and(|tags| tags != &["operations".to_owned()]) {
        add(operation, "429", "Asked for too often; Retry-After says when to come back");
        add(operation, "503", "Not available right now; Retry-After says when to come back");
    }
    add(operation, "500", "Something is wrong on our side");
}

fn add(operation: &mut Operation, status: &str, description: &str) {
    let content =
        ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).build();
    let response =
        ResponseBuilder::new().description(description).content(MEDIA_TYPE, content).build();
    operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(response));
}

fn takes_a_query(operation: &Operation) -> bool {
    operation.parameters.iter().flatten().any(|parameter| {
        matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query)
    })
}

/// What becomes of an access token.
#[derive(PartialEq, Eq)]
enum Token {
    Needed,
    Taken,
    Ignored,
}

fn token_is(operation: &Operation) -> Token {
    let bearer = SecurityRequirement::new("bearer", [""; 0]);
    match &operation.security {
        None => Token::Needed,
        Some(security) if security.contains(&bearer) => Token::Taken,
        Some(_) => Token::Ignored,
    }
}

fn add_headers(operation: &mut Operation) {
    let with_a_token = token_is(operation) != Token::Ignored;
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let mut tell = |name: &str| {
            let header = RefOr::Ref(Ref::new(format!("#/components/headers/{name}")));
            response.headers.insert(name.to_owned(), header);
        };
        tell(REQUEST_ID);
        if status == "401" {
            tell(WWW_AUTHENTICATE);
        }
        if matches!(status.as_str(), "429" | "503") {
            tell(RETRY_AFTER);
        }
        if with_a_token || status == "429" {
            tell(RATE_LIMIT);
            tell(RATE_LIMIT_POLICY);
        }
    }
}

fn headers() -> [(&'static str, HeaderBuilder); 5] {
    let header = |kind, description| {
        let schema = ObjectBuilder::new().schema_type(kind);
        HeaderBuilder::new().schema(Some(schema)).description(Some(description))
    };
    [
        (
            REQUEST_ID,
            header(Type::String, "The one that was sent, when it is well-formed, or a made one"),
        ),
        (
            WWW_AUTHENTICATE,
            header(Type::String, "`Bearer`, and what is wrong with the token (RFC 6750)"),
        ),
        (RETRY_AFTER, header(Type::Integer, "In how many seconds to come back; at least 1")),
        (
            RATE_LIMIT,
            header(
                Type::String,
                r#"What is left of a limit, and in how many seconds all is left again: `"user";r=1199;t=1`"#,
            ),
        ),
        (
            RATE_LIMIT_POLICY,
            header(
                Type::String,
                r#"How much it lets through in how many seconds: `"user";q=1200;w=60`"#,
            ),
        ),
    ]
}
