//! Everything that is stored about a user.

use application::VapiMode;
use application::use_case::account::AccountExport;
use chrono::{DateTime, Utc};
use domain::session::Session;
use domain::user::User;
use domain::value::SessionId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    EventView, OnboardingView, ProfileView, RevisionView, StudioConfig, StudioConfigView,
    SyncStateView, TwilioSettingsView, VapiSettingsView, optional_time, time, words,
};

/// Everything that is stored about a user, but secrets.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountExport)]
pub(crate) struct ExportView<'a> {
    account: ExportedAccountView,
    profile: ProfileView,
    onboarding: OnboardingView,
    /// Ended ones too, as long as they are kept.
    sessions: Vec<ExportedSessionView>,
    #[schema(value_type = StudioConfig)]
    studio_config: StudioConfigView<'a>,
    sync: SyncStateView,
    vapi_settings: VapiSettingsView,
    twilio_settings: TwilioSettingsView,
    /// Every saved configuration, latest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required)]
    revisions: Vec<RevisionView>,
    /// Everything that happened to the account, latest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required)]
    events: Vec<EventView>,
}

/// An account as it is stored.
#[derive(Serialize, ToSchema)]
#[schema(as = ExportedAccount)]
struct ExportedAccountView {
    id: Uuid,
    #[schema(format = "email")]
    email: String,
    #[schema(required)]
    name: Option<String>,
    #[schema(required)]
    phone: Option<String>,
    phone_verified: bool,
    #[schema(schema_with = words::locale)]
    locale: &'static str,
    #[schema(required)]
    image: Option<String>,
    #[serde(serialize_with = "time")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "time")]
    updated_at: DateTime<Utc>,
}

/// A login, alive or not.
#[derive(Serialize, ToSchema)]
#[schema(as = ExportedSession)]
struct ExportedSessionView {
    id: Uuid,
    #[serde(serialize_with = "time")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "time")]
    last_used_at: DateTime<Utc>,
    #[serde(serialize_with = "time")]
    expires_at: DateTime<Utc>,
    /// Null for one that was not ended early.
    #[serde(serialize_with = "optional_time")]
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
    /// Whether it was asked to last.
    remember: bool,
    #[schema(required)]
    user_agent: Option<String>,
    /// Whether it is the one that asks.
    current: bool,
}

impl<'a> ExportView<'a> {
    /// Of which the lists at the end, which may be long, are left out.
    pub(crate) fn beginning(
        export: &'a AccountExport,
        current: Option<SessionId>,
        mode: VapiMode,
    ) -> Self {
        let AccountExport { user, sessions, studio, integrations } = export;
        Self {
            account: ExportedAccountView::from(user),
            profile: ProfileView::from(user),
            onboarding: OnboardingView::from(user),
            sessions: sessions.iter().map(|it| ExportedSessionView::of(it, current)).collect(),
            studio_config: StudioConfigView(studio),
            sync: SyncStateView::of(studio.clone(), mode),
            vapi_settings: VapiSettingsView::from(integrations.vapi_key.as_ref()),
            twilio_settings: TwilioSettingsView::from(integrations.twilio.as_ref()),
            revisions: Vec::new(),
            events: Vec::new(),
        }
    }
}

impl From<&User> for ExportedAccountView {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.as_uuid(),
            email: user.email.as_str().to_owned(),
            name: user.name.as_ref().map(|name| name.as_str().to_owned()),
            phone: user.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            phone_verified: user.phone_verified,
            locale: user.locale.as_str(),
            image: user.image.as_ref().map(|image| image.as_str().to_owned()),
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

impl ExportedSessionView {
    fn of(session: &Session, current: Option<SessionId>) -> Self {
        Self {
            id: session.id.as_uuid(),
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            ended_at: session.revoked_at,
            remember: session.remember,
            user_agent: session.user_agent.clone(),
            current: Some(session.id) == current,
        }
    }
}
