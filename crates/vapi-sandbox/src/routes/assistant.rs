//! `/assistant`.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, ServiceConfig};
use serde_json::Value;

use super::unknown;
use crate::engine::Engine;
use crate::listing::Listing;
use crate::org::Org;
use crate::path_id::PathId;
use crate::refusal::Refusal;
use crate::request_body::JsonObject;
use crate::resource::Collection::Assistants;
use crate::schema::{ASSISTANT, check};

pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/assistant").get(list).post(create).default_service(web::to(unknown)),
        )
        .service(
            web::resource("/assistant/{id}")
                .get(get)
                .patch(patch)
                .delete(delete)
                .default_service(web::to(unknown)),
        );
}

async fn create(org: Org, body: JsonObject, engine: Data<Engine>) -> Result<HttpResponse, Refusal> {
    check(&ASSISTANT, &body.0).map_err(Refusal::invalid)?;
    let assistant =
        engine.store.write(move |state| Ok(state.create(Assistants, org, body.0))).await?;
    Ok(HttpResponse::Created().json(assistant.answer(Assistants)))
}

async fn list(org: Org, listing: Listing, engine: Data<Engine>) -> HttpResponse {
    let state = engine.store.read();
    let own = state.of_org(Assistants, org);
    let answers: Vec<Value> =
        listing.select(own).into_iter().map(|assistant| assistant.answer(Assistants)).collect();
    HttpResponse::Ok().json(answers)
}

async fn get(org: Org, id: PathId, engine: Data<Engine>) -> Result<HttpResponse, Refusal> {
    let state = engine.store.read();
    let assistant = state.get(Assistants, org, id.0)?;
    Ok(HttpResponse::Ok().json(assistant.answer(Assistants)))
}

async fn patch(
    org: Org,
    id: PathId,
    body: JsonObject,
    engine: Data<Engine>,
) -> Result<HttpResponse, Refusal> {
    let assistant = engine
        .store
        .write(move |state| {
            state.get(Assistants, org, id.0)?.check_patch(Assistants, &body.0)?;
            state.change(Assistants, id.0, |assistant, at| assistant.patch(at, body.0))
        })
        .await?;
    Ok(HttpResponse::Ok().json(assistant.answer(Assistants)))
}

async fn delete(org: Org, id: PathId, engine: Data<Engine>) -> Result<HttpResponse, Refusal> {
    let assistant = engine
        .store
        .write(move |state| {
            state.get(Assistants, org, id.0)?;
            state.remove(Assistants, id.0)
        })
        .await?;
    Ok(HttpResponse::Ok().json(assistant.answer(Assistants)))
}
