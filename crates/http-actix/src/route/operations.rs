//! For those who run the server.

use std::sync::Arc;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use application::port::Readiness;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Answer, KEPT_A_WHILE, ok};
use crate::extract::bearer_token;
use crate::openapi;
use crate::problem::{Problem, ProblemDocument, ProblemKind};
use crate::service::Api;

const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";
const NO_OPERATOR: &str = "The token of those who run the server is needed.";

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

/// What is measured, as Prometheus reads it.
#[utoipa::path(
    get, path = "/metrics", tag = "operations", security((), ("metrics" = [])),
    responses(
        (status = 200, description = "Prometheus' text format, version 0.0.4", content_type = "text/plain", body = String),
        (status = 401, description = "The operator set a token, and this is not it", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn metrics(request: HttpRequest, api: Data<Api>) -> Answer {
    if let Some(expected) = &api.settings.metrics_token {
        judge(&request, expected).map_err(|refusal| refusal.with_detail(NO_OPERATOR))?;
    }
    let render = Arc::clone(&api.render_metrics);
    // Thousands of lines take a while, in which a worker answers others.
    let text = web::block(move || render()).await;
    let text = text.map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
    Ok(HttpResponse::Ok().content_type(EXPOSITION).body(text))
}

/// Whether it bears the operator's token, in a time that does not tell how much of it is right.
fn judge(request: &HttpRequest, expected: &SecretString) -> Result<(), Problem> {
    let token = bearer_token(request)?.as_bytes();
    verify_slices_are_equal(token, expected.expose_secret().as_bytes())
        .map_err(|_| Problem::invalid_token())
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
