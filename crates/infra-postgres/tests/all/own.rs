//! A database of a test's own, which goes when the test does.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::Deref;
use std::path::PathBuf;
use std::process::Command;

use ava_infra_postgres::{Database, DatabaseOptions};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use testkit::contract::Stores;

/// An open database.
pub(crate) struct OwnDatabase {
    pub(crate) database: Database,
    stores: Stores,
    place: Place,
}

/// Where it is, and what takes it away.
pub(crate) enum Place {
    File(tempfile::TempDir),
    Server(String),
}

/// Expands to each of these tests on both databases; a test takes an `OwnDatabase`, migrated
/// unless it begins with `on_empty:`.
#[macro_export]
macro_rules! on_both {
    ($from:ident: $($test:ident),* $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test($crate::own::sqlite::$from().await).await;
                }
            )*
        }

        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test($crate::own::postgres::$from().await).await;
                }
            )*
        }
    };
}

/// Files.
pub(crate) mod sqlite {
    use super::{OwnDatabase, Place};

    pub(crate) async fn migrated() -> OwnDatabase {
        let own = empty().await;
        own.database.migrate_up().await.unwrap();
        own
    }

    pub(crate) async fn empty() -> OwnDatabase {
        OwnDatabase::open(Place::File(tempfile::tempdir().unwrap())).await
    }
}

/// Databases of the server at `AVA_TEST_DATABASE_URL`.
pub(crate) mod postgres {
    use super::{OwnDatabase, Place, create, set, template, unique_name};

    pub(crate) async fn migrated() -> OwnDatabase {
        migrated_with(&[]).await
    }

    /// The same, whose connections have these settings.
    pub(crate) async fn migrated_with(settings: &[(&str, &str)]) -> OwnDatabase {
        let name = unique_name();
        create(&name, &format!("TEMPLATE {}", template().await)).await;
        let place = Place::Server(name.clone());
        set(&name, settings).await;
        OwnDatabase::open(place).await
    }

    pub(crate) async fn empty() -> OwnDatabase {
        let name = unique_name();
        create(&name, "").await;
        OwnDatabase::open(Place::Server(name)).await
    }
}

impl OwnDatabase {
    async fn open(place: Place) -> Self {
        let database = Database::connect(DatabaseOptions::new(place.url())).await.unwrap();
        let stores = stores_of(&database);
        Self { database, stores, place }
    }

    pub(crate) fn url(&self) -> String {
        self.place.url()
    }

    /// The same, for connections that bear this name at the server.
    pub(crate) fn named_url(&self, name: &str) -> String {
        let url = self.url();
        let sign = if url.contains('?') { '&' } else { '?' };
        format!("{url}{sign}application_name={name}")
    }

    /// Opens it once more, as another program would.
    pub(crate) async fn again(&self) -> Database {
        Database::connect(DatabaseOptions::new(self.url())).await.unwrap()
    }

    /// A connection that is none of the adapter's.
    pub(crate) async fn operator(&self) -> DatabaseConnection {
        sea_orm::Database::connect(self.url()).await.unwrap()
    }

    /// Does what no store would.
    pub(crate) async fn execute(&self, sql: &str) -> u64 {
        self.operator().await.execute_unprepared(sql).await.unwrap().rows_affected()
    }

