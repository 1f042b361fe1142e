//! Which Vapi key a user's assistant lives under.

use std::sync::Arc;
use std::time::Duration;

use domain::integration::{SecretKind, VapiKey};
use domain::value::{AssistantId, UserId};
use secrecy::ExposeSecret;

use super::outcome::SyncError;
use crate::port::{
    AssistantGateway, Clock, KeyFingerprint, LiveAssistant, SecretSealer, SecretStore,
};
use crate::{Caller, Failure, GatewayError, Ports, Settings};

/// A key, and how to tell it from others.
#[derive(Debug, Clone)]
pub(super) struct AssistantKey {
    pub(super) key: VapiKey,
    pub(super) fingerprint: KeyFingerprint,
}

impl AssistantKey {
    /// The assistant of this id, unless it bears another user's marker; `None` when Vapi has
    /// no such assistant under this key.
    pub(super) async fn find_own(
        &self,
        gateway: &dyn AssistantGateway,
        owner: UserId,
        id: AssistantId,
        limit: Duration,
    ) -> Result<Option<LiveAssistant>, SyncError> {
        match gateway.find(&self.key, id, limit).await {
            Ok(live) if live.marker.is_some_and(|marker| marker.owner != owner) => {
                Err(SyncError::ForeignAssistant)
            }
            Ok(live) => Ok(Some(live)),
            Err(GatewayError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Finds the key of a user: their own, else the server's.
#[derive(Clone)]
pub(in crate::use_case) struct AssistantKeys {
    secrets: Arc<dyn SecretStore>,
    sealer: Arc<dyn SecretSealer>,
    clock: Arc<dyn Clock>,
    server_wide: Option<VapiKey>,
}

impl AssistantKeys {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            secrets: Arc::clone(&ports.secrets),
            sealer: Arc::clone(&ports.sealer),
            clock: Arc::clone(&ports.clock),
            server_wide: settings.server_vapi_key.clone(),
        }
    }

    pub(super) async fn of(&self, caller: Caller) -> Result<AssistantKey, SyncError> {
        let integrations =
            self.secrets.load(caller, self.clock.now()).await?.ok_or(SyncError::Unauthenticated)?;
        let key = match integrations.vapi_key {
            Some(own) => {
                let opened =
                    self.sealer.open(caller.user_id(), SecretKind::VapiKey, &own.sealed)?;
                VapiKey::parse(opened.expose_secret())
                    .map_err(|fault| Failure::Internal(fault.into()))?
            }
            None => self.server_wide.clone().ok_or(SyncError::NotConfigured)?,
        };
        Ok(self.identified(key))
    }

    /// The user's own key; [`SyncError::NotConfigured`] when they have none, whatever the
    /// server has.
    pub(super) async fn own(&self, caller: Caller) -> Result<AssistantKey, SyncError> {
        let alone = Self { server_wide: None, ..self.clone() };
        alone.of(caller).await
    }

    /// The key that the user's assistant lives under: the server's, where it was made
    /// before they had their own; else the one of today.
    pub(super) async fn under(
        &self,
        caller: Caller,
        fingerprint: Option<&KeyFingerprint>,
    ) -> Result<AssistantKey, SyncError> {
        let current = self.of(caller).await?;
        Ok(self.server_wide_of(fingerprint).unwrap_or(current))
    }

    /// The server's key, if it is the one of this fingerprint.
    pub(super) fn server_wide_of(
        &self,
        fingerprint: Option<&KeyFingerprint>,
    ) -> Option<AssistantKey> {
        let server_wide = self.server_wide.clone().map(|key| self.identified(key));
        server_wide.filter(|key| Some(&key.fingerprint) == fingerprint)
    }

    /// Tells the server's key from others; `None` when there is none.
    pub(in crate::use_case) fn server_wide_fingerprint(&self) -> Option<KeyFingerprint> {
        self.server_wide.as_ref().map(|key| self.sealer.fingerprint(key))
    }

    fn identified(&self, key: VapiKey) -> AssistantKey {
        AssistantKey { fingerprint: self.sealer.fingerprint(&key), key }
    }
}
