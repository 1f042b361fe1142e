//! A user enters their Vapi key.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::audit::AuditKind;
use domain::integration::{SecretKind, VapiKey};
use domain::value::{RequestOrigin, UserId};
use domain::{Fault, FaultCode, Faults, Raw};
use secrecy::SecretString;

use crate::port::{AssistantGateway, Clock, SecretSealer, SecretStore, StoredSecret};
use crate::use_case::auditor::Auditor;
use crate::use_case::sync::KeyChange;
use crate::{Caller, ChangeError, GatewayError, Ports, SealError, Settings};

const FIELD: &str = "vapi_api_key";
/// How long Vapi may take to say what it thinks of the key.
const CHECK_LIMIT: Duration = Duration::from_secs(8);

/// Tries a key at Vapi and stores it sealed. A refused key is not stored; when Vapi cannot
/// be asked, the key is stored as not verified. The linked assistant stays only where the key
/// leads to it.
#[derive(Clone)]
pub struct SaveVapiKey {
    secrets: Arc<dyn SecretStore>,
    sealer: Arc<dyn SecretSealer>,
    gateway: Arc<dyn AssistantGateway>,
    auditor: Auditor,
    change: KeyChange,
    clock: Arc<dyn Clock>,
}

impl SaveVapiKey {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            secrets: Arc::clone(&ports.secrets),
            sealer: Arc::clone(&ports.sealer),
            gateway: Arc::clone(&ports.gateway),
            auditor: Auditor::new(ports),
            change: KeyChange::new(ports, settings),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Answers what was stored.
    pub async fn run(
        &self,
        caller: Caller,
        key: &Raw,
        origin: &RequestOrigin,
    ) -> Result<StoredSecret, ChangeError> {
        self.secrets.load(caller, self.clock.now()).await?.ok_or(ChangeError::Unauthenticated)?;
        let key = VapiKey::parse_raw(key).map_err(|fault| Faults::of(FIELD, fault))?;
        let verified = self.verify(&key).await?;
        let now = self.clock.now();
        let owner = caller.user_id();
        let secret = sealed_vapi_key(&*self.sealer, owner, &key, verified.then_some(now), now)?;
        let event = self.auditor.event(owner, AuditKind::VapiKeySaved, origin);
        let stored = self.secrets.put(owner, SecretKind::VapiKey, secret.clone(), &event).await?;
        if !stored {
            return Err(ChangeError::Unauthenticated);
        }
        self.change.follow(caller, origin).await;
        Ok(secret)
    }

    async fn verify(&self, key: &VapiKey) -> Result<bool, Faults> {
        match self.gateway.check_key(key, CHECK_LIMIT).await {
            Ok(()) => Ok(true),
            Err(GatewayError::KeyRefused) => Err(Faults::of(
                FIELD,
                Fault::new(FaultCode::KeyRefused, "was refused by Vapi; a private key is needed"),
            )),
            Err(error) => {
                tracing::info!(%error, "a Vapi key could not be tried and is stored unverified");
                Ok(false)
            }
        }
    }
}

