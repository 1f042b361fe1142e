//! A user enters their Vapi key.

use std::sync::Arc;
use std::time::Duration;

use domain::integration::{SecretKind, VapiKey};
use domain::{Fault, FaultCode, Faults, Raw};
use secrecy::SecretString;

use crate::port::{AssistantGateway, Clock, SecretSealer, SecretStore, StoredSecret};
use crate::{Caller, ChangeError, GatewayError, Ports};

const FIELD: &str = "vapi_api_key";
/// How long Vapi may take to say what it thinks of the key.
const CHECK_LIMIT: Duration = Duration::from_secs(8);

/// Tries a key at Vapi and stores it sealed. A refused key is not stored; when Vapi cannot
/// be asked, the key is stored as not verified.
#[derive(Clone)]
pub struct SaveVapiKey {
    secrets: Arc<dyn SecretStore>,
    sealer: Arc<dyn SecretSealer>,
    gateway: Arc<dyn AssistantGateway>,
    clock: Arc<dyn Clock>,
}

impl SaveVapiKey {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            secrets: Arc::clone(&ports.secrets),
            sealer: Arc::clone(&ports.sealer),
            gateway: Arc::clone(&ports.gateway),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Answers what was stored.
    pub async fn run(&self, caller: Caller, key: &Raw) -> Result<StoredSecret, ChangeError> {
        self.secrets.load(caller, self.clock.now()).await?.ok_or(ChangeError::Unauthenticated)?;
        let key = VapiKey::parse_raw(key).map_err(|fault| Faults::of(FIELD, fault))?;
        let verified = self.verify(&key).await?;
        let now = self.clock.now();
        let secret = StoredSecret {
            sealed: self.sealer.seal(
                caller.user_id(),
                SecretKind::VapiKey,
                &SecretString::from(key.expose()),
            )?,
            preview: key.preview(),
            detail: None,
            verified_at: verified.then_some(now),
            updated_at: now,
        };
        let stored =
            self.secrets.put(caller.user_id(), SecretKind::VapiKey, secret.clone()).await?;
        if stored { Ok(secret) } else { Err(ChangeError::Unauthenticated) }
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
