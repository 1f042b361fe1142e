//! The calls: Vapi's own, and those that control the sandbox.

mod assistant;
mod control;
mod phone_number;

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use crate::interception::intercept;
use crate::refusal::Refusal;

/// Everything that the sandbox answers; the control endpoints only when they are wanted.
pub(crate) fn configure(config: &mut ServiceConfig, with_control: bool) {
    if with_control {
        config.configure(control::configure);
    }
    config.service(
        web::scope("")
            .wrap(from_fn(intercept))
            .configure(assistant::configure)
            .configure(phone_number::configure)
            .default_service(web::to(unknown)),
    );
}

/// Vapi does not tell a wrong method from a wrong path.
async fn unknown(request: HttpRequest) -> HttpResponse {
    let (method, path) = (request.method(), request.path());
    Refusal::not_found(format!("Cannot {method} {path}")).error_response()
}
