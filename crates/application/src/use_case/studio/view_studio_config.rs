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
