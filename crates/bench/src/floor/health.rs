//! `GET /healthz`

use actix_web::HttpResponse;
use serde::Serialize;

#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
}

pub(super) async fn view() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "healthy", version: env!("CARGO_PKG_VERSION") })
}