/// A key as it is stored.
pub(in crate::use_case) fn sealed_vapi_key(
    sealer: &dyn SecretSealer,
    owner: UserId,
    key: &VapiKey,
    verified_at: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Result<StoredSecret, SealError> {
    Ok(StoredSecret {
        sealed: sealer.seal(owner, SecretKind::VapiKey, &SecretString::from(key.expose()))?,
        preview: key.preview(),
        detail: None,
        verified_at,
        updated_at: at,
    })
}

#[cfg(test)]
mod tests {
    use mockall::Sequence;
    use secrecy::ExposeSecret;

    use super::*;
    use crate::port::{Integrations, SyncRecord};
    use crate::use_case::fixture::{
        Mocks, at, away, caller, origin, sealed, settings, tells, text, user_id, words,
    };
    use crate::{Failure, Reach, SealError, StoreError};

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    fn known() -> Mocks {
        let mut mocks = Mocks::default();
        mocks.entrust(Some(Integrations::default()));
        mocks
    }

    /// Vapi says this of the key.
    fn trying(answer: Result<(), GatewayError>) -> Mocks {
        let mut mocks = known();
        mocks
            .gateway
            .expect_check_key()
            .withf(|key, limit| key.expose() == KEY && *limit == CHECK_LIMIT)
            .times(1)
            .return_once(|_, _| answer);
        mocks
    }

    fn stores(mocks: &mut Mocks, user_is_there: bool) {
        stores_with(mocks, user_is_there, Ok(SyncRecord::default()));
    }

    /// The same, for someone of whose assistant the store says this.
    fn stores_with(mocks: &mut Mocks, user_is_there: bool, linked: Result<SyncRecord, StoreError>) {
        let mut order = Sequence::new();
        mocks
            .sealer
            .expect_seal()
            .withf(|owner, kind, secret| {
                (*owner, *kind) == (user_id(), SecretKind::VapiKey) && secret.expose_secret() == KEY
            })
            .times(1)
            .return_once(|_, _, _| Ok(sealed("sealed")));
        mocks
            .secrets
            .expect_put()
            .withf(|owner, kind, _, event| {
                (*owner, *kind) == (user_id(), SecretKind::VapiKey)
                    && tells(event, Some(user_id()), AuditKind::VapiKeySaved, &[])
            })
            .times(1)
            .in_sequence(&mut order)
            .return_once(move |_, _, _, _| Ok(user_is_there));
        if user_is_there {
            // The linked assistant is looked at, for which the key is stored by then.
            mocks
                .syncs
                .expect_load()
                .withf(|owner| *owner == user_id())
                .times(1)
                .in_sequence(&mut order)
                .return_once(|_| linked);
        }
    }

    async fn save(mocks: Mocks, key: &Raw) -> Result<StoredSecret, ChangeError> {
        SaveVapiKey::new(&mocks.ports(), &settings()).run(caller(), key, &origin()).await
    }

    #[tokio::test]
    async fn a_key_that_vapi_takes_is_stored_sealed_as_verified() {
        let mut mocks = trying(Ok(()));
        stores(&mut mocks, true);
        let expected = StoredSecret {
            sealed: sealed("sealed"),
            preview: "0123…cdef".into(),
            detail: None,
            verified_at: Some(at(0)),
            updated_at: at(0),
        };
        assert_eq!(save(mocks, &text(&format!(" {KEY}\n"))).await.unwrap(), expected);
    }

    #[tokio::test]
    async fn a_key_is_stored_though_nobody_knows_what_becomes_of_the_assistant() {
        let mut mocks = trying(Ok(()));
        stores_with(&mut mocks, true, Err(away()));
        assert_eq!(save(mocks, &text(KEY)).await.unwrap().verified_at, Some(at(0)));
    }

    #[tokio::test]
    async fn a_key_that_vapi_refuses_is_not_stored() {
        let outcome = save(trying(Err(GatewayError::KeyRefused)), &text(KEY)).await;
        let Err(ChangeError::Invalid(faults)) = outcome else { panic!("taken") };
        assert_eq!(words(&faults), [("vapi_api_key", "key_refused")]);
        assert!(!faults.sentence().contains(KEY));
    }

    #[tokio::test]
    async fn a_key_is_stored_unverified_when_vapi_cannot_be_asked() {
        for error in [
            GatewayError::Unavailable { reach: Reach::Unknown },
            GatewayError::TimedOut { reach: Reach::NotSent },
            GatewayError::RateLimited { retry_after: None },
        ] {
            let mut mocks = trying(Err(error));
            stores(&mut mocks, true);
            assert_eq!(save(mocks, &text(KEY)).await.unwrap().verified_at, None);
        }
    }

    #[tokio::test]
    async fn what_is_no_key_is_never_sent_to_vapi() {
        for (sent, word) in [
            (text("0123456789\r\nX-Header: y"), "invalid_format"),
            (text("clé-privée-0123"), "invalid_format"),
            (text("short"), "too_short"),
            (Raw::Absent, "required"),
            (Raw::Flag(true), "wrong_type"),
        ] {
            let Err(ChangeError::Invalid(faults)) = save(known(), &sent).await else {
                panic!("{sent:?} was taken");
            };
            assert_eq!(words(&faults), [("vapi_api_key", word)]);
        }
    }

    #[tokio::test]
    async fn who_is_gone_stores_nothing() {
        let mut gone_before = Mocks::default();
        gone_before.entrust(None);
        let mut gone_since = trying(Ok(()));
        stores(&mut gone_since, false);
        for mocks in [gone_before, gone_since] {
            let outcome = save(mocks, &text(KEY)).await;
            assert!(matches!(outcome, Err(ChangeError::Unauthenticated)));
        }
    }

    #[tokio::test]
    async fn a_key_that_cannot_be_sealed_is_not_stored() {
        let mut mocks = trying(Ok(()));
        mocks.sealer.expect_seal().return_once(|_, _, _| Err(SealError::UnknownKey));
        let outcome = save(mocks, &text(KEY)).await;
        assert!(matches!(outcome, Err(ChangeError::Failed(Failure::Internal(_)))));
    }
}
