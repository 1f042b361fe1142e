//! A user looks at what they entrusted to us.

use std::sync::Arc;

use crate::port::{Clock, Integrations, SecretStore};
use crate::{CallError, Caller, Ports};

/// Which secrets are stored, with what may be shown of them.
#[derive(Clone)]
pub struct ViewIntegrations {
    secrets: Arc<dyn SecretStore>,
    clock: Arc<dyn Clock>,
}

impl ViewIntegrations {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { secrets: Arc::clone(&ports.secrets), clock: Arc::clone(&ports.clock) }
    }

    /// Loads them.
    pub async fn run(&self, caller: Caller) -> Result<Integrations, CallError> {
        self.secrets.load(caller, self.clock.now()).await?.ok_or(CallError::Unauthenticated)
    }
}
