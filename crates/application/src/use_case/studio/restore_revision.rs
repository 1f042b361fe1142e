//! A user goes back to an earlier configuration.

use std::sync::Arc;

use domain::Change;
use domain::audit::AuditKind;
use domain::studio::{Revision, StudioConfig};
use domain::value::RequestOrigin;

use super::config_saver::{ConfigSaver, Wanted};
use super::patch_studio_config::PatchError;
use crate::port::{Clock, StudioConfigStore, StudioRecord};
use crate::{Caller, Ports, Settings};

/// Makes a new revision that equals an earlier one. The linked assistant and the mail
/// password are no part of a revision, and stay.
#[derive(Clone)]
pub struct RestoreRevision {
    configs: Arc<dyn StudioConfigStore>,
    saver: ConfigSaver,
    clock: Arc<dyn Clock>,
}

impl RestoreRevision {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            configs: Arc::clone(&ports.configs),
            saver: ConfigSaver::new(ports, settings, AuditKind::ConfigRestored),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// The configuration after; revision 0 is that of the defaults. `None` when there is no
    /// such revision. With `if_match`, only from that revision.
    pub async fn run(
        &self,
        caller: Caller,
        revision: Revision,
        if_match: Option<Revision>,
        origin: &RequestOrigin,
    ) -> Result<Option<StudioRecord>, PatchError> {
        let Some(config) = self.find(caller, revision).await? else {
            return Ok(None);
        };
        let wanted =
            |_: &StudioRecord| Ok(Wanted { config: config.clone(), smtp_password: Change::Keep });
        self.saver.save(caller, if_match, origin, wanted).await.map(Some)
    }

    async fn find(
        &self,
        caller: Caller,
        revision: Revision,
    ) -> Result<Option<StudioConfig>, PatchError> {
        // Asked of the store even for the defaults: who is gone has none.
        let before = Some(revision.saturating_add(1));
        let found = self.configs.load_revisions(caller, self.clock.now(), before, 1).await?;
        let found = found.ok_or(PatchError::Unauthenticated)?;
        if revision == 0 {
            return Ok(Some(StudioConfig::default()));
        }
        let found = found.into_iter().find(|found| found.summary.revision == revision);
        Ok(found.map(|found| found.config))
    }
}

#[cfg(test)]
mod tests;
