//! `/api/v1/studio/catalog`

use actix_web::web::Data;

use crate::answer::{Answer, ok};
use crate::extract::Authenticated;
use crate::service::Api;
use crate::view::CatalogView;

/// What the studio can offer: providers, voices, models, transcribers, personas, tones,
/// languages, and the bounds of every field.
#[utoipa::path(
    get, path = "/api/v1/studio/catalog", tag = "studio",
    responses((status = 200, description = "The catalog", body = CatalogView))
)]
pub(crate) async fn view_catalog(caller: Authenticated, api: Data<Api>) -> Answer {
    // Who has gone since their token was issued is told here as everywhere.
    api.use_cases.view_user.run(caller.0).await?;
    ok(&CatalogView::current())
}
