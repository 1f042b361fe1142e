//! The API document (OpenAPI 3.1), generated from the handlers.

use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, PathItem, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};

use crate::problem::{MEDIA_TYPE, ProblemDocument};
use crate::route::{auth, docs, integrations, operations, session, studio, user};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Ava Studio",
        description = "The backend through which small businesses have their phone answered by a voice assistant.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    paths(
        auth::sign_up, auth::log_in, auth::refresh, auth::log_out,
        session::list_sessions, session::end_other_sessions, session::end_session, session::change_password,
        auth::view_account, auth::update_account,
        user::view_profile, user::update_profile, user::view_onboarding, user::update_onboarding,
        user::complete_onboarding,
        studio::view_config, studio::patch_config, studio::view_sync, studio::sync, studio::forget_assistant,
        integrations::view_vapi, integrations::save_vapi, integrations::remove_vapi,
        integrations::view_twilio, integrations::save_twilio, integrations::remove_twilio,
        operations::health, operations::readiness, operations::openapi, docs::page, docs::file,
    ),
    components(schemas(ProblemDocument)),
    security(("bearer" = [])),
    modifiers(&Bearer, &CommonProblems),
)]
struct Document;

/// The document as JSON, with a line break at its end.
pub fn document() -> Result<String, serde_json::Error> {
    Document::openapi().to_pretty_json().map(|text| text + "\n")
}

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// Problems that any call of a kind can end in: said once here, not at each handler.
struct CommonProblems;

impl Modify for CommonProblems {
    fn modify(&self, document: &mut OpenApi) {
        for operation in document.paths.paths.values_mut().flat_map(operations_of) {
            let open = operation.security.as_ref().is_some_and(|security| !security.is_empty());
            if !open {
                add(operation, "401", "No valid access token");
            }
            if operation.request_body.is_some() {
                add(operation, "400", "The body is not JSON");
                add(operation, "408", "The body took too long to arrive");
                add(operation, "413", "The body is larger than 256 KiB");
                add(operation, "415", "The body is of another type");
                add(operation, "422", "Fields are at fault; all are named");
            }
            if operation.tags.as_ref().is_some_and(|tags| tags != &["operations".to_owned()]) {
                add(
                    operation,
                    "503",
                    "Not available right now; Retry-After says when to come back",
                );
            }
            add(operation, "500", "Something is wrong on our side");
        }
    }
}

fn operations_of(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut path.get, &mut path.post, &mut path.patch, &mut path.delete].into_iter().flatten()
}

fn add(operation: &mut Operation, status: &str, description: &str) {
    let content =
        ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).build();
    let response =
        ResponseBuilder::new().description(description).content(MEDIA_TYPE, content).build();
    operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(response));
}
