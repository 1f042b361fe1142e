//! A user looks at their configuration.

use std::sync::Arc;

use crate::port::{Clock, StudioConfigStore, StudioRecord};
use crate::{CallError, Caller, Ports};

/// The caller's configuration; the defaults, and nothing written, for one who never saved.
#[derive(Clone)]
pub struct ViewStudioConfig {
    configs: Arc<dyn StudioConfigStore>,
    clock: Arc<dyn Clock>,
}

impl ViewStudioConfig {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { configs: Arc::clone(&ports.configs), clock: Arc::clone(&ports.clock) }
    }

    /// Loads the configuration.
    pub async fn run(&self, caller: Caller) -> Result<StudioRecord, CallError> {
        self.configs.load(caller, self.clock.now()).await?.ok_or(CallError::Unauthenticated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{Mocks, at, caller, studio};

    async fn view(record: Option<StudioRecord>) -> Result<StudioRecord, CallError> {
        let mut mocks = Mocks::default();
        mocks
            .configs
            .expect_load()
            .withf(|who, now| (*who, *now) == (caller(), at(0)))
            .times(1)
            .return_once(|_, _| Ok(record));
        ViewStudioConfig::new(&mocks.ports()).run(caller()).await
    }

    #[tokio::test]
    async fn who_never_saved_sees_the_defaults_and_nothing_is_written() {
        assert_eq!(view(Some(studio(0))).await.unwrap(), studio(0));
    }

    #[tokio::test]
    async fn who_is_gone_is_nobody() {
        assert!(matches!(view(None).await, Err(CallError::Unauthenticated)));
    }
}
