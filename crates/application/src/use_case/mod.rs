//! The use cases: one struct with one `run` each.

pub mod account;
mod auditor;
mod check_readiness;
#[cfg(test)]
mod fixture;
pub mod integration;
mod limits;
pub mod operator;
mod password_rules;
mod patience;
pub mod studio;
pub mod sync;
mod tidy_sessions;

pub use check_readiness::CheckReadiness;
pub use tidy_sessions::TidySessions;

use crate::{Ports, Settings};
use account::{
    Authenticate, ChangePassword, CompleteOnboarding, DeleteAccount, EndOtherSessions, EndSession,
    ExportAccount, ListSessions, LogIn, LogOut, RefreshSession, SignUp, UpdateAccount,
    UpdateOnboarding, UpdateProfile, ViewActivity, ViewUser,
};
use integration::{RemoveSecret, SaveTwilio, SaveVapiKey, ViewIntegrations};
use studio::{
    ListRevisions, PatchStudioConfig, RestoreRevision, ViewRevision, ViewRevisions,
    ViewStudioConfig,
};
use sync::{
    AdoptAssistant, ForgetAssistant, PlanSync, RemoveLeftAssistants, SyncAssistant, ViewSync,
};

/// All use cases, wired.
#[derive(Clone)]
#[expect(missing_docs, reason = "each field is the use case of its type")]
pub struct UseCases {
    pub authenticate: Authenticate,
    pub sign_up: SignUp,
    pub log_in: LogIn,
    pub refresh_session: RefreshSession,
    pub log_out: LogOut,
    pub list_sessions: ListSessions,
    pub end_session: EndSession,
    pub end_other_sessions: EndOtherSessions,
    pub change_password: ChangePassword,
    pub delete_account: DeleteAccount,
    pub export_account: ExportAccount,
    pub view_activity: ViewActivity,
    pub view_user: ViewUser,
    pub update_account: UpdateAccount,
    pub update_profile: UpdateProfile,
    pub update_onboarding: UpdateOnboarding,
    pub complete_onboarding: CompleteOnboarding,
    pub view_studio_config: ViewStudioConfig,
    pub patch_studio_config: PatchStudioConfig,
    pub list_revisions: ListRevisions,
    pub view_revision: ViewRevision,
    pub view_revisions: ViewRevisions,
    pub restore_revision: RestoreRevision,
    pub sync_assistant: SyncAssistant,
    pub plan_sync: PlanSync,
    pub view_sync: ViewSync,
    pub adopt_assistant: AdoptAssistant,
    pub forget_assistant: ForgetAssistant,
    pub remove_left_assistants: RemoveLeftAssistants,
    pub view_integrations: ViewIntegrations,
    pub save_vapi_key: SaveVapiKey,
    pub save_twilio: SaveTwilio,
    pub remove_secret: RemoveSecret,
    pub check_readiness: CheckReadiness,
    pub tidy_sessions: TidySessions,
}

impl UseCases {
    /// Wires every use case to the ports it needs.
    pub fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            authenticate: Authenticate::new(ports, settings),
            sign_up: SignUp::new(ports, settings),
            log_in: LogIn::new(ports, settings),
            refresh_session: RefreshSession::new(ports, settings),
            log_out: LogOut::new(ports),
            list_sessions: ListSessions::new(ports),
            end_session: EndSession::new(ports),
            end_other_sessions: EndOtherSessions::new(ports),
            change_password: ChangePassword::new(ports, settings),
            delete_account: DeleteAccount::new(ports, settings),
            export_account: ExportAccount::new(ports),
            view_activity: ViewActivity::new(ports),
            view_user: ViewUser::new(ports),
            update_account: UpdateAccount::new(ports),
            update_profile: UpdateProfile::new(ports),
            update_onboarding: UpdateOnboarding::new(ports),
            complete_onboarding: CompleteOnboarding::new(ports),
            view_studio_config: ViewStudioConfig::new(ports),
            patch_studio_config: PatchStudioConfig::new(ports, settings),
            list_revisions: ListRevisions::new(ports),
            view_revision: ViewRevision::new(ports),
            view_revisions: ViewRevisions::new(ports),
            restore_revision: RestoreRevision::new(ports, settings),
            sync_assistant: SyncAssistant::new(ports, settings),
            plan_sync: PlanSync::new(ports, settings),
            view_sync: ViewSync::new(ports, settings),
            adopt_assistant: AdoptAssistant::new(ports, settings),
            forget_assistant: ForgetAssistant::new(ports, settings),
            remove_left_assistants: RemoveLeftAssistants::new(ports, settings),
            view_integrations: ViewIntegrations::new(ports),
            save_vapi_key: SaveVapiKey::new(ports, settings),
            save_twilio: SaveTwilio::new(ports),
            remove_secret: RemoveSecret::new(ports, settings),
            check_readiness: CheckReadiness::new(ports),
            tidy_sessions: TidySessions::new(ports),
        }
    }
}
