//! `/api/v1/studio/assistant/adopt`

use actix_web::rt;
use actix_web::web::Data;
use serde::Deserialize;
use tracing::Instrument;
use utoipa::ToSchema;

use crate::answer::{Answer, TaggedConfig};
use crate::extract::{Authenticated, Field, JsonBody, Origin};
use crate::problem::{Problem, ProblemDocument, ProblemKind};
use crate::service::Api;
use crate::view::StudioConfig;

/// An assistant that exists already.
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = Adoption)]
pub(crate) struct AdoptionBody {
    /// Its id at Vapi.
    #[serde(default, rename = "assistantId")]
    #[schema(value_type = uuid::Uuid, required)]
    assistant_id: Field,
}

/// Link an existing assistant of the user's own Vapi key.
#[utoipa::path(
    post, path = "/api/v1/studio/assistant/adopt", tag = "studio", request_body = AdoptionBody,
    responses(
        (status = 200, description = "The configuration, with the assistant", body = StudioConfig,
            headers(("ETag" = String, description = "\"<revision>-<digest>\""))),
        (status = 409, description = "No key of one's own, another assistant is linked, or it is another user's", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 502, description = "Vapi refused the key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Vapi is down or slow, or a sync is at work", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 504, description = "Vapi did not answer in time", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn adopt_assistant(
    Authenticated(caller, JsonBody(body)): Authenticated<JsonBody<AdoptionBody>>,
    api: Data<Api>,
    Origin(origin): Origin,
) -> Answer {
    let use_case = api.use_cases.adopt_assistant.clone();
    let adopt = async move { use_case.run(caller, &body.assistant_id.0, &origin).await };
    let adopted = rt::spawn(adopt.in_current_span()).await;
    let record = adopted.map_err(|error| Problem::new(ProblemKind::Internal).because(error))??;
    Ok(TaggedConfig::of(&record)?.answer(&[]))
}
