//! A user changes their configuration.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::integration::SecretKind;
use domain::studio::{ConfigPatch, Revision, SMTP_PASSWORD, Setting, StudioConfig};
use domain::{Change, Faults, Raw};

use crate::port::{
    Clock, ConfigSave, Ids, SaveOutcome, SealedSecret, SecretSealer, StudioConfigStore,
    StudioRecord,
};
use crate::use_case::patience::Patience;
use crate::{Caller, Failure, Ports, SealError, StoreError};

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
    configs: Arc<dyn StudioConfigStore>,
    sealer: Arc<dyn SecretSealer>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl PatchStudioConfig {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            configs: Arc::clone(&ports.configs),
            sealer: Arc::clone(&ports.sealer),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// Loads, patches and stores under a check of the revision. Without `if_match` a save
    /// that lost a race is tried again on what won; with it, never.
    pub async fn run(
        &self,
        caller: Caller,
        fields: &[(String, Raw)],
        if_match: Option<Revision>,
    ) -> Result<Patched, PatchError> {
        let mut patience = Patience::new(&self.clock, &self.ids);
        loop {
            let now = self.clock.now();
            let record = self.load(caller, now).await?;
            let fields = fields.iter().map(|(name, raw)| (name.as_str(), raw.clone()));
            let patch = ConfigPatch::parse(fields, record.linked).map_err(PatchError::Invalid)?;
            if if_match.is_some_and(|expected| expected != record.revision) {
                return Err(PatchError::Stale(Box::new(record)));
            }
            let ignored = patch.ignored().to_vec();
            let Some(save) = self.decide(caller, &record, &patch).map_err(Failure::from)? else {
                return Ok(Patched { record, ignored });
            };
            match self.configs.save(caller.user_id(), save.clone()).await? {
                SaveOutcome::Saved => return Ok(Patched { record: saved(record, save), ignored }),
                SaveOutcome::Gone => return Err(PatchError::Unauthenticated),
                SaveOutcome::Stale if if_match.is_some() => {
                    return Err(PatchError::Stale(Box::new(self.load(caller, now).await?)));
                }
                SaveOutcome::Stale => {
                    if !patience.wait().await {
                        return Err(Failure::contended("the configuration").into());
                    }
                }
            }
        }
    }

    async fn load(&self, caller: Caller, now: DateTime<Utc>) -> Result<StudioRecord, PatchError> {
        self.configs.load(caller, now).await?.ok_or(PatchError::Unauthenticated)
    }

    /// What to save; `None` when nothing changes.
    fn decide(
        &self,
        caller: Caller,
        record: &StudioRecord,
        patch: &ConfigPatch,
    ) -> Result<Option<ConfigSave>, SealError> {
        let config = patch.apply(&record.config);
        let smtp_password = self.seal(caller, record, patch)?;
        let changed = changed_fields(&record.config, &config, &smtp_password);
        Ok((!changed.is_empty()).then(|| ConfigSave {
            expected: record.revision,
            config,
            changed,
            smtp_password,
            at: self.clock.now(),
        }))
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

fn changed_fields(
    before: &StudioConfig,
    after: &StudioConfig,
    smtp_password: &Change<SealedSecret>,
) -> Vec<&'static str> {
    let mut changed: Vec<_> = after.changed_from(before).into_iter().map(Setting::wire).collect();
    if smtp_password.is_change() {
        changed.push(SMTP_PASSWORD);
    }
    changed
}

fn saved(record: StudioRecord, save: ConfigSave) -> StudioRecord {
    StudioRecord {
        config: save.config,
        revision: save.expected + 1,
        updated_at: Some(save.at),
        smtp_password_set: match save.smtp_password {
            Change::Keep => record.smtp_password_set,
            Change::Clear => false,
            Change::Set(_) => true,
        },
        ..record
    }
}

#[cfg(test)]
mod tests;
