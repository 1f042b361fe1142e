//! Taking over accounts that were made elsewhere.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::audit::AuditEvent;
use domain::integration::SecretKind;
use domain::studio::StudioConfig;
use domain::user::User;
use domain::value::{AssistantId, Email, PhoneNumber, UserId};

use super::{KeyFingerprint, PasswordHash, StoredSecret};
use crate::{StoreError, Unique};

/// Who is to be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// The id that they are to have.
    pub id: UserId,
    /// Their address; `None` where only the id is asked about.
    pub email: Option<Email>,
    /// Their phone number.
    pub phone: Option<PhoneNumber>,
}

/// How an applicant stands to who is here already. What comes first here is told first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A user of this id is here.
    AlreadyThere,
    /// A user of this id was here, and was deleted; known as long as what happened to them is kept.
    Deleted,
    /// Another user has this value.
    Taken(Unique),
    /// Nothing stands in the way.
    New,
}

/// The configuration that an account brings: its revision 1.
#[derive(Debug, Clone, PartialEq)]
pub struct FirstConfig {
    /// The settings.
    pub config: StudioConfig,
    /// The API names of the fields that differ from the defaults.
    pub changed: Vec<&'static str>,
    /// When it was saved.
    pub at: DateTime<Utc>,
}

/// The assistant that an account brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtAssistant {
    /// Its id at Vapi.
    pub id: AssistantId,
    /// The key that it lives under; `None` where none is known yet.
    pub key_fingerprint: Option<KeyFingerprint>,
}

/// An account with all that it brings.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedAccount {
    /// The user.
    pub user: User,
    /// What to verify the password by; `None` for a user who has none.
    pub password_hash: Option<PasswordHash>,
    /// Since when they are kept out; `None` for a user who is not.
    pub disabled_at: Option<DateTime<Utc>>,
    /// `None` where it is the defaults.
    pub config: Option<FirstConfig>,
    /// At most one of a kind.
    pub secrets: Vec<(SecretKind, StoredSecret)>,
    /// The linked assistant, of which nothing was confirmed yet.
    pub assistant: Option<BroughtAssistant>,
    /// What is written down of it.
    pub event: AuditEvent,
}

impl ImportedAccount {
    /// Who this is.
    pub fn applicant(&self) -> Applicant {
        let User { id, email, phone, .. } = &self.user;
        Applicant { id: *id, email: Some(email.clone()), phone: phone.clone() }
    }
}

/// Takes over accounts. It knows no owner: no request may reach it.
#[async_trait]
pub trait AccountImport: Send + Sync {
    /// How each of these stands, in their order. Writes nothing.
    async fn look(&self, applicants: &[Applicant]) -> Result<Vec<Standing>, StoreError>;

    /// Adds those that are new, each with its configuration as revision 1, its secrets, its link
    /// and its event: all of one or nothing of it. Answers how each stood, in their order; of
    /// any number with one id, email or phone at the same time, one was new. Whoever was not new
    /// is left alone entirely.
    async fn add(&self, accounts: &[ImportedAccount]) -> Result<Vec<Standing>, StoreError>;
}
