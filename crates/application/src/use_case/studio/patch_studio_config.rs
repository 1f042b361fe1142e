//! A user changes their configuration.

use std::sync::Arc;

use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::studio::{ConfigPatch, Revision};
use domain::value::RequestOrigin;
use domain::{Change, Faults, Raw};

use super::config_saver::{ConfigSaver, Wanted};
use crate::port::{SealedSecret, SecretSealer, StudioRecord};
use crate::{Caller, Failure, Ports, SealError, Settings, StoreError};

/// A change of the configuration did not work.
#[derive(Debug, thiserror::Error)]
pub enum PatchError {
    /// The user is gone, or the session has ended.
    #[error("the caller is nobody any more")]
    Unauthenticated,
    /// Something is wrong with the fields.
    #[error("the patch is invalid")]
    Invalid(Faults),
    /// The configuration has another revision than the caller believes.
    #[error("the revision is stale")]
    Stale(Box<StudioRecord>),
    /// Not the caller's fault.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<StoreError> for PatchError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// The configuration after a change.
#[derive(Debug, Clone)]
pub struct Patched {
    /// The configuration.
    pub record: StudioRecord,
    /// Fields of the patch that nobody knows.
    pub ignored: Vec<String>,
}

/// Applies a merge patch. Changes made at the same time all survive; what changes nothing
/// makes no revision.
#[derive(Clone)]
pub struct PatchStudioConfig {
    saver: ConfigSaver,
    sealer: Arc<dyn SecretSealer>,
}

impl PatchStudioConfig {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            saver: ConfigSaver::new(ports, settings, AuditKind::ConfigSaved),
            sealer: Arc::clone(&ports.sealer),
        }
    }

    /// Loads, patches and stores under a check of the revision. Without `if_match` a save
    /// that lost a race is tried again on what won; with it, never.
    pub async fn run(
        &self,
        caller: Caller,
        fields: &[(String, Raw)],
        if_match: Option<Revision>,
        origin: &RequestOrigin,
    ) -> Result<Patched, PatchError> {
        let mut ignored = Vec::new();
        let wanted = |record: &StudioRecord| {
            let fields = fields.iter().map(|(name, raw)| (name.as_str(), raw.clone()));
            let patch = ConfigPatch::parse(fields, record.linked).map_err(PatchError::Invalid)?;
            ignored = patch.ignored().to_vec();
            let smtp_password = self.seal(caller, record, &patch).map_err(Failure::from)?;
            Ok(Wanted { config: patch.apply(&record.config, &record.account), smtp_password })
        };
        let record = self.saver.save(caller, if_match, origin, wanted).await?;
        Ok(Patched { record, ignored })
    }

    fn seal(
        &self,
        caller: Caller,
        record: &StudioRecord,
        patch: &ConfigPatch,
    ) -> Result<Change<SealedSecret>, SealError> {
        match patch.smtp_password() {
            Change::Clear if record.smtp_password_set => Ok(Change::Clear),
            Change::Keep | Change::Clear => Ok(Change::Keep),
            Change::Set(password) => self
                .sealer
                .seal(caller.user_id(), SecretKind::SmtpPassword, password)
                .map(Change::Set),
        }
    }
}

#[cfg(test)]
mod tests;
