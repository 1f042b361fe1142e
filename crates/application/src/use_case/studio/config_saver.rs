//! Saving a configuration, so that saves at the same time all survive.

use std::num::NonZeroU32;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Change;
use domain::audit::AuditKind;
use domain::studio::{Revision, SMTP_PASSWORD, Setting, StudioConfig};
use domain::value::RequestOrigin;

use super::patch_studio_config::PatchError;
use crate::port::{
    Clock, ConfigSave, Ids, SaveOutcome, SealedSecret, StudioConfigStore, StudioRecord,
};
use crate::use_case::auditor::Auditor;
use crate::use_case::patience::Patience;
use crate::{Caller, Failure, Ports, Settings};

/// What the configuration is to be.
pub(super) struct Wanted {
    /// All settings.
    pub(super) config: StudioConfig,
    /// What becomes of the mail password.
    pub(super) smtp_password: Change<SealedSecret>,
}

/// Saves under a check of the revision.
#[derive(Clone)]
pub(super) struct ConfigSaver {
    configs: Arc<dyn StudioConfigStore>,
    auditor: Auditor,
    kind: AuditKind,
    keep: Option<NonZeroU32>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl ConfigSaver {
    /// Saves are written down as this.
    pub(super) fn new(ports: &Ports, settings: &Settings, kind: AuditKind) -> Self {
        Self {
            configs: Arc::clone(&ports.configs),
            auditor: Auditor::new(ports),
            kind,
            keep: settings.revisions_kept,
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// Loads, asks what is wanted of what is there, and stores that; the configuration
    /// after. What changes nothing makes no revision. Without `if_match` a save that lost a
    /// race is tried again on what won; with it, never.
    pub(super) async fn save(
        &self,
        caller: Caller,
        if_match: Option<Revision>,
        origin: &RequestOrigin,
        mut wanted: impl FnMut(&StudioRecord) -> Result<Wanted, PatchError>,
    ) -> Result<StudioRecord, PatchError> {
        let mut patience = Patience::new(&self.clock, &self.ids);
        loop {
            let now = self.clock.now();
            let record = self.load(caller, now).await?;
            let wanted = wanted(&record)?;
            if if_match.is_some_and(|expected| expected != record.revision) {
                return Err(PatchError::Stale(Box::new(record)));
            }
            let Some(save) = self.decide(caller, &record, wanted, origin) else {
                return Ok(record);
            };
            match self.configs.save(caller.user_id(), save.clone()).await? {
                SaveOutcome::Saved => return Ok(saved(record, save)),
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
        wanted: Wanted,
        origin: &RequestOrigin,
    ) -> Option<ConfigSave> {
        let changed = changed_fields(&record.config, &wanted);
        if changed.is_empty() {
            return None;
        }
        let mut event = self.auditor.event(caller.user_id(), self.kind, origin);
        event.fields = changed.iter().map(|&field| field.to_owned()).collect();
        Some(ConfigSave {
            expected: record.revision,
            config: wanted.config,
            changed,
            smtp_password: wanted.smtp_password,
            keep: self.keep,
            at: event.at,
            event,
        })
    }
}

fn changed_fields(before: &StudioConfig, wanted: &Wanted) -> Vec<&'static str> {
    let changed = wanted.config.changed_from(before);
    let mut changed: Vec<_> = changed.into_iter().map(Setting::wire).collect();
    if wanted.smtp_password.is_change() {
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
