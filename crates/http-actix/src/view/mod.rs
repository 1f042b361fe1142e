//! Answers.

mod account;
mod activity;
mod catalog;
mod export;
mod integration;
mod plan;
mod revision;
mod session;
mod studio;
mod sync;
mod words;

pub(crate) use account::{
    CompletedView, DeletedView, OnboardingView, ProfileView, SuccessView, TokensView, UserView,
};
pub(crate) use activity::{ActivityView, EventView};
pub(crate) use catalog::CatalogView;
pub(crate) use export::ExportView;
pub(crate) use integration::{TwilioSettingsView, VapiSettingsView};
pub(crate) use plan::{SyncAnswer, SyncPlanView};
pub(crate) use revision::{ExplainedRevisionView, RevisionView, RevisionsView};
pub(crate) use session::SessionsView;
pub(crate) use studio::{StudioConfig, StudioConfigPatch, StudioConfigView};
pub(crate) use sync::SyncStateView;
pub(crate) use words::{one_of, optional_locale};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serializer;

/// RFC 3339 in UTC with `Z`, to the microsecond.
pub(crate) fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// [`rfc3339`] for serde.
pub(crate) fn time<S: Serializer>(time: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&rfc3339(*time))
}

/// [`rfc3339`] for serde.
#[expect(clippy::ref_option, reason = "the signature that serde asks for")]
pub(crate) fn optional_time<S: Serializer>(
    time: &Option<DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.serialize_some(&rfc3339(*time)),
        None => serializer.serialize_none(),
    }
}
