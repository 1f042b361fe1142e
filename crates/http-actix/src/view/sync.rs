//! Syncs.

use application::VapiMode;
use application::port::StudioRecord;
use application::use_case::sync::SyncReport;
use chrono::{DateTime, Utc};
use domain::assistant::Warning;
use domain::sync::SyncAction;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{optional_time, words};

/// A sync that worked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SyncReport)]
pub(crate) struct SyncReportView {
    success: bool,
    #[schema(schema_with = words::sync_action)]
    action: &'static str,
    /// What was done, as a sentence.
    message: &'static str,
    assistant_id: Uuid,
    /// At most 40 characters.
    assistant_name: String,
    #[schema(schema_with = words::vapi_mode)]
    mode: &'static str,
    assistant: AssistantView,
    settings: PushedSettingsView,
    /// The revision that was pushed, whole.
    revision: i64,
    /// What had to be adapted.
    warnings: Vec<WarningView>,
    /// Always empty: a sync moves no phone numbers.
    #[schema(value_type = Vec<String>)]
    reassigned_numbers: [String; 0],
}

#[derive(Serialize, ToSchema)]
#[schema(as = SyncedAssistant)]
struct AssistantView {
    id: Uuid,
    name: String,
    voice: VoiceView,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SyncedVoice)]
struct VoiceView {
    provider: &'static str,
    /// As it was sent; null where the provider takes none.
    #[schema(required)]
    speed: Option<f64>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SyncedSettings)]
struct PushedSettingsView {
    model: String,
    temperature: f64,
    max_tokens: i32,
    voice_provider: &'static str,
    /// As it was sent; null where the provider takes none.
    #[schema(required)]
    voice_speed: Option<f64>,
    ask_for_name: bool,
    /// In characters.
    system_prompt_length: usize,
}

/// Something that had to be adapted.
#[derive(Serialize, ToSchema)]
#[schema(as = SyncWarning)]
pub(super) struct WarningView {
    /// The setting; null for the assistant as a whole.
    #[schema(required)]
    field: Option<&'static str>,
    detail: String,
}

impl From<Warning> for WarningView {
    fn from(warning: Warning) -> Self {
        Self { field: warning.setting.map(domain::studio::Setting::wire), detail: warning.detail }
    }
}

const fn message(action: SyncAction) -> &'static str {
    match action {
        SyncAction::Created => "The assistant was created.",
        SyncAction::Updated => "The assistant was updated.",
        SyncAction::Unchanged => "The assistant is up to date; nothing was sent.",
        SyncAction::Recreated => "The assistant was gone at Vapi and was created again.",
    }
}

impl From<SyncReport> for SyncReportView {
    fn from(report: SyncReport) -> Self {
        let assistant = report.assistant;
        let id = report.assistant_id.as_uuid();
        let speed = assistant.voice.speed.map(|speed| speed.value);
        Self {
            success: true,
            action: report.action.as_str(),
            message: message(report.action),
            assistant_id: id,
            assistant_name: assistant.name.clone(),
            mode: report.mode.as_str(),
            settings: PushedSettingsView {
                temperature: assistant.model.temperature,
                max_tokens: assistant.model.max_tokens,
                voice_provider: assistant.voice.provider,
                voice_speed: speed,
                ask_for_name: report.config.ask_for_name,
                system_prompt_length: assistant.model.system_prompt.chars().count(),
                model: assistant.model.model,
            },
            assistant: AssistantView {
                id,
                name: assistant.name,
                voice: VoiceView { provider: assistant.voice.provider, speed },
            },
            revision: report.revision,
            warnings: report.warnings.into_iter().map(WarningView::from).collect(),
            reassigned_numbers: [],
        }
    }
}

/// How the configuration and the assistant stand to each other.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SyncState)]
pub(crate) struct SyncStateView {
    #[schema(schema_with = words::sync_state)]
    state: &'static str,
    #[schema(required)]
    synced_revision: Option<i64>,
    #[serde(serialize_with = "optional_time")]
    #[schema(required)]
    synced_at: Option<DateTime<Utc>>,
    /// Why the last sync failed; null when it did not.
    #[schema(required)]
    last_error: Option<String>,
    #[schema(required)]
    assistant_id: Option<Uuid>,
    #[schema(schema_with = words::vapi_mode)]
    mode: &'static str,
}

impl SyncStateView {
    pub(crate) fn of(record: StudioRecord, mode: VapiMode) -> Self {
        Self {
            state: record.sync.state(record.revision).as_str(),
            synced_revision: record.sync.synced_revision,
            synced_at: record.sync.synced_at,
            last_error: record.sync.last_error,
            assistant_id: record.linked.map(domain::value::AssistantId::as_uuid),
            mode: mode.as_str(),
        }
    }
}
