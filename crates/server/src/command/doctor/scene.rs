//! What checks look at, asked for once.

mod disk;
mod vapi;

use std::future::Future;
use std::time::Duration;

use application::port::{Clock, KeyUse, ServerKeys};
use chrono::{DateTime, TimeDelta, Utc};
use infra_postgres::{ConnectionLimits, Database, Durability, MigrationStatus, Pooler};
use infra_security::{KeyKind, SystemClock};

pub(super) use self::disk::Disk;
#[cfg(test)]
pub(super) use self::disk::Space;
pub(super) use self::vapi::AskedVapi;
use crate::config::Config;
use crate::keys::Ring;
use crate::wiring;

/// How long anything that is asked may take.
const LIMIT: Duration = Duration::from_secs(5);

/// The configuration, and what the database and the others say. What could not be asked is there
/// as the reason why.
pub(super) struct Scene {
    pub(super) config: Config,
    pub(super) now: DateTime<Utc>,
    pub(super) database: Opened,
    pub(super) migrations: Asked<Vec<MigrationStatus>>,
    /// How many secrets each key seals.
    pub(super) uses: Asked<Vec<KeyUse>>,
    /// The servers that run.
    pub(super) servers: Asked<Vec<ServerKeys>>,
    /// `None` where there is no database yet.
    pub(super) durability: Asked<Option<Durability>>,
    /// `None` where there is none.
    pub(super) limits: Asked<Option<ConnectionLimits>>,
    /// How far the database's clock is ahead of ours; `None` where there is no database yet.
    pub(super) database_ahead: Asked<Option<TimeDelta>>,
    /// Who stands before the database, giving each transaction another connection.
    pub(super) pooler: Asked<Option<Pooler>>,
    /// The network that an embedded database's file is on.
    pub(super) network_disk: Option<&'static str>,
    pub(super) disks: Vec<Disk>,
    pub(super) vapi: AskedVapi,
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

/// What the database says.
struct Told {
    migrations: Asked<Vec<MigrationStatus>>,
    uses: Asked<Vec<KeyUse>>,
    servers: Asked<Vec<ServerKeys>>,
    durability: Asked<Option<Durability>>,
    limits: Asked<Option<ConnectionLimits>>,
    ahead: Asked<Option<TimeDelta>>,
}

impl Scene {
    pub(super) async fn of(config: &Config) -> Self {
        let (database, pooler, vapi) =
            tokio::join!(open(config), pooler_before(config), vapi::ask(config));
        let told = match (&database, &pooler) {
            // What is answered through it may be another's answer.
            (Opened::Open(_), Ok(Some(pooler))) if !pooler.keeps_statements => {
                Told::by_nobody("the pooler in between mixes up what is asked")
            }
            (Opened::Open(database), _) => Told::by(database).await,
            (Opened::ToMake, _) => Told::nothing(),
            (Opened::Unreachable(_), _) => Told::by_nobody("the database does not answer"),
        };
        Self {
            config: config.clone(),
            now: SystemClock::new().now(),
            database,
            migrations: told.migrations,
            uses: told.uses,
            servers: told.servers,
            durability: told.durability,
            limits: told.limits,
            database_ahead: told.ahead,
            pooler,
            network_disk: disk::network_disk(config),
            disks: disk::disks(config),
            vapi,
            sealing: Ring::read(config, KeyKind::Sealing).map_err(told_of),
            signing: Ring::read(config, KeyKind::Signing).map_err(told_of),
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
            // Who does not answer is left without a word.
            let _ = tokio::time::timeout(LIMIT, database.close()).await;
        }
    }
}

impl Told {
    async fn by(database: &Database) -> Self {
        let stores = database.stores();
        let (migrations, uses, servers, durability, limits, ahead) = tokio::join!(
            within(database.migration_status()),
            within(stores.sealed_secrets.key_uses()),
            within(stores.servers.running()),
            within(database.durability()),
            within(database.connection_limits()),
            within(ahead(database)),
        );
        let (durability, ahead) = (durability.map(Some), ahead.map(Some));
        Self { migrations, uses, servers, durability, limits, ahead }
    }

    /// There is no database yet.
    fn nothing() -> Self {
        Self {
            migrations: Ok(Vec::new()),
            uses: Ok(Vec::new()),
            servers: Ok(Vec::new()),
            durability: Ok(None),
            limits: Ok(None),
            ahead: Ok(None),
        }
    }

    fn by_nobody(why: &str) -> Self {
        let why = || why.to_owned();
        Self {
            migrations: Err(why()),
            uses: Err(why()),
            servers: Err(why()),
            durability: Err(why()),
            limits: Err(why()),
            ahead: Err(why()),
        }
    }
}

async fn open(config: &Config) -> Opened {
    match config.database.is_yet_to_be_made() {
        Ok(true) => Opened::ToMake,
        Ok(false) => match within(wiring::database(&config.database)).await {
            Ok(database) => Opened::Open(database),
            Err(why) => Opened::Unreachable(why),
        },
        Err(error) => Opened::Unreachable(told_of(error)),
    }
}

async fn pooler_before(config: &Config) -> Asked<Option<Pooler>> {
    within(Pooler::find(&config.database.url)).await
}

/// How far the database's clock is ahead of ours, which is asked before and after.
async fn ahead(database: &Database) -> anyhow::Result<TimeDelta> {
    let clock = SystemClock::new();
    let before = clock.now();
    let theirs = database.time().await?;
    let halfway = before + (clock.now() - before) / 2;
    Ok(theirs - halfway)
}

/// An answer that comes in time.
async fn within<T, E: Into<anyhow::Error>>(answer: impl Future<Output = Result<T, E>>) -> Asked<T> {
    match tokio::time::timeout(LIMIT, answer).await {
        Ok(answer) => answer.map_err(told_of),
        Err(_) => Err(format!("no answer came within {}s", LIMIT.as_secs())),
    }
}

/// An error with its causes, in one line.
fn told_of(error: impl Into<anyhow::Error>) -> String {
    format!("{:#}", error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_never_answers_is_not_waited_for() {
        let never = std::future::pending::<anyhow::Result<()>>();
        assert_eq!(within(never).await, Err("no answer came within 5s".to_owned()));
        assert_eq!(within(async { anyhow::Ok(7) }).await, Ok(7));
    }
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
            durability: Ok(None),
            limits: Ok(None),
            database_ahead: Ok(None),
            pooler: Ok(None),
            network_disk: None,
            disks: Vec::new(),
            vapi: AskedVapi::OwnSandbox,
            sealing: Ring::read(&config, KeyKind::Sealing).map_err(told_of),
            signing: Ring::read(&config, KeyKind::Signing).map_err(told_of),
            config,
        }
    }

    /// On a Postgres that says nothing of itself.
    pub(in super::super) fn on_postgres() -> Scene {
        scene(&[
            ("AVA_API_DATABASE_URL", "postgres://ava@db.example.com/ava"),
            ("AVA_API_JWT_SECRET_KEY", "a signing secret that is long enough"),
            ("AVA_API_ENCRYPTION_KEYS", &format!("k1:{KEY}")),
        ])
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
