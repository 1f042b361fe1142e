//! A user looks at earlier configurations.

use std::sync::Arc;

use domain::studio::Revision;

use crate::port::{Clock, RevisionRecord, StudioConfigStore};
use crate::{CallError, Caller, Ports};

/// The caller's revisions with their settings, latest first.
#[derive(Clone)]
pub struct ViewRevisions {
    configs: Arc<dyn StudioConfigStore>,
    clock: Arc<dyn Clock>,
}

impl ViewRevisions {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { configs: Arc::clone(&ports.configs), clock: Arc::clone(&ports.clock) }
    }

    /// At most so many of those before that one.
    pub async fn run(
        &self,
        caller: Caller,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Vec<RevisionRecord>, CallError> {
        let found = self.configs.load_revisions(caller, self.clock.now(), before, limit).await?;
        found.ok_or(CallError::Unauthenticated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::RevisionSummary;
    use crate::use_case::fixture::{Mocks, at, caller, studio, user_id};

    async fn view(found: Option<Vec<RevisionRecord>>) -> Result<Vec<RevisionRecord>, CallError> {
        let mut mocks = Mocks::default();
        mocks
            .configs
            .expect_load_revisions()
            .withf(|who, now, before, limit| {
                (*who, *now, *before, *limit) == (caller(), at(0), Some(8), 50)
            })
            .times(1)
            .return_once(|_, _, _, _| Ok(found));
        ViewRevisions::new(&mocks.ports()).run(caller(), Some(8), 50).await
    }

    #[tokio::test]
    async fn the_revisions_are_those_of_the_store() {
        let summary = RevisionSummary {
            revision: 7,
            created_at: at(-30),
            author: user_id(),
            changed: vec!["tone".into()],
        };
        let record = RevisionRecord { summary, config: studio(7).config };
        assert_eq!(view(Some(vec![record.clone()])).await.unwrap(), [record]);
    }

    #[tokio::test]
    async fn who_is_gone_is_nobody() {
        assert!(matches!(view(None).await, Err(CallError::Unauthenticated)));
    }
}
