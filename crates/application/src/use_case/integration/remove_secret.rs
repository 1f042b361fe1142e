//! A user takes a credential back.

use std::sync::Arc;

use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::value::RequestOrigin;

use crate::port::{Clock, SecretStore};
use crate::use_case::auditor::Auditor;
use crate::use_case::sync::KeyChange;
use crate::{CallError, Caller, Ports, Settings};

/// Forgets a secret; forgetting none is fine. With the Vapi key goes the linked assistant, unless
/// the key that counts then leads to it.
#[derive(Clone)]
pub struct RemoveSecret {
    secrets: Arc<dyn SecretStore>,
    auditor: Auditor,
    change: KeyChange,
    clock: Arc<dyn Clock>,
}

impl RemoveSecret {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            secrets: Arc::clone(&ports.secrets),
            auditor: Auditor::new(ports),
            change: KeyChange::new(ports, settings),
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
        self.secrets.remove(owner, kind, &event).await?;
        if kind == SecretKind::VapiKey {
            self.change.follow(caller, origin).await;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use mockall::Sequence;

    use super::*;
    use crate::use_case::fixture::{Mocks, away, caller, origin, settings, tells, user_id};

    #[tokio::test]
    async fn the_secret_of_this_kind_is_forgotten_even_if_there_is_none() {
        for (kind, event_kind, looks) in [
            (SecretKind::VapiKey, AuditKind::VapiKeyRemoved, 1),
            (SecretKind::TwilioAuthToken, AuditKind::TwilioRemoved, 0),
        ] {
            let mut order = Sequence::new();
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
                .in_sequence(&mut order)
                .return_once(|_, _, _| Ok(()));
            // The linked assistant is looked at, for which the key is gone by then.
            mocks
                .syncs
                .expect_load()
                .times(looks)
                .in_sequence(&mut order)
                .returning(|_| Err(away()));
            RemoveSecret::new(&mocks.ports(), &settings())
                .run(caller(), kind, &origin())
                .await
                .unwrap();
        }
    }

    #[tokio::test]
    async fn who_is_gone_removes_nothing() {
        let mut mocks = Mocks::default();
        mocks.entrust(None);
        let remove = RemoveSecret::new(&mocks.ports(), &settings());
        let outcome = remove.run(caller(), SecretKind::VapiKey, &origin()).await;
        assert!(matches!(outcome, Err(CallError::Unauthenticated)));
    }
}
