//! The API document (OpenAPI 3.1), generated from the handlers.

mod carrier;
mod common;

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, RefOr, Schema};
use utoipa::{Modify, OpenApi as _};

use crate::openapi::common::{CommonAnswers, operations_of};
use crate::problem::ProblemDocument;
use crate::route::{
    account, activity, assistant, auth, catalog, docs, export, integrations, operations, revision,
    session, studio, user,
};

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
        account::view_account, account::update_account, account::delete_account,
        activity::view_activity, export::export_account,
        user::view_profile, user::update_profile, user::view_onboarding, user::update_onboarding,
        user::complete_onboarding,
        studio::view_config, studio::patch_config,
        revision::list_revisions, revision::view_revision, revision::restore_revision, catalog::view_catalog,
        studio::view_sync, studio::sync, studio::plan, studio::forget_assistant, assistant::adopt_assistant,
        integrations::view_vapi, integrations::save_vapi, integrations::remove_vapi,
        integrations::view_twilio, integrations::save_twilio, integrations::remove_twilio,
        operations::health, operations::readiness, operations::metrics, operations::openapi, docs::page, docs::file,
    ),
    components(schemas(ProblemDocument)),
    security(("bearer" = [])),
    modifiers(&Bearer, &OptionalBodies, &CommonAnswers),
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
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("The operator's own, where one is set (`AVA_API_METRICS_TOKEN`)."));
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("metrics", SecurityScheme::Http(scheme.build()));
    }
}

/// An `Option` tells of a body that may be null. Ours may be left out, but null is refused.
struct OptionalBodies;

impl Modify for OptionalBodies {
    fn modify(&self, document: &mut OpenApi) {
        for operation in document.paths.paths.values_mut().flat_map(operations_of) {
            let Some(RefOr::T(body)) = &mut operation.request_body else { continue };
            for content in body.content.values_mut() {
                if let RefOr::T(content) = content
                    && let Some(RefOr::T(Schema::OneOf(either))) = &content.schema
                {
                    let taken = either.items.iter().find(|schema| matches!(schema, RefOr::Ref(_)));
                    content.schema = taken.cloned();
                }
            }
        }
    }
}
