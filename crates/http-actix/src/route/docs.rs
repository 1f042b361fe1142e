//! The API document for people, from files in the binary.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Path;
use utoipa_swagger_ui::{Config, serve};

use crate::answer::{Answer, KEPT_A_WHILE};
use crate::problem::{Problem, ProblemKind};

const INDEX: &str = "index.html";

/// The API document for people.
#[utoipa::path(
    get, path = "/api/v1/docs", tag = "operations", security(()),
    responses((status = 200, description = "A page", content_type = "text/html", body = String))
)]
pub(crate) async fn page() -> Answer {
    answer(INDEX)
}

/// A file of the page.
#[utoipa::path(
    get, path = "/api/v1/docs/{file}", tag = "operations", security(()),
    params(("file" = String, Path, description = "The file's name")),
    responses(
        (status = 200, description = "A file", content_type = "*/*", body = String),
        (status = 404, description = "No such file", body = crate::problem::ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn file(name: Path<String>) -> Answer {
    answer(&name)
}

fn answer(name: &str) -> Answer {
    let config = Config::new(["/api/v1/openapi.json"]).validator_url("none");
    let file = serve(name, Arc::new(config))
        .map_err(|error| Problem::new(ProblemKind::Internal).because(error.to_string()))?
        .ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    // The page stands at `docs`, its files at `docs/…`.
    let bytes = if name == INDEX {
        String::from_utf8_lossy(&file.bytes)
            .replace("\"./", "\"/api/v1/docs/")
            .replace("\"index.css\"", "\"/api/v1/docs/index.css\"")
            .into_bytes()
    } else {
        file.bytes.into_owned()
    };
    Ok(HttpResponse::Ok()
        .content_type(file.content_type)
        .insert_header((CACHE_CONTROL, KEPT_A_WHILE))
        .body(bytes))
}
