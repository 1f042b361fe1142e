//! `/api/v1/auth/me/export`

use std::io;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::web::{Bytes, Data};
use application::Caller;
use domain::studio::Revision;
use domain::value::AuditEventId;
use futures_util::{TryFutureExt, TryStreamExt, stream};
use serde::Serialize;
use tracing::{Instrument, Span};

use crate::answer::{Answer, body_of};
use crate::extract::Authenticated;
use crate::middleware::log_cause;
use crate::problem::Problem;
use crate::service::Api;
use crate::view::{EventView, ExportView, RevisionView};

const AS_A_FILE: HeaderValue = HeaderValue::from_static("attachment; filename=\"ava-export.json\"");
/// A revision may have 200 KiB, an event hardly one.
const REVISIONS_AT_ONCE: u32 = 20;
const EVENTS_AT_ONCE: u32 = 500;

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
    let beginning = ExportView::beginning(&export, caller, api.settings.vapi_mode);
    let beginning = body_of(&beginning)?;
    // Read when the client has taken what came before, however long that takes.
    let span = Span::current();
    let pages = stream::try_unfold(Place::Beginning(beginning), move |place| {
        next(api.clone(), caller, place).inspect_err(log_cause).instrument(span.clone())
    });
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CONTENT_DISPOSITION, AS_A_FILE))
        .streaming(pages.map_err(|_logged| io::Error::other("an export was broken off"))))
}

/// How far the export is.
enum Place {
    /// At what is known before any page is read.
    Beginning(String),
    /// At the revisions before this one.
    Revisions(Option<Revision>),
    /// At the events before this one.
    Events(Option<AuditEventId>),
    /// Behind its last byte.
    End,
}

/// What comes next, never nothing but at the end. An error ends the answer before its own
/// end: half an export must not pass for a whole one.
async fn next(
    api: Data<Api>,
    caller: Caller,
    place: Place,
) -> Result<Option<(Bytes, Place)>, Problem> {
    let (text, place) = match place {
        Place::Beginning(object) => {
            let fields = object.strip_suffix('}').unwrap_or(&object);
            (format!("{fields},\"revisions\":["), Place::Revisions(None))
        }
        Place::Revisions(before) => {
            let page = api.use_cases.view_revisions.run(caller, before, REVISIONS_AT_ONCE).await?;
            let last = page.last().map(|revision| revision.summary.revision);
            let is_full = page.len() >= REVISIONS_AT_ONCE as usize;
            let items = items(page.into_iter().map(RevisionView::from), before.is_none())?;
            match last.filter(|_| is_full) {
                Some(last) => (items, Place::Revisions(Some(last))),
                None => (items + "],\"events\":[", Place::Events(None)),
            }
        }
        Place::Events(before) => {
            let page = api.use_cases.view_activity.run(caller, before, EVENTS_AT_ONCE).await?;
            let last = page.last().map(|event| event.id);
            let is_full = page.len() >= EVENTS_AT_ONCE as usize;
            let items = items(page.into_iter().map(EventView::from), before.is_none())?;
            match last.filter(|_| is_full) {
                Some(last) => (items, Place::Events(Some(last))),
                None => (items + "]}", Place::End),
            }
        }
        Place::End => return Ok(None),
    };
    Ok(Some((Bytes::from(text), place)))
}

/// Items of a list that has begun, without its brackets.
fn items<V: Serialize>(views: impl Iterator<Item = V>, are_first: bool) -> Result<String, Problem> {
    let list = body_of(&views.collect::<Vec<_>>())?;
    let items = list.strip_prefix('[').and_then(|list| list.strip_suffix(']')).unwrap_or_default();
    let separator = if are_first || items.is_empty() { "" } else { "," };
    Ok(format!("{separator}{items}"))
}
