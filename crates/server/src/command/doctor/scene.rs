//! What checks look at, asked for once.

use application::port::{Clock, KeyUse, ServerKeys};
use chrono::{DateTime, Utc};
use infra_postgres::{Database, MigrationStatus};
use infra_security::{KeyKind, SystemClock};

use crate::config::Config;
use crate::keys::Ring;
use crate::wiring;

/// The configuration, and what the database says. What could not be asked is there as the
/// reason why.
pub(super) struct Scene {
    pub(super) config: Config,
    pub(super) now: DateTime<Utc>,
    pub(super) database: Opened,
    pub(super) migrations: Asked<Vec<MigrationStatus>>,
    /// How many secrets each key seals.
    pub(super) uses: Asked<Vec<KeyUse>>,
    /// The servers that run.
    pub(super) servers: Asked<Vec<ServerKeys>>,
    pub(super) sealing: Asked<Option<Ring>>,
    pub(super) signing: Asked<Option<Ring>>,
}

/// An answer, or why there is none.
pub(super) type Asked<T> = Result<T, String>;

pub(super) enum Opened {
    Open(Database),
    /// The first start will make it.
    ToMake,
    Unreachable(String),
}

impl Scene {
    pub(super) async fn of(config: &Config) -> Self {
        let database = open(config).await;
        let (migrations, uses, servers) = match &database {
            Opened::Open(database) => {
                let stores = database.stores();
                (
                    database.migration_status().await.map_err(told),
                    stores.sealed_secrets.key_uses().await.map_err(told),
                    stores.servers.running().await.map_err(told),
                )
            }
            Opened::ToMake => (Ok(Vec::new()), Ok(Vec::new()), Ok(Vec::new())),
            Opened::Unreachable(_) => {
                let away = || "the database does not answer".to_owned();
                (Err(away()), Err(away()), Err(away()))
            }
        };
        Self {
            config: config.clone(),
            now: SystemClock::new().now(),
            database,
            migrations,
            uses,
            servers,
            sealing: Ring::read(config, KeyKind::Sealing).map_err(told),
            signing: Ring::read(config, KeyKind::Signing).map_err(told),
        }
    }

    /// The keys of this kind.
    pub(super) fn ring(&self, kind: KeyKind) -> &Asked<Option<Ring>> {
        match kind {
            KeyKind::Sealing => &self.sealing,
            KeyKind::Signing => &self.signing,
        }
    }

    pub(super) async fn leave(&self) {
        if let Opened::Open(database) = &self.database {
            database.close().await;
        }
    }
}

async fn open(config: &Config) -> Opened {
    match config.database.is_yet_to_be_made() {
        Ok(true) => Opened::ToMake,
        Ok(false) => match wiring::database(&config.database).await {
            Ok(database) => Opened::Open(database),
            Err(error) => Opened::Unreachable(told(error)),
        },
        Err(error) => Opened::Unreachable(told(error)),
    }
}

/// An error with its causes, in one line.
fn told(error: impl Into<anyhow::Error>) -> String {
    format!("{:#}", error.into())
}

#[cfg(test)]
pub(super) mod sample {
    //! Scenes for the tests of checks.

    use uuid::Uuid;

    use super::*;
    use crate::config::Environment;

    pub(in super::super) const KEY: &str = "y4HbT1nQkX0vZ3mW8pLrG5sJd2fUa7eCi9oNh6tBxEY=";
    pub(in super::super) const OTHER_KEY: &str = "Qm7Zt0Wc4Xr9Lp2Vn8Yk5Hs1Jg6Fd3Sa0PoIuTeRwqM=";

    /// As these variables say, on a database that holds nothing yet.
    pub(in super::super) fn scene(variables: &[(&str, &str)]) -> Scene {
        // Whatever the tests are run in may have keys.
        let nowhere = [("AVA_API_DATA_DIR", "/nonexistent")];
        let environment = Environment::of(nowhere.iter().chain(variables).copied());
        let (config, _) = Config::from_environment(&environment).unwrap();
        Scene {
            now: DateTime::from_timestamp(1_795_352_400, 0).unwrap(),
            database: Opened::ToMake,
            migrations: Ok(Vec::new()),
            uses: Ok(Vec::new()),
            servers: Ok(Vec::new()),
            sealing: Ring::read(&config, KeyKind::Sealing).map_err(told),
            signing: Ring::read(&config, KeyKind::Signing).map_err(told),
            config,
        }
    }

    /// With the sealing keys of these ids in the variable.
    pub(in super::super) fn with_sealing_keys(ids: &[&str]) -> Scene {
        let keys: Vec<_> = ids.iter().map(|id| format!("{id}:{KEY}")).collect();
        scene(&[("AVA_API_ENCRYPTION_KEYS", &keys.join(","))])
    }

    impl Scene {
        pub(in super::super) fn sealed(mut self, key: &str, secrets: u64) -> Self {
            let mut uses = self.uses.unwrap();
            uses.push(KeyUse { key_id: key.to_owned(), secrets });
            self.uses = Ok(uses);
            self
        }

        pub(in super::super) fn running(
            mut self,
            id: u128,
            sealing: &[&str],
            signing: &[&str],
        ) -> Self {
            let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
            let mut servers = self.servers.unwrap();
            servers.push(ServerKeys {
                server: Uuid::from_u128(id),
                sealing: owned(sealing),
                signing: owned(signing),
            });
            self.servers = Ok(servers);
            self
        }
    }
}
