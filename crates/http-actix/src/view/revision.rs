//! Earlier configurations.

use application::port::{RevisionRecord, RevisionSummary};
use application::use_case::studio::{ExplainedRevision, RevisionChange};
use chrono::{DateTime, Utc};
use domain::studio::{SETTINGS, StudioConfig};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::studio::{ValueView, setting_schema};
use super::time;

/// A saved configuration.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Revision)]
pub(crate) struct RevisionView {
    #[schema(minimum = 1)]
    revision: i64,
    #[serde(serialize_with = "time")]
    created_at: DateTime<Utc>,
    /// The user who saved it.
    author: Uuid,
    /// The fields in which it differs from the one before.
    changed_fields: Vec<String>,
    config: RevisionConfig,
}

impl From<RevisionRecord> for RevisionView {
    fn from(RevisionRecord { summary, config }: RevisionRecord) -> Self {
        Self {
            revision: summary.revision,
            created_at: summary.created_at,
            author: summary.author.as_uuid(),
            changed_fields: summary.changed,
            config: RevisionConfig(config),
        }
    }
}

/// Earlier configurations, latest first.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Revisions)]
pub(crate) struct RevisionsView {
    revisions: Vec<RevisionSummaryView>,
    /// For `before`, to see earlier ones; null when there are none.
    #[schema(required)]
    next_before: Option<i64>,
}

/// A revision without its settings.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RevisionSummary)]
struct RevisionSummaryView {
    #[schema(minimum = 1)]
    revision: i64,
    #[serde(serialize_with = "time")]
    created_at: DateTime<Utc>,
    /// The user who saved it.
    author: Uuid,
    /// The fields in which it differs from the one before.
    changed_fields: Vec<String>,
}

/// A revision and what it changed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ExplainedRevision)]
pub(crate) struct ExplainedRevisionView {
    #[schema(minimum = 1)]
    revision: i64,
    #[serde(serialize_with = "time")]
    created_at: DateTime<Utc>,
    /// The user who saved it.
    author: Uuid,
    config: RevisionConfig,
    /// Against the revision before.
    changes: Vec<RevisionChangeView>,
}

/// A field that a revision changed.
#[derive(Serialize, ToSchema)]
#[schema(as = RevisionChange)]
struct RevisionChangeView {
    field: String,
    /// Null where it followed the account, is never told, or is not known any more.
    #[schema(required, value_type = Option<serde_json::Value>)]
    from: Option<ValueView>,
    /// Null where it follows the account, or is never told.
    #[schema(required, value_type = Option<serde_json::Value>)]
    to: Option<ValueView>,
}

impl RevisionsView {
    /// Of up to one revision more than are shown, which tells that there are more.
    pub(crate) fn of(mut found: Vec<RevisionSummary>, shown: usize) -> Self {
        let more = found.len() > shown;
        found.truncate(shown);
        let last = found.last().map(|last| last.revision).filter(|_| more);
        Self {
            revisions: found.into_iter().map(RevisionSummaryView::from).collect(),
            next_before: last,
        }
    }
}

impl From<RevisionSummary> for RevisionSummaryView {
    fn from(summary: RevisionSummary) -> Self {
        Self {
            revision: summary.revision,
            created_at: summary.created_at,
            author: summary.author.as_uuid(),
            changed_fields: summary.changed,
        }
    }
}

impl From<ExplainedRevision> for ExplainedRevisionView {
    fn from(ExplainedRevision { record, changes }: ExplainedRevision) -> Self {
        Self {
            revision: record.summary.revision,
            created_at: record.summary.created_at,
            author: record.summary.author.as_uuid(),
            config: RevisionConfig(record.config),
            changes: changes.into_iter().map(RevisionChangeView::from).collect(),
        }
    }
}

impl From<RevisionChange> for RevisionChangeView {
    fn from(change: RevisionChange) -> Self {
        Self { field: change.field, from: change.from.map(ValueView), to: change.to.map(ValueView) }
    }
}

/// The settings as they were stored.
pub(crate) struct RevisionConfig(StudioConfig);

impl Serialize for RevisionConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(SETTINGS.len()))?;
        for spec in SETTINGS {
            map.serialize_entry(spec.wire, &self.0.stored(spec.setting).map(ValueView))?;
        }
        map.end()
    }
}

impl PartialSchema for RevisionConfig {
    fn schema() -> RefOr<Schema> {
        let mut object = ObjectBuilder::new()
            .description(Some("The settings of a revision; null follows the account."));
        for spec in SETTINGS {
            let follows = spec.default.fixed().is_none();
            let schema = setting_schema(spec.kind, spec.help, None, follows);
            object = object.property(spec.wire, schema).required(spec.wire);
        }
        object.additional_properties(Some(AdditionalProperties::FreeForm(false))).into()
    }
}

impl ToSchema for RevisionConfig {}
