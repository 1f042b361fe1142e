//! For those who run the server.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use application::port::Readiness;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Answer, KEPT_A_WHILE, ok};
use crate::openapi;
use crate::problem::{Problem, ProblemDocument, ProblemKind};
use crate::service::Api;

/// The process is up.
#[derive(Serialize, ToSchema)]
#[schema(as = Health)]
pub(crate) struct HealthView {
    #[schema(example = "healthy")]
    status: &'static str,
    version: &'static str,
}

/// Requests can be served.
#[derive(Serialize, ToSchema)]
#[schema(as = Ready)]
pub(crate) struct ReadyView {
    #[schema(example = "ready")]
    status: &'static str,
}

/// Whether the process is up.
#[utoipa::path(
    get, path = "/healthz", tag = "operations", security(()),
    responses((status = 200, description = "Up", body = HealthView))
)]
pub(crate) async fn health() -> Answer {
    ok(&HealthView { status: "healthy", version: env!("CARGO_PKG_VERSION") })
}

/// Whether requests can be served: the database answers and its schema is up to date.
#[utoipa::path(
    get, path = "/readyz", tag = "operations", security(()),
    responses(
        (status = 200, description = "Ready", body = ReadyView),
        (status = 503, description = "Not ready, or shutting down", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn readiness(api: Data<Api>) -> Answer {
    if api.is_draining() {
        return Err(not_ready("The server is shutting down."));
    }
    match api.use_cases.check_readiness.run().await? {
        Readiness::Ready { unknown_migrations } => {
            if !unknown_migrations.is_empty() && api.tells_of_newer_schema() {
                tracing::warn!(?unknown_migrations, "the schema is newer than this program");
            }
            ok(&ReadyView { status: "ready" })
        }
        Readiness::MigrationsPending { pending } => {
            tracing::warn!(?pending, "changes of the schema are still to be applied");
            Err(not_ready("The database's schema is not up to date."))
        }
    }
}

fn not_ready(detail: &str) -> Problem {
    Problem::new(ProblemKind::Unavailable)
        .with_detail(detail)
        .retry_after(std::time::Duration::from_secs(1))
}

/// This document.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "operations", security(()),
    responses((status = 200, description = "The API document (OpenAPI 3.1)", content_type = "application/json", body = serde_json::Value))
)]
pub(crate) async fn openapi() -> Answer {
    let text =
        openapi::document().map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, KEPT_A_WHILE))
        .body(text))
}
