//! `/api/v1/auth/me/export`

use std::io;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::web::{Bytes, Data};
use application::Caller;
use application::port::RevisionRecord;
use domain::audit::AuditEvent;
use domain::studio::Revision;
use domain::value::AuditEventId;
use futures_util::{TryFutureExt, TryStreamExt, stream};
use tracing::{Instrument, Span};

use crate::answer::Answer;
use crate::export::{ExportText, ExportedHistory};
use crate::extract::Authenticated;
use crate::middleware::log_cause;
use crate::problem::Problem;
use crate::service::Api;
use crate::view::ExportView;

const AS_A_FILE: HeaderValue = HeaderValue::from_static("attachment; filename=\"ava-export.json\"");

/// Take everything that is stored about oneself, but secrets.
///
/// An answer that breaks off is not whole, and no valid JSON.
#[utoipa::path(
    get, path = "/api/v1/auth/me/export", tag = "auth",
    responses((status = 200, description = "Everything, as a file", body = ExportView<'static>,
        headers(("Content-Disposition" = String, description = "The file's name"))))
)]
pub(crate) async fn export_account(caller: Authenticated, api: Data<Api>) -> Answer {
    let caller = caller.0;
    let export = api.use_cases.export_account.run(caller).await?;
    let (current, mode) = (Some(caller.session_id()), api.settings.vapi_mode);
    let text = ExportText::new(&export, current, mode, OwnHistory { api, caller })?;
    // Read when the client has taken what came before, however long that takes.
    let span = Span::current();
    let pages = stream::try_unfold(text, move |mut text| {
        let next = async move { Ok(text.next().await?.map(|part| (Bytes::from(part), text))) };
        next.inspect_err(log_cause).instrument(span.clone())
    });
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CONTENT_DISPOSITION, AS_A_FILE))
        .streaming(pages.map_err(|_logged| io::Error::other("an export was broken off"))))
}

/// What the caller may read.
struct OwnHistory {
    api: Data<Api>,
    caller: Caller,
}

impl ExportedHistory for OwnHistory {
    type Error = Problem;

    async fn revisions(
        &self,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Vec<RevisionRecord>, Problem> {
        Ok(self.api.use_cases.view_revisions.run(self.caller, before, limit).await?)
    }

    async fn events(
        &self,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Vec<AuditEvent>, Problem> {
        Ok(self.api.use_cases.view_activity.run(self.caller, before, limit).await?)
    }
}
