//! An account's export as text, in parts of a page each, however long the account's history is.

use std::future::Future;

use application::VapiMode;
use application::port::RevisionRecord;
use application::use_case::account::AccountExport;
use domain::audit::AuditEvent;
use domain::studio::Revision;
use domain::value::{AuditEventId, SessionId};
use serde::Serialize;

use crate::view::{EventView, ExportView, RevisionView};

/// A revision may have 200 KiB, an event hardly one.
const REVISIONS_AT_ONCE: u32 = 20;
const EVENTS_AT_ONCE: u32 = 500;

/// Where the long lists of an export come from.
pub trait ExportedHistory: Send + Sync {
    /// Why a page cannot be had.
    type Error: From<serde_json::Error>;

    /// The revisions before that one, latest first, at most so many.
    fn revisions(
        &self,
        before: Option<Revision>,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<RevisionRecord>, Self::Error>> + Send;

    /// The events before that one, latest first, at most so many.
    fn events(
        &self,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<AuditEvent>, Self::Error>> + Send;
}

/// The JSON text of an export, to be asked for part by part. One that breaks off is no valid
/// JSON: half an export must not pass for a whole one.
#[derive(Debug)]
pub struct ExportText<H> {
    history: H,
    place: Place,
}

/// How far it is.
#[derive(Debug)]
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

impl<H: ExportedHistory> ExportText<H> {
    /// Of this account, as who asks by the session `current`, if by any.
    pub fn new(
        export: &AccountExport,
        current: Option<SessionId>,
        mode: VapiMode,
        history: H,
    ) -> Result<Self, H::Error> {
        let beginning = serde_json::to_string(&ExportView::beginning(export, current, mode))?;
        Ok(Self { history, place: Place::Beginning(beginning) })
    }

    /// What comes next; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<String>, H::Error> {
        let (text, place) = match &self.place {
            Place::Beginning(object) => {
                let fields = object.strip_suffix('}').unwrap_or(object);
                (format!("{fields},\"revisions\":["), Place::Revisions(None))
            }
            Place::Revisions(before) => self.revisions(*before).await?,
            Place::Events(before) => self.events(*before).await?,
            Place::End => return Ok(None),
        };
        self.place = place;
        Ok(Some(text))
    }

    async fn revisions(&self, before: Option<Revision>) -> Result<(String, Place), H::Error> {
        let page = self.history.revisions(before, REVISIONS_AT_ONCE).await?;
        let last = page.last().map(|revision| revision.summary.revision);
        let is_full = page.len() >= REVISIONS_AT_ONCE as usize;
        let items = items(page.into_iter().map(RevisionView::from), before.is_none())?;
        Ok(match last.filter(|_| is_full) {
            Some(last) => (items, Place::Revisions(Some(last))),
            None => (items + "],\"events\":[", Place::Events(None)),
        })
    }

    async fn events(&self, before: Option<AuditEventId>) -> Result<(String, Place), H::Error> {
        let page = self.history.events(before, EVENTS_AT_ONCE).await?;
        let last = page.last().map(|event| event.id);
        let is_full = page.len() >= EVENTS_AT_ONCE as usize;
        let items = items(page.into_iter().map(EventView::from), before.is_none())?;
        Ok(match last.filter(|_| is_full) {
            Some(last) => (items, Place::Events(Some(last))),
            None => (items + "]}", Place::End),
        })
    }
}

/// Items of a list that has begun, without its brackets.
fn items<V: Serialize>(
    views: impl Iterator<Item = V>,
    are_first: bool,
) -> Result<String, serde_json::Error> {
    let list = serde_json::to_string(&views.collect::<Vec<_>>())?;
    let items = list.strip_prefix('[').and_then(|list| list.strip_suffix(']')).unwrap_or_default();
    let separator = if are_first || items.is_empty() { "" } else { "," };
    Ok(format!("{separator}{items}"))
}
