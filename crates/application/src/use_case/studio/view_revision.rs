//! A user looks at one earlier configuration.

use std::sync::Arc;

use domain::studio::{Revision, Setting, StudioConfig, Value};

use crate::port::{Clock, RevisionRecord, StudioConfigStore};
use crate::{CallError, Caller, Ports};

/// A revision, and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedRevision {
    /// The revision.
    pub record: RevisionRecord,
    /// What it changed.
    pub changes: Vec<RevisionChange>,
}

/// A field that a revision changed.
#[derive(Debug, Clone, PartialEq)]
pub struct RevisionChange {
    /// The API name of the field.
    pub field: String,
    /// Its value in the revision before; `None` where it followed the account, where it is
    /// never told (the mail password), and where the revision before is not kept.
    pub from: Option<Value>,
    /// Its value since; `None` where it follows the account, or is never told.
    pub to: Option<Value>,
}

/// One of the caller's revisions.
#[derive(Clone)]
pub struct ViewRevision {
    configs: Arc<dyn StudioConfigStore>,
    clock: Arc<dyn Clock>,
}

impl ViewRevision {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { configs: Arc::clone(&ports.configs), clock: Arc::clone(&ports.clock) }
    }

    /// The revision of this number; `None` when there is none.
    pub async fn run(
        &self,
        caller: Caller,
        revision: Revision,
    ) -> Result<Option<ExplainedRevision>, CallError> {
        let before = Some(revision.saturating_add(1));
        let found = self.configs.load_revisions(caller, self.clock.now(), before, 2).await?;
        let mut found = found.ok_or(CallError::Unauthenticated)?.into_iter();
        let Some(record) = found.next().filter(|record| record.summary.revision == revision) else {
            return Ok(None);
        };
        let before = match found.next() {
            Some(before) if before.summary.revision + 1 == revision => Some(before.config),
            _ if revision == 1 => Some(StudioConfig::default()),
            _ => None,
        };
        let changes = changes(&record, before.as_ref());
        Ok(Some(ExplainedRevision { record, changes }))
    }
}

fn changes(record: &RevisionRecord, before: Option<&StudioConfig>) -> Vec<RevisionChange> {
    record
        .summary
        .changed
        .iter()
        .map(|field| {
            let setting = Setting::from_wire(field);
            RevisionChange {
                field: field.clone(),
                from: setting.zip(before).and_then(|(setting, before)| before.stored(setting)),
                to: setting.and_then(|setting| record.config.stored(setting)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
