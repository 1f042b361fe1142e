//! An account as it is stored: its secrets sealed.

use chrono::{DateTime, Utc};
use domain::audit::{AuditEvent, AuditKind};
use domain::integration::{SecretKind, VapiKey};
use domain::studio::{SMTP_PASSWORD, Setting, StudioConfig};
use domain::value::{AuditEventId, RequestOrigin, UserId};

use super::judge::Candidate;
use crate::SealError;
use crate::port::{
    BroughtAssistant, FirstConfig, Ids, ImportedAccount, SecretSealer, StoredSecret,
};
use crate::use_case::integration::{sealed_twilio, sealed_vapi_key};

/// Seals what accounts bring.
pub(super) struct Entrusting<'a> {
    pub(super) sealer: &'a dyn SecretSealer,
    pub(super) ids: &'a dyn Ids,
    /// The key for users without their own.
    pub(super) server_key: Option<&'a VapiKey>,
    pub(super) now: DateTime<Utc>,
}

impl Entrusting<'_> {
    pub(super) fn account(&self, candidate: &Candidate) -> Result<ImportedAccount, SealError> {
        let owner = candidate.user.id;
        Ok(ImportedAccount {
            user: candidate.user.clone(),
            password_hash: candidate.password_hash.clone(),
            disabled_at: candidate.kept_out.then_some(self.now),
            config: first_config(candidate),
            secrets: self.secrets(candidate)?,
            assistant: self.assistant(candidate),
            event: self.event(owner, candidate),
        })
    }

    fn secrets(&self, candidate: &Candidate) -> Result<Vec<(SecretKind, StoredSecret)>, SealError> {
        let owner = candidate.user.id;
        let mut secrets = Vec::new();
        if let Some(key) = &candidate.vapi_key {
            let sealed = sealed_vapi_key(self.sealer, owner, key, None, self.now)?;
            secrets.push((SecretKind::VapiKey, sealed));
        }
        if let Some(credentials) = &candidate.twilio {
            let sealed = sealed_twilio(self.sealer, owner, credentials, self.now)?;
            secrets.push((SecretKind::TwilioAuthToken, sealed));
        }
        if let Some(password) = &candidate.mail_password {
            let sealed = self.sealer.seal(owner, SecretKind::SmtpPassword, password)?;
            secrets.push((SecretKind::SmtpPassword, unshown(sealed, self.now)));
        }
        Ok(secrets)
    }

    /// Linked under the key that the next push will use.
    fn assistant(&self, candidate: &Candidate) -> Option<BroughtAssistant> {
        let key = candidate.vapi_key.as_ref().or(self.server_key);
        candidate.assistant.map(|id| BroughtAssistant {
            id,
            key_fingerprint: key.map(|key| self.sealer.fingerprint(key)),
        })
    }

    /// It names the fields that are not as they were.
    fn event(&self, owner: UserId, candidate: &Candidate) -> AuditEvent {
        AuditEvent {
            id: AuditEventId::new(self.ids.next()),
            user_id: Some(owner),
            kind: AuditKind::ImportedByOperator,
            at: self.now,
            origin: RequestOrigin::default(),
            fields: candidate.notes.fields(),
        }
    }
}

/// A mail password, of which nothing is ever shown.
fn unshown(sealed: crate::port::SealedSecret, at: DateTime<Utc>) -> StoredSecret {
    let preview = String::new();
    StoredSecret { sealed, preview, detail: None, verified_at: None, updated_at: at }
}

/// As a save from the defaults would be; `None` where that would change nothing.
fn first_config(candidate: &Candidate) -> Option<FirstConfig> {
    let config = &candidate.config;
    let mut changed: Vec<_> =
        config.changed_from(&StudioConfig::default()).into_iter().map(Setting::wire).collect();
    if candidate.mail_password.is_some() {
        changed.push(SMTP_PASSWORD);
    }
    let at = candidate.saved_at;
    (!changed.is_empty()).then(|| FirstConfig { config: config.clone(), changed, at })
}
