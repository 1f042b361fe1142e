//! `/__sandbox`: what a test asks of the sandbox itself. No key is asked for, no fault strikes,
//! nothing is logged.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path, ServiceConfig};
use serde_json::{Value, json};

use super::unknown;
use crate::engine::Engine;
use crate::fault::{Fault, PendingFault};
use crate::org::Org;
use crate::path_id::PathId;
use crate::refusal::Refusal;
use crate::request_body::JsonObject;
use crate::resource::Collection;

pub(super) fn configure(config: &mut ServiceConfig) {
    let scope = web::scope("/__sandbox")
        .service(web::resource("/assistants").get(assistants))
        .service(web::resource("/assistants/{id}").post(edit_assistant).delete(delete_assistant))
        .service(web::resource("/phone-numbers").get(phone_numbers).post(seed_phone_number))
        .service(web::resource("/requests").get(requests).delete(clear_requests))
        .service(web::resource("/faults").get(faults).post(push_fault).delete(clear_faults))
        .service(web::resource("/faults/{id}").delete(remove_fault))
        .service(web::resource("/reset").post(reset))
        .default_service(web::to(unknown));
    config.service(scope);
}

async fn assistants(engine: Data<Engine>) -> HttpResponse {
    HttpResponse::Ok().json(engine.answers(Collection::Assistants))
}

async fn edit_assistant(
    id: PathId,
    patch: JsonObject,
    engine: Data<Engine>,
) -> Result<HttpResponse, Refusal> {
    let assistant = engine.edit_assistant(id.0, patch.0).await?;
    Ok(HttpResponse::Ok().json(assistant))
}

async fn delete_assistant(id: PathId, engine: Data<Engine>) -> Result<HttpResponse, Refusal> {
    let assistant = engine.delete_assistant(id.0).await?;
    Ok(HttpResponse::Ok().json(assistant))
}

async fn phone_numbers(engine: Data<Engine>) -> HttpResponse {
    HttpResponse::Ok().json(engine.answers(Collection::PhoneNumbers))
}

/// The org is that of the bearer key.
async fn seed_phone_number(
    org: Org,
    number: JsonObject,
    engine: Data<Engine>,
) -> Result<HttpResponse, Refusal> {
    let number = engine.seed_phone_number(org, number.0).await?;
    Ok(HttpResponse::Created().json(number))
}

async fn requests(engine: Data<Engine>) -> HttpResponse {
    let log = &engine.requests;
    HttpResponse::Ok().json(json!({ "total": log.total(), "requests": log.all() }))
}

async fn clear_requests(engine: Data<Engine>) -> HttpResponse {
    engine.requests.clear();
    success()
}

async fn faults(engine: Data<Engine>) -> HttpResponse {
    HttpResponse::Ok().json(engine.faults.pending())
}

async fn push_fault(body: JsonObject, engine: Data<Engine>) -> Result<HttpResponse, Refusal> {
    let fault: Fault = serde_json::from_value(Value::Object(body.0))
        .map_err(|error| Refusal::bad_request(error.to_string()))?;
    let id = engine.faults.push(fault.clone());
    Ok(HttpResponse::Created().json(PendingFault { id, fault }))
}

async fn clear_faults(engine: Data<Engine>) -> HttpResponse {
    engine.faults.clear();
    success()
}

async fn remove_fault(id: Path<u64>, engine: Data<Engine>) -> Result<HttpResponse, Refusal> {
    if engine.faults.remove(*id) {
        Ok(success())
    } else {
        Err(Refusal::not_found("no such fault, or it was used up"))
    }
}

async fn reset(engine: Data<Engine>) -> Result<HttpResponse, Refusal> {
    engine.reset().await?;
    Ok(success())
}

fn success() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "success": true }))
}
