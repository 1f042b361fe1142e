//! The table of all endpoints.

use actix_web::guard::{GuardContext, fn_guard};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, Route, web};

use crate::middleware::guard;
use crate::problem::{Problem, ProblemKind};
use crate::route::{
    account, activity, assistant, auth, catalog, docs, export, integrations, operations, revision,
    session, studio, user,
};

struct Endpoint {
    method: Method,
    path: &'static str,
    route: fn() -> Route,
}

macro_rules! endpoints {
    ($( $method:ident $path:literal => $handler:path; )*) => {
        const ENDPOINTS: &[Endpoint] = &[
            $( Endpoint {
                method: Method::$method,
                path: $path,
                route: || web::route().guard(fn_guard(|it| takes(&Method::$method, it))).to($handler),
            }, )*
        ];
    };
}

endpoints! {
    POST "/api/v1/auth/signup" => auth::sign_up;
    POST "/api/v1/auth/login" => auth::log_in;
    POST "/api/v1/auth/refresh" => auth::refresh;
    POST "/api/v1/auth/logout" => auth::log_out;
    GET "/api/v1/auth/sessions" => session::list_sessions;
    DELETE "/api/v1/auth/sessions" => session::end_other_sessions;
    DELETE "/api/v1/auth/sessions/{id}" => session::end_session;
    POST "/api/v1/auth/password" => session::change_password;
    GET "/api/v1/auth/me" => account::view_account;
    PATCH "/api/v1/auth/me" => account::update_account;
    DELETE "/api/v1/auth/me" => account::delete_account;
    GET "/api/v1/auth/me/activity" => activity::view_activity;
    GET "/api/v1/auth/me/export" => export::export_account;
    GET "/api/v1/user/profile" => user::view_profile;
    PATCH "/api/v1/user/profile" => user::update_profile;
    GET "/api/v1/user/onboarding" => user::view_onboarding;
    PATCH "/api/v1/user/onboarding" => user::update_onboarding;
    POST "/api/v1/user/complete-onboarding" => user::complete_onboarding;
    GET "/api/v1/studio/config" => studio::view_config;
    PATCH "/api/v1/studio/config" => studio::patch_config;
    GET "/api/v1/studio/config/revisions" => revision::list_revisions;
    GET "/api/v1/studio/config/revisions/{n}" => revision::view_revision;
    POST "/api/v1/studio/config/revisions/{n}/restore" => revision::restore_revision;
    GET "/api/v1/studio/catalog" => catalog::view_catalog;
    GET "/api/v1/studio/sync-vapi" => studio::view_sync;
    POST "/api/v1/studio/sync-vapi" => studio::sync;
    GET "/api/v1/studio/sync-vapi/plan" => studio::plan;
    POST "/api/v1/studio/assistant/adopt" => assistant::adopt_assistant;
    DELETE "/api/v1/studio/assistant" => studio::forget_assistant;
    GET "/api/v1/vapi-settings" => integrations::view_vapi;
    POST "/api/v1/vapi-settings" => integrations::save_vapi;
    DELETE "/api/v1/vapi-settings" => integrations::remove_vapi;
    GET "/api/v1/twilio-settings" => integrations::view_twilio;
    POST "/api/v1/twilio-settings" => integrations::save_twilio;
    DELETE "/api/v1/twilio-settings" => integrations::remove_twilio;
    GET "/healthz" => operations::health;
    GET "/readyz" => operations::readiness;
    GET "/metrics" => operations::metrics;
    GET "/api/v1/openapi.json" => operations::openapi;
    GET "/api/v1/docs" => docs::page;
    GET "/api/v1/docs/{file}" => docs::file;
}

/// Method and path template of every endpoint.
pub fn endpoints() -> impl Iterator<Item = (&'static str, &'static str)> {
    ENDPOINTS.iter().map(|endpoint| (endpoint.method.as_str(), endpoint.path))
}

/// Whether a request is one for an endpoint of this method. `HEAD` asks for the answer of
/// `GET` without its body (RFC 9110 §9.3.2), which the server leaves out.
fn takes(method: &Method, request: &GuardContext<'_>) -> bool {
    let asked = &request.head().method;
    asked == method || (asked == Method::HEAD && method == Method::GET)
}

/// The methods of a path, for people and for `Allow`.
fn allowed<'a>(methods: impl Iterator<Item = &'a Method>) -> String {
    let mut names: Vec<_> = methods.map(Method::as_str).collect();
    if let Some(get) = names.iter().position(|name| *name == "GET") {
        names.insert(get + 1, "HEAD");
    }
    names.join(", ")
}

/// Registers every endpoint; a known path answers an unknown method with 405 and `Allow`.
pub(crate) fn register(config: &mut web::ServiceConfig) {
    let mut paths: Vec<_> = ENDPOINTS.iter().map(|endpoint| endpoint.path).collect();
    paths.dedup();
    // Paths are tried in turn, and one with a variable by a regular expression.
    paths.sort_by_key(|path| path.contains('{'));
    for path in paths {
        let of_path = || ENDPOINTS.iter().filter(move |endpoint| endpoint.path == path);
        let allowed = allowed(of_path().map(|endpoint| &endpoint.method));
        let resource = of_path()
            .fold(web::resource(path), |resource, endpoint| resource.route((endpoint.route)()));
        let refuse = move || {
            let allowed = allowed.clone();
            async move { method_not_allowed(&allowed) }
        };
        config.service(resource.default_service(web::to(refuse)).wrap(from_fn(guard)));
    }
}

fn method_not_allowed(allowed: &str) -> Result<HttpResponse, Problem> {
    let value = HeaderValue::try_from(allowed).unwrap_or(HeaderValue::from_static("GET"));
    Err(Problem::new(ProblemKind::MethodNotAllowed)
        .with_detail(format!("This address takes {allowed} only."))
        .with_header(header::ALLOW, value))
}

/// For every path that is none of ours.
pub(crate) async fn not_found(_: HttpRequest) -> Result<HttpResponse, Problem> {
    Err(Problem::new(ProblemKind::NotFound))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_methods_of_a_path_stand_together() {
        let mut paths: Vec<_> = ENDPOINTS.iter().map(|endpoint| endpoint.path).collect();
        paths.dedup();
        let grouped = paths.len();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), grouped, "a path that stands twice would shadow itself");
    }
}
