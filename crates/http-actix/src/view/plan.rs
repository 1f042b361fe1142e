//! What a push would do.

use application::port::{Drift, FieldChange, RemoteJson};
use application::use_case::sync::SyncPlan;
use domain::value::AssistantId;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::sync::{SyncReportView, WarningView};
use super::words;

/// What a push did, or would do.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = SyncAnswer)]
pub(crate) enum SyncAnswer {
    /// It was done.
    Report(Box<SyncReportView>),
    /// It was only asked about.
    Plan(Box<SyncPlanView>),
}

/// What a push would do, without doing it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SyncPlan)]
pub(crate) struct SyncPlanView {
    #[schema(schema_with = words::sync_action)]
    action: &'static str,
    /// Null when an assistant would be made.
    #[schema(required)]
    assistant_id: Option<Uuid>,
    /// What would change at Vapi.
    changes: Vec<ChangeView>,
    /// What was changed at Vapi since the last push.
    drift: Vec<DriftView>,
    /// What would be adapted, replaced or lost.
    warnings: Vec<WarningView>,
    /// The body that would be sent, secrets taken out.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    payload: Value,
    /// The revision that would be pushed.
    revision: i64,
    #[schema(schema_with = words::vapi_mode)]
    mode: &'static str,
}

/// A field that would change at Vapi.
#[derive(Serialize, ToSchema)]
#[schema(as = SyncChange)]
struct ChangeView {
    /// The setting's name, or the dotted path at Vapi of what is no setting.
    #[schema(example = "voiceSpeed")]
    field: String,
    /// The value at Vapi; null where there is none.
    #[schema(required, value_type = Option<Value>)]
    from: Option<Value>,
    /// The value that would be sent; null where there would be none.
    #[schema(required, value_type = Option<Value>)]
    to: Option<Value>,
}

/// Something that was changed at Vapi behind our back.
#[derive(Serialize, ToSchema)]
#[schema(as = SyncDrift)]
struct DriftView {
    /// The setting's name; null for what is no setting of ours.
    #[schema(required)]
    field: Option<&'static str>,
    /// The dotted path at Vapi.
    #[schema(example = "voice.speed")]
    path: String,
    /// What was confirmed by the last push; null where there was nothing.
    #[schema(required, value_type = Option<Value>)]
    from: Option<Value>,
    /// What is there now; null where there is nothing.
    #[schema(required, value_type = Option<Value>)]
    to: Option<Value>,
}

fn value(json: &RemoteJson) -> Option<Value> {
    serde_json::from_str(json.as_str()).ok()
}

impl From<SyncPlan> for SyncPlanView {
    fn from(plan: SyncPlan) -> Self {
        Self {
            action: plan.action.as_str(),
            assistant_id: plan.assistant_id.map(AssistantId::as_uuid),
            changes: plan.changes.into_iter().map(ChangeView::from).collect(),
            drift: plan.drift.into_iter().map(DriftView::from).collect(),
            warnings: plan.warnings.into_iter().map(WarningView::from).collect(),
            payload: value(&plan.payload).unwrap_or_default(),
            revision: plan.revision,
            mode: plan.mode.as_str(),
        }
    }
}

impl From<FieldChange> for ChangeView {
    fn from(change: FieldChange) -> Self {
        Self {
            field: change.field,
            from: change.from.as_ref().and_then(value),
            to: change.to.as_ref().and_then(value),
        }
    }
}

impl From<Drift> for DriftView {
    fn from(drift: Drift) -> Self {
        Self {
            field: drift.setting.map(domain::studio::Setting::wire),
            path: drift.path,
            from: drift.from.as_ref().and_then(value),
            to: drift.to.as_ref().and_then(value),
        }
    }
}
