//! Secrets.

use application::port::{Integrations, SecretStore, StoredSecret};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::integration::SecretKind;
use domain::value::UserId;

use super::MemoryStores;

#[async_trait]
impl SecretStore for MemoryStores {
    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Integrations>, StoreError> {
        let state = self.state()?;
        let secret = |kind| state.secrets.get(&(caller.user_id(), kind)).cloned();
        Ok(state.member(caller, now).map(|_| Integrations {
            vapi_key: secret(SecretKind::VapiKey),
            twilio: secret(SecretKind::TwilioAuthToken),
        }))
    }

    async fn put(
        &self,
        owner: UserId,
        kind: SecretKind,
        secret: StoredSecret,
    ) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        let known = state.users.contains_key(&owner);
        if known {
            state.secrets.insert((owner, kind), secret);
        }
        Ok(known)
    }

    async fn remove(&self, owner: UserId, kind: SecretKind) -> Result<(), StoreError> {
        self.state()?.secrets.remove(&(owner, kind));
        Ok(())
    }
}
