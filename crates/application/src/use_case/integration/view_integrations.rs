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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{Mocks, caller, stored_secret};

    #[tokio::test]
    async fn the_caller_sees_what_is_stored() {
        let stored = Integrations { vapi_key: Some(stored_secret("sealed")), twilio: None };
        let mut mocks = Mocks::default();
        mocks.entrust(Some(stored.clone()));
        assert_eq!(ViewIntegrations::new(&mocks.ports()).run(caller()).await.unwrap(), stored);
    }

    #[tokio::test]
    async fn who_is_gone_is_nobody() {
        let mut mocks = Mocks::default();
        mocks.entrust(None);
        let outcome = ViewIntegrations::new(&mocks.ports()).run(caller()).await;
        assert!(matches!(outcome, Err(CallError::Unauthenticated)));
    }
}
