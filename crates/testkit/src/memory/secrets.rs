//! Secrets.

use application::port::{Integrations, SecretStore, StoredSecret};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::audit::AuditEvent;
use domain::integration::SecretKind;
use domain::value::UserId;

use super::MemoryStores;
use super::state::State;

#[async_trait]
impl SecretStore for MemoryStores {
    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Integrations>, StoreError> {
        let state = self.state()?;
        Ok(state.member(caller, now).map(|_| state.integrations(caller.user_id())))
    }

    async fn put(
        &self,
        owner: UserId,
        kind: SecretKind,
        secret: StoredSecret,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        if !state.users.contains_key(&owner) {
            return Ok(false);
        }
        state.check_event(event)?;
        state.secrets.insert((owner, kind), secret);
        state.write_event(event);
        Ok(true)
    }

    async fn remove(
        &self,
        owner: UserId,
        kind: SecretKind,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let mut state = self.state()?;
        state.check_event(event)?;
        if state.secrets.remove(&(owner, kind)).is_some() {
            state.write_event(event);
        }
        Ok(())
    }
}

impl State {
    /// A user's secrets, but the mail password.
    pub(super) fn integrations(&self, owner: UserId) -> Integrations {
        let secret = |kind| self.secrets.get(&(owner, kind)).cloned();
        Integrations {
            vapi_key: secret(SecretKind::VapiKey),
            twilio: secret(SecretKind::TwilioAuthToken),
        }
    }
}
