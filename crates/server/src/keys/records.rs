//! What the database says of keys: which are needed, and which servers know them.

use std::sync::Arc;

use application::StoreError;
use application::port::{KeyUse, SealedSecrets, ServerKeys, ServerRegistry};
use infra_postgres::Database;

use crate::config::Config;
use crate::wiring;

/// The database, as far as keys are concerned. An embedded one that the first start will make
/// holds nothing, and is not made here.
pub(crate) struct Records(Option<Open>);

struct Open {
    /// To be closed; the stores of a test have none.
    database: Option<Database>,
    secrets: Arc<dyn SealedSecrets>,
    servers: Arc<dyn ServerRegistry>,
}

impl Records {
    /// Opens the database that is configured. A server may be using it at the same time, also
    /// where it is a file.
    pub(crate) async fn open(config: &Config) -> anyhow::Result<Self> {
        if config.database.is_yet_to_be_made()? {
            return Ok(Self(None));
        }
        let database = wiring::database(&config.database).await?;
        let stores = database.stores();
        Ok(Self(Some(Open {
            database: Some(database),
            secrets: stores.sealed_secrets,
            servers: stores.servers,
        })))
    }

    #[cfg(test)]
    pub(crate) fn of(stores: &testkit::memory::MemoryStores) -> Self {
        let stores = stores.stores();
        let (secrets, servers) = (stores.sealed, stores.servers);
        Self(Some(Open { database: None, secrets, servers }))
    }

    /// Everybody's sealed secrets, where there is a database.
    pub(crate) fn secrets(&self) -> Option<Arc<dyn SealedSecrets>> {
        self.0.as_ref().map(|open| Arc::clone(&open.secrets))
    }

    /// How many secrets each key seals.
    pub(crate) async fn uses(&self) -> anyhow::Result<Vec<KeyUse>> {
        match &self.0 {
            Some(open) => self.explained(open.secrets.key_uses().await).await,
            None => Ok(Vec::new()),
        }
    }

    /// The servers that run.
    pub(crate) async fn servers(&self) -> anyhow::Result<Vec<ServerKeys>> {
        match &self.0 {
            Some(open) => self.explained(open.servers.running().await).await,
            None => Ok(Vec::new()),
        }
    }

    pub(crate) async fn close(&self) {
        if let Some(Open { database: Some(database), .. }) = &self.0 {
            database.close().await;
        }
    }

    /// A database without the tables that are asked has not been brought up to date.
    async fn explained<T>(&self, answer: Result<T, StoreError>) -> anyhow::Result<T> {
        let error = match answer {
            Ok(answer) => return Ok(answer),
            Err(error) => anyhow::Error::new(error),
        };
        let Some(Open { database: Some(database), .. }) = &self.0 else { return Err(error) };
        let is_behind =
            database.migration_status().await?.iter().any(|migration| !migration.applied);
        Err(if is_behind {
            error.context("the schema is behind; run `ava migrate up`")
        } else {
            error.context("the database cannot be asked about keys")
        })
    }
}

/// How many secrets this key seals.
pub(crate) fn count(uses: &[KeyUse], id: &str) -> u64 {
    uses.iter().find(|key| key.key_id == id).map_or(0, |key| key.secrets)
}
