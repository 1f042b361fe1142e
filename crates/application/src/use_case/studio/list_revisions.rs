//! A user looks through the history of their configuration.

use std::sync::Arc;

use domain::studio::Revision;

use crate::port::{Clock, RevisionSummary, StudioConfigStore};
use crate::{CallError, Caller, Ports};

/// The caller's revisions without their settings, latest first.
#[derive(Clone)]
pub struct ListRevisions {
    configs: Arc<dyn StudioConfigStore>,
    clock: Arc<dyn Clock>,
}

impl ListRevisions {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { configs: Arc::clone(&ports.configs), clock: Arc::clone(&ports.clock) }
    }

    /// At most so many of those before that one.
    pub async fn run(
        &self,
        caller: Caller,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Vec<RevisionSummary>, CallError> {
        let found = self.configs.list_revisions(caller, self.clock.now(), before, limit).await?;
        found.ok_or(CallError::Unauthenticated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{Mocks, at, caller};

    #[tokio::test]
    async fn the_page_that_is_asked_for_is_answered() {
        let mut mocks = Mocks::default();
        mocks
            .configs
            .expect_list_revisions()
            .withf(|who, now, before, limit| {
                (*who, *now, *before, *limit) == (caller(), at(0), Some(7), 3)
            })
            .times(1)
            .return_once(|_, _, _, _| Ok(Some(Vec::new())));
        let found = ListRevisions::new(&mocks.ports()).run(caller(), Some(7), 3).await.unwrap();
        assert_eq!(found, []);
    }

    #[tokio::test]
    async fn who_is_gone_has_no_history() {
        let mut mocks = Mocks::default();
        mocks.configs.expect_list_revisions().return_once(|_, _, _, _| Ok(None));
        let outcome = ListRevisions::new(&mocks.ports()).run(caller(), None, 3).await;
        assert!(matches!(outcome, Err(CallError::Unauthenticated)));
    }
}
