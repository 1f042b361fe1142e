//! `/phone-number`. Numbers are bought or imported elsewhere: here they are only looked at and
//! pointed at assistants.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, ServiceConfig};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::unknown;
use crate::engine::Engine;
use crate::listing::Listing;
use crate::org::Org;
use crate::path_id::PathId;
use crate::refusal::Refusal;
use crate::request_body::JsonObject;
use crate::resource::Collection::{Assistants, PhoneNumbers};
use crate::state::State;

pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(web::resource("/phone-number").get(list).default_service(web::to(unknown)))
        .service(
            web::resource("/phone-number/{id}")
                .get(get)
                .patch(patch)
                .default_service(web::to(unknown)),
        );
}

async fn list(org: Org, listing: Listing, engine: Data<Engine>) -> HttpResponse {
    let state = engine.store.read();
    let own = state.of_org(PhoneNumbers, org);
    let answers: Vec<Value> =
        listing.select(own).into_iter().map(|number| number.answer(PhoneNumbers)).collect();
    HttpResponse::Ok().json(answers)
}

async fn get(org: Org, id: PathId, engine: Data<Engine>) -> Result<HttpResponse, Refusal> {
    let state = engine.store.read();
    let number = state.get(PhoneNumbers, org, id.0)?;
    Ok(HttpResponse::Ok().json(number.answer(PhoneNumbers)))
}

async fn patch(
    org: Org,
    id: PathId,
    body: JsonObject,
    engine: Data<Engine>,
) -> Result<HttpResponse, Refusal> {
    let number = engine
        .store
        .write(move |state| {
            state.get(PhoneNumbers, org, id.0)?.check_patch(PhoneNumbers, &body.0)?;
            check_assistant(state, org, &body.0)?;
            state.change(PhoneNumbers, id.0, |number, at| number.patch(at, body.0))
        })
        .await?;
    Ok(HttpResponse::Ok().json(number.answer(PhoneNumbers)))
}

/// A number can only be pointed at an assistant that is there. One that is deleted later stays
/// where it was pointed at.
fn check_assistant(state: &State, org: Org, patch: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(wanted) = patch.get("assistantId").and_then(Value::as_str) else {
        return Ok(());
    };
    let known = Uuid::try_parse(wanted).is_ok_and(|id| state.get(Assistants, org, id).is_ok());
    if known {
        Ok(())
    } else {
        let message = format!("Couldn't Get Assistant. `assistantId` {wanted} Does Not Exist.");
        Err(Refusal::bad_request(message))
    }
}