    /// The first column of each row, as text.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let operator = self.operator().await;
        let statement = Statement::from_string(operator.get_database_backend(), sql);
        let rows = operator.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// How many rows a table has.
    pub(crate) async fn count(&self, table: &str) -> u64 {
        let counted = self.texts(&format!("SELECT CAST(count(*) AS text) FROM {table}")).await;
        counted[0].parse().unwrap()
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Server(_))
    }

    /// The schema in some comparable form.
    pub(crate) async fn schema(&self) -> String {
        match &self.place {
            Place::Server(_) => self.dump(),
            Place::File(_) => {
                let listed = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name";
                self.texts(listed).await.join("\n")
            }
        }
    }

    fn dump(&self) -> String {
        let output = Command::new(program("pg_dump"))
            .args(["--schema-only", "--no-owner", "--dbname", &self.url()])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        // Newer ones write a random word around the dump.
        let lines = text.lines().filter(|line| !line.starts_with('\\') && !line.starts_with("--"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Everything that a database stores.
pub(crate) fn stores_of(database: &Database) -> Stores {
    let ours = database.stores();
    Stores {
        users: ours.users,
        sessions: ours.sessions,
        configs: ours.configs,
        syncs: ours.syncs,
        secrets: ours.secrets,
        audit: ours.audit,
        removals: ours.removals,
        limiter: ours.limiter,
        sealed: ours.sealed_secrets,
        servers: ours.servers,
        directory: ours.directory,
        records: ours.records,
        history: ours.history,
        imports: ours.imports,
        database: ours.health,
    }
}

/// One of Postgres's own programs.
pub(crate) fn program(name: &str) -> PathBuf {
    std::env::var_os("AVA_TEST_PG_BIN").map(PathBuf::from).unwrap_or_default().join(name)
}

impl Deref for OwnDatabase {
    type Target = Stores;

    fn deref(&self) -> &Stores {
        &self.stores
    }
}

impl Place {
    fn url(&self) -> String {
        match self {
            Self::File(dir) => format!("sqlite://{}?mode=rwc", dir.path().join("ava.db").display()),
            Self::Server(name) => url_of(name),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Self::Server(name) = self else { return };
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        // A runtime of its own: the test's may be the one that drops this.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                connect("postgres").await.execute(AssertSqlSafe(drop)).await.unwrap();
            });
        });
        dropping.join().unwrap();
    }
}

/// The migrated database that the others are copied from, which the first test of a server
/// makes. Its name tells its schema, so that no test gets an older one's.
async fn template() -> String {
    let sql = ava_infra_postgres::migration_sql(ava_infra_postgres::Backend::Postgres);
    let mut hash = std::hash::DefaultHasher::new();
    hash.write(sql.await.unwrap().as_bytes());
    let name = format!("ava_template_{:016x}", hash.finish());
    if !is_there(&name).await {
        let own = postgres::empty().await;
        own.database.migrate_up().await.unwrap();
        own.database.close().await;
        let Place::Server(made) = &own.place else { unreachable!() };
        let rename = format!("ALTER DATABASE {made} RENAME TO {name}");
        if let Err(error) = connect("postgres").await.execute(AssertSqlSafe(rename)).await {
            // Another test was first.
            assert!(is_there(&name).await, "{error}");
        }
    }
    name
}

async fn is_there(name: &str) -> bool {
    let found = sqlx::query_scalar::<_, i32>("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind(name)
        .fetch_optional(&mut connect("postgres").await)
        .await;
    found.unwrap().is_some()
}

async fn create(name: &str, how: &str) {
    let create = format!("CREATE DATABASE {name} {how}");
    connect("postgres").await.execute(AssertSqlSafe(create)).await.unwrap();
}

/// What the connections to a database begin with.
async fn set(database: &str, settings: &[(&str, &str)]) {
    let mut connection = connect("postgres").await;
    for (name, value) in settings {
        let set = format!("ALTER DATABASE {database} SET {name} = '{value}'");
        connection.execute(AssertSqlSafe(set)).await.unwrap();
    }
}

async fn connect(database: &str) -> PgConnection {
    PgConnection::connect(&url_of(database)).await.unwrap()
}

/// The server's URL with another database.
fn url_of(database: &str) -> String {
    let url = std::env::var("AVA_TEST_DATABASE_URL").unwrap_or_else(|_| {
        panic!(
            "AVA_TEST_DATABASE_URL is not set: this test needs a Postgres. Run it through \
             `make test`, or as `scripts/with-postgres cargo nextest run -p ava-infra-postgres`"
        )
    });
    let (address, query) = url.split_once('?').map_or((&*url, None), |(a, q)| (a, Some(q)));
    let (server, _) = address.rsplit_once('/').unwrap();
    query.map_or_else(|| format!("{server}/{database}"), |q| format!("{server}/{database}?{q}"))
}

fn unique_name() -> String {
    format!("ava_test_{:016x}", RandomState::new().build_hasher().finish())
}

/// The dialect of a place.
impl From<&OwnDatabase> for DbBackend {
    fn from(own: &OwnDatabase) -> Self {
        if own.is_postgres() { Self::Postgres } else { Self::Sqlite }
    }
}
