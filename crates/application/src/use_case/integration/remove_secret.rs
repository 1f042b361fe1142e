//! A user takes a credential back.

use std::sync::Arc;

use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::value::RequestOrigin;

use crate::port::{Clock, SecretStore};
use crate::use_case::auditor::Auditor;
use crate::{CallError, Caller, Ports};

/// Forgets a secret; forgetting none is fine.
#[derive(Clone)]
pub struct RemoveSecret {
    secrets: Arc<dyn SecretStore>,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
}

impl RemoveSecret {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            secrets: Arc::clone(&ports.secrets),
            auditor: Auditor::new(ports),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Forgets the caller's secret of this kind.
    pub async fn run(
        &self,
        caller: Caller,
        kind: SecretKind,
        origin: &RequestOrigin,
    ) -> Result<(), CallError> {
        self.secrets.load(caller, self.clock.now()).await?.ok_or(CallError::Unauthenticated)?;
        let owner = caller.user_id();
        let event = self.auditor.event(owner, AuditKind::removal_of(kind), origin);
        Ok(self.secrets.remove(owner, kind, &event).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{Mocks, caller, origin, tells, user_id};

    #[tokio::test]
    async fn the_secret_of_this_kind_is_forgotten_even_if_there_is_none() {
        for (kind, event_kind) in [
            (SecretKind::VapiKey, AuditKind::VapiKeyRemoved),
            (SecretKind::TwilioAuthToken, AuditKind::TwilioRemoved),
        ] {
            let mut mocks = Mocks::default();
            mocks.entrust(Some(crate::port::Integrations::default()));
            mocks
                .secrets
                .expect_remove()
                .withf(move |owner, removed, event| {
                    (*owner, *removed) == (user_id(), kind)
                        && tells(event, Some(user_id()), event_kind, &[])
                })
                .times(1)
                .return_once(|_, _, _| Ok(()));
            RemoveSecret::new(&mocks.ports()).run(caller(), kind, &origin()).await.unwrap();
        }
    }

    #[tokio::test]
    async fn who_is_gone_removes_nothing() {
        let mut mocks = Mocks::default();
        mocks.entrust(None);
        let remove = RemoveSecret::new(&mocks.ports());
        let outcome = remove.run(caller(), SecretKind::VapiKey, &origin()).await;
        assert!(matches!(outcome, Err(CallError::Unauthenticated)));
    }
}
