//! A user takes a credential back.

use std::sync::Arc;

use domain::integration::SecretKind;

use crate::port::{Clock, SecretStore};
use crate::{CallError, Caller, Ports};

/// Forgets a secret; forgetting none is fine.
#[derive(Clone)]
pub struct RemoveSecret {
    secrets: Arc<dyn SecretStore>,
    clock: Arc<dyn Clock>,
}

impl RemoveSecret {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { secrets: Arc::clone(&ports.secrets), clock: Arc::clone(&ports.clock) }
    }

    /// Forgets the caller's secret of this kind.
    pub async fn run(&self, caller: Caller, kind: SecretKind) -> Result<(), CallError> {
        self.secrets.load(caller, self.clock.now()).await?.ok_or(CallError::Unauthenticated)?;
        Ok(self.secrets.remove(caller.user_id(), kind).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{Mocks, caller, user_id};

    #[tokio::test]
    async fn the_secret_of_this_kind_is_forgotten_even_if_there_is_none() {
        for kind in [SecretKind::VapiKey, SecretKind::TwilioAuthToken] {
            let mut mocks = Mocks::default();
            mocks.entrust(Some(crate::port::Integrations::default()));
            mocks
                .secrets
                .expect_remove()
                .withf(move |owner, removed| (*owner, *removed) == (user_id(), kind))
                .times(1)
                .return_once(|_, _| Ok(()));
            RemoveSecret::new(&mocks.ports()).run(caller(), kind).await.unwrap();
        }
    }

    #[tokio::test]
    async fn who_is_gone_removes_nothing() {
        let mut mocks = Mocks::default();
        mocks.entrust(None);
        let outcome = RemoveSecret::new(&mocks.ports()).run(caller(), SecretKind::VapiKey).await;
        assert!(matches!(outcome, Err(CallError::Unauthenticated)));
    }
}
