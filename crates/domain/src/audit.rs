//! What is written down of who did what: an account's history, for its owner and for who
//! has to look into a break-in. It names what happened and to which fields, and never holds
//! a secret, a prompt or any other value.

use chrono::{DateTime, Utc};

use crate::integration::SecretKind;
use crate::value::{AuditEventId, RequestOrigin, UserId};

macro_rules! audit_kinds {
    ($( $(#[$doc:meta])* $kind:ident $word:literal; )*) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum AuditKind {
            $( $(#[$doc])* $kind, )*
        }

        impl AuditKind {
            /// Every kind.
            pub const ALL: &[Self] = &[ $( Self::$kind, )* ];

            /// The word of the API and of the store.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$kind => $word, )* }
            }

            /// The kind of this word.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

audit_kinds! {
    /// The account was made.
    SignedUp "signed_up";
    /// Someone logged in.
    LoggedIn "logged_in";
    /// Someone tried to, with a wrong password or for an account that does not exist.
    LoginFailed "login_failed";
    /// A session was ended by who was in it.
    LoggedOut "logged_out";
    /// A session was ended from another.
    SessionEnded "session_ended";
    /// All other sessions were ended.
    OtherSessionsEnded "other_sessions_ended";
    /// A refresh token that had been replaced was used, which ended its session.
    RefreshTokenReused "refresh_token_reused";
    /// The password was changed.
    PasswordChanged "password_changed";
    /// A wrong password was given where the current one is asked for.
    PasswordRefused "password_refused";
    /// A Vapi key was stored.
    VapiKeySaved "vapi_key_saved";
    /// The Vapi key was removed.
    VapiKeyRemoved "vapi_key_removed";
    /// Twilio credentials were stored.
    TwilioSaved "twilio_saved";
    /// The Twilio credentials were removed.
    TwilioRemoved "twilio_removed";
    /// The studio's configuration was changed; with the fields that were.
    ConfigSaved "config_saved";
    /// An earlier revision of the configuration was restored; with the fields that changed.
    ConfigRestored "config_restored";
    /// The assistant was pushed to Vapi.
    AssistantSynced "assistant_synced";
    /// A push did not work.
    SyncFailed "sync_failed";
    /// An existing assistant was linked.
    AssistantAdopted "assistant_adopted";
    /// The assistant was forgotten.
    AssistantForgotten "assistant_forgotten";
    /// The account was deleted.
    AccountDeleted "account_deleted";
    /// An operator made the account.
    CreatedByOperator "created_by_operator";
    /// An operator gave the account another password, which ended its sessions.
    PasswordSetByOperator "password_set_by_operator";
    /// An operator keeps the user out, which ended their sessions.
    DisabledByOperator "disabled_by_operator";
    /// An operator lets the user in again.
    EnabledByOperator "enabled_by_operator";
    /// An operator took a copy of everything that is stored about the user.
    ExportedByOperator "exported_by_operator";
    /// An operator deleted the account.
    DeletedByOperator "deleted_by_operator";
    /// An operator took the account over from the former service; with the fields that are not
    /// quite as they were there.
    ImportedByOperator "imported_by_operator";
}

impl AuditKind {
    /// The removal of a secret; the mail password's is a change of the configuration.
    pub const fn removal_of(kind: SecretKind) -> Self {
        match kind {
            SecretKind::VapiKey => Self::VapiKeyRemoved,
            SecretKind::TwilioAuthToken => Self::TwilioRemoved,
            SecretKind::SmtpPassword => Self::ConfigSaved,
        }
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// The id; later events have higher ones.
    pub id: AuditEventId,
    /// Whose account; `None` when someone tried to log in to one that does not exist.
    pub user_id: Option<UserId>,
    /// What.
    pub kind: AuditKind,
    /// When.
    pub at: DateTime<Utc>,
    /// From where.
    pub origin: RequestOrigin,
    /// The API names of the fields it is about.
    pub fields: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_word_of_its_own_and_is_found_by_it() {
        for kind in AuditKind::ALL {
            assert_eq!(AuditKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(AuditKind::parse("logged in"), None);
    }
}
