//! The database as whoever wires it sees it.

mod pool_use;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use application::StoreError;
use application::port::{
    AccountImport, AssistantRemovalStore, AssistantSyncStore, AuditLog, DatabaseHealth,
    HistoryStore, RateLimiter, SealedSecrets, SecretStore, ServerRegistry, SessionStore,
    StudioConfigStore, UserDirectory, UserRecords, UserStore,
};
use secrecy::{ExposeSecret, SecretString};

pub use self::pool_use::PoolUse;
use crate::address::{Address, AddressError};
use crate::failure::driver_failure;
use crate::migrator::{self, Backend, MigrateError, MigrationStatus};
use crate::sql::Sql;
use crate::{
    SeaAccountImport, SeaAssistantRemovalStore, SeaAssistantSyncStore, SeaAuditLog,
    SeaDatabaseHealth, SeaHistoryStore, SeaRateLimiter, SeaSealedSecrets, SeaSecretStore,
    SeaServerRegistry, SeaSessionStore, SeaStudioConfigStore, SeaUserDirectory, SeaUserRecords,
    SeaUserStore, pool, store,
};

/// Which database, and how many connections to it.
#[derive(Debug, Clone)]
pub struct DatabaseOptions {
    /// Its address, which may hold a password: `postgres://`, `postgresql://`,
    /// `postgresql+asyncpg://`, `sqlite://path`, `sqlite+aiosqlite:///path`.
    pub url: SecretString,
    /// Most connections at a time. To a file there are two at least: one writes, the others read.
    pub max_connections: u32,
    /// Connections that are kept open.
    pub min_connections: u32,
    /// How long a request waits for a connection before it is told to come back.
    pub acquire_timeout: Duration,
}

impl DatabaseOptions {
    /// This address, with 1 to 10 connections and 2 seconds to wait for one.
    pub fn new(url: impl Into<SecretString>) -> Self {
        Self {
            url: url.into(),
            max_connections: 10,
            min_connections: 1,
            acquire_timeout: Duration::from_secs(2),
        }
    }
}

/// The database cannot be opened. Never repeats the address's password.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address names none.
    #[error("the database's address cannot be used")]
    Address(#[from] AddressError),
    /// It does not answer, or refuses us.
    #[error("cannot open {database}")]
    Unreachable {
        /// Which, without its password.
        database: String,
        /// Why.
        #[source]
        source: application::BoxError,
    },
}

/// The stores over one database.
#[derive(Clone)]
#[expect(missing_docs, reason = "each field is the port of its type")]
pub struct Stores {
    pub users: Arc<dyn UserStore>,
    pub sessions: Arc<dyn SessionStore>,
    pub configs: Arc<dyn StudioConfigStore>,
    pub syncs: Arc<dyn AssistantSyncStore>,
    pub secrets: Arc<dyn SecretStore>,
    pub sealed_secrets: Arc<dyn SealedSecrets>,
    pub removals: Arc<dyn AssistantRemovalStore>,
    pub audit: Arc<dyn AuditLog>,
    pub limiter: Arc<dyn RateLimiter>,
    pub servers: Arc<dyn ServerRegistry>,
    pub directory: Arc<dyn UserDirectory>,
    pub records: Arc<dyn UserRecords>,
    pub history: Arc<dyn HistoryStore>,
    pub imports: Arc<dyn AccountImport>,
    pub health: Arc<dyn DatabaseHealth>,
}

/// An open database. A clone is the same one.
#[derive(Clone)]
pub struct Database {
    sql: Sql,
    name: String,
}

impl Database {
    /// Opens a database and tries one connection. A SQLite file is made when there is none,
    /// readable by its owner only; its directory must exist.
    pub async fn connect(options: DatabaseOptions) -> Result<Self, ConnectError> {
        let address = Address::parse(options.url.expose_secret())?;
        let name = address.to_string();
        let opened = match address {
            Address::Postgres(address) => pool::open_postgres(*address, &options).await,
            Address::Sqlite(path) => pool::open_sqlite(&path, &options).await,
        };
        match opened {
            Ok(sql) => Ok(Self { sql, name }),
            Err(error) => Err(ConnectError::Unreachable {
                database: name,
                source: Box::new(driver_failure(error)),
            }),
        }
    }

    /// The stores.
    pub fn stores(&self) -> Stores {
        let sql = || self.sql.clone();
        Stores {
            users: Arc::new(SeaUserStore::new(sql())),
            sessions: Arc::new(SeaSessionStore::new(sql())),
            configs: Arc::new(SeaStudioConfigStore::new(sql())),
            syncs: Arc::new(SeaAssistantSyncStore::new(sql())),
            secrets: Arc::new(SeaSecretStore::new(sql())),
            sealed_secrets: Arc::new(SeaSealedSecrets::new(self.sql.patient())),
            removals: Arc::new(SeaAssistantRemovalStore::new(sql())),
            audit: Arc::new(SeaAuditLog::new(sql())),
            limiter: Arc::new(SeaRateLimiter::new(sql())),
            servers: Arc::new(SeaServerRegistry::new(sql())),
            directory: Arc::new(SeaUserDirectory::new(sql())),
            records: Arc::new(SeaUserRecords::new(sql())),
            history: Arc::new(SeaHistoryStore::new(self.sql.patient())),
            imports: Arc::new(SeaAccountImport::new(self.sql.patient())),
            health: Arc::new(SeaDatabaseHealth::new(sql())),
        }
    }

    /// The way to it.
    pub(crate) const fn sql(&self) -> &Sql {
        &self.sql
    }

    /// Which kind of database this is.
    pub fn backend(&self) -> Backend {
        Backend::of(self.sql.backend())
    }

    /// Applies the migrations that are pending and answers their names. Of any number of
    /// programs that do so at the same time one does; the others wait for it. Asks for no
    /// right to change the schema when nothing is pending. A schema that is newer than this
    /// program is left alone.
    pub async fn migrate_up(&self) -> Result<Vec<String>, MigrateError> {
        migrator::up(&self.sql.patient()).await
    }

    /// Takes back the newest `steps` migrations, newest first, and answers their names.
    pub async fn migrate_down(&self, steps: usize) -> Result<Vec<String>, MigrateError> {
        migrator::down(&self.sql.patient(), steps).await
    }

    /// Every migration that this program or the database knows, oldest first. Writes nothing.
    pub async fn migration_status(&self) -> Result<Vec<MigrationStatus>, StoreError> {
        migrator::status(&self.sql.patient()).await
    }

    /// The ids of the keys that stored secrets are sealed under: none of them can be done
    /// without.
    pub async fn sealing_key_ids(&self) -> Result<BTreeSet<String>, StoreError> {
        store::sealing_key_ids(&self.sql.patient()).await
    }

    /// Closes the connections, waiting for those in use.
    pub async fn close(&self) {
        self.sql.close().await;
    }
}

/// Names the database without its password.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Database").field(&self.name).finish()
    }
}

/// Names the database without its password.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests;
