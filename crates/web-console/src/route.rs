//! What is answered at which path.

use actix_web::guard::{Any, Get, GuardContext, Head, fn_guard};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::{answer, asset};

/// The paths of the application, each of which can be opened, linked to and reloaded.
pub const APP_PATHS: &[&str] =
    &["/", "/signup", "/login", "/onboarding", "/dashboard", "/studio", "/history", "/settings"];

/// Paths under which programs ask: what is unknown there is told in their way.
const OF_PROGRAMS: &[&str] =
    &["/api", "/assets", "/metrics", "/healthz", "/readyz", "/docs", "/openapi.json"];

/// Registers the console. To be called after all else that has a path, which it never takes.
pub fn routes(config: &mut web::ServiceConfig) {
    let reads = || Any(Get()).or(Head());
    for path in APP_PATHS {
        config.service(web::resource(*path).guard(reads()).to(show));
    }
    config
        .service(web::resource("/assets/{version}/{name:.*}").guard(reads()).to(give))
        .service(web::resource("/favicon.ico").guard(reads()).to(favicon))
        .service(web::resource("/{unknown:.*}").guard(fn_guard(is_lost_person)).to(miss));
}

/// Whether somebody, and not a program, came to a path that is nobody's.
fn is_lost_person(request: &GuardContext<'_>) -> bool {
    let head = request.head();
    let path = head.uri.path();
    let of_programs = OF_PROGRAMS.iter().any(|theirs| {
        path.strip_prefix(theirs).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    !of_programs && answer::asks_for_a_page(&head.method, head.headers())
}

async fn show(request: HttpRequest) -> HttpResponse {
    answer::page(&request, StatusCode::OK)
}

async fn miss(request: HttpRequest) -> HttpResponse {
    answer::page(&request, StatusCode::NOT_FOUND)
}

/// Where browsers look of their own accord; the page names the same file.
async fn favicon(request: HttpRequest) -> HttpResponse {
    of_name(&request, "", "icon.svg")
}

async fn give(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (version, name) = path.into_inner();
    of_name(&request, &version, &name)
}

fn of_name(request: &HttpRequest, version: &str, name: &str) -> HttpResponse {
    match asset::find(name) {
        Some(asset) => answer::file(request, asset, version),
        None => HttpResponse::NotFound().finish(),
    }
}
