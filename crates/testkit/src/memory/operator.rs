//! What an operator asks for.

use std::collections::BTreeMap;

use application::StoreError;
use application::port::{
    KeyUse, OwnedSecret, SealedSecret, SealedSecrets, ServerKeys, ServerRegistry,
};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::MemoryStores;

/// After how much silence a server runs no more.
const SILENCE: TimeDelta = TimeDelta::seconds(30);

/// A server that said so.
pub(super) struct ServerRow {
    keys: ServerKeys,
    announced_at: DateTime<Utc>,
}

#[async_trait]
impl SealedSecrets for MemoryStores {
    async fn key_uses(&self) -> Result<Vec<KeyUse>, StoreError> {
        let mut uses = BTreeMap::new();
        for secret in self.state()?.secrets.values() {
            *uses.entry(secret.sealed.key_id.clone()).or_default() += 1;
        }
        Ok(uses.into_iter().map(|(key_id, secrets)| KeyUse { key_id, secrets }).collect())
    }

    async fn sealed_under_another(
        &self,
        key_id: &str,
        limit: u32,
        after: Option<&OwnedSecret>,
    ) -> Result<Vec<OwnedSecret>, StoreError> {
        let state = self.state()?;
        let mut others: Vec<_> = state
            .secrets
            .iter()
            .map(|(&(owner, kind), secret)| OwnedSecret {
                owner,
                kind,
                sealed: secret.sealed.clone(),
            })
            .filter(|secret| secret.sealed.key_id != key_id)
            .filter(|secret| after.is_none_or(|after| place(secret) > place(after)))
            .collect();
        others.sort_by(|one, other| place(one).cmp(&place(other)));
        others.truncate(limit as usize);
        Ok(others)
    }

    async fn replace(&self, secret: &OwnedSecret, by: &SealedSecret) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        let stored = state.secrets.get_mut(&(secret.owner, secret.kind));
        let unchanged = stored.filter(|stored| stored.sealed == secret.sealed);
        Ok(unchanged.map(|stored| stored.sealed = by.clone()).is_some())
    }
}

/// Where a secret stands among all.
fn place(secret: &OwnedSecret) -> impl Ord {
    (secret.sealed.key_id.clone(), secret.owner, secret.kind.as_str())
}

#[async_trait]
impl ServerRegistry for MemoryStores {
    async fn announce(&self, server: &ServerKeys) -> Result<(), StoreError> {
        let row = ServerRow { keys: server.clone(), announced_at: self.database_time() };
        self.state()?.servers.insert(server.server, row);
        Ok(())
    }

    async fn leave(&self, server: Uuid) -> Result<(), StoreError> {
        self.state()?.servers.remove(&server);
        Ok(())
    }

    async fn running(&self) -> Result<Vec<ServerKeys>, StoreError> {
        let mut state = self.state()?;
        let heard_since = self.database_time() - SILENCE;
        state.servers.retain(|_, server| server.announced_at > heard_since);
        Ok(state.servers.values().map(|server| server.keys.clone()).collect())
    }
}
