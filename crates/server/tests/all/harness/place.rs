//! Where a product lives: a data directory, a database, variables. It outlives its servers.

use std::process::Command;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};
use tempfile::TempDir;

use super::balancer;
use super::postgres::PostgresDatabase;
use super::server::Ava;
use super::wait::wait_until;

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
const JWT_SECRET: &str = "a signing secret of the tests that is long enough";
const ENCRYPTION_KEYS: &str = "test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Store {
    Sqlite,
    Postgres,
}

pub(crate) struct Place {
    directory: TempDir,
    postgres: Option<PostgresDatabase>,
    variables: Vec<(String, String)>,
}

impl Place {
    /// An empty place; on Postgres only variables differ.
    pub(crate) fn new(store: Store) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let mut place = Self { directory, postgres: None, variables: Vec::new() };
        if store == Store::Postgres {
            let database = PostgresDatabase::create();
            place.set("AVA_API_DATABASE_URL", &database.url());
            place.set("AVA_API_JWT_SECRET_KEY", JWT_SECRET);
            place.set("AVA_API_ENCRYPTION_KEYS", ENCRYPTION_KEYS);
            place.set("AVA_API_VAPI_MODE", "sandbox");
            place.postgres = Some(database);
        }
        place.set("AVA_API_BIND", "127.0.0.1:0");
        // Tests sign up more users than one address may; those of the limits set them.
        place.set("AVA_API_RATE_LIMITS", "off");
        place
    }

    /// Sets a variable for servers started from now on.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Takes a variable back.
    pub(crate) fn unset(&mut self, name: &str) {
        self.variables.retain(|(known, _)| known != name);
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether nothing was made in it.
    pub(crate) fn is_untouched(&self) -> bool {
        std::fs::read_dir(self.directory.path()).expect("a directory").next().is_none()
    }

    /// Where a file of this name would be, beside the data directory.
    pub(crate) fn file(&self, name: &str) -> std::path::PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn data_dir(&self) -> std::path::PathBuf {
        self.directory.path().join("data")
    }

    /// The program with this place's variables and no others of ours.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ava"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AVA_API_") {
                command.env_remove(name);
            }
        }
        command
            .env_remove("PORT")
            .env("AVA_API_DATA_DIR", self.data_dir())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.directory.path());
        command
    }

    /// A running server; several may run on one Postgres. Where tests go through a balancer, it is
    /// two servers behind one.
    pub(crate) async fn start(&self) -> Ava {
        if let (Some(program), true) = (balancer::program(), self.postgres.is_some()) {
            return self.start_balanced(program).await;
        }
        let server = self.start_unready(self.command().arg("serve")).await;
        server.wait_until_ready().await;
        server
    }

    /// A server that listens, started by this command.
    pub(crate) async fn start_unready(&self, command: &mut Command) -> Ava {
        Ava::start(command, &self.log_file()).await
    }

    pub(crate) fn log_file(&self) -> std::path::PathBuf {
        self.directory.path().join("ava.log")
    }

    /// Of the second server behind a balancer.
    pub(super) fn log_file_beside(&self) -> std::path::PathBuf {
        self.directory.path().join("beside.log")
    }

    /// Everything the servers of this place have logged.
    pub(crate) fn log(&self) -> String {
        let log = std::fs::read_to_string(self.log_file()).expect("a log");
        log + &std::fs::read_to_string(self.log_file_beside()).unwrap_or_default()
    }

    /// The same once all is written that this server had to say until now.
    pub(crate) async fn log_of(&self, server: &Ava) -> String {
        // Behind a balancer each of two servers answers one.
        let ids = [1, 2].map(|turn| format!("settled-{turn}-{}", self.log().len()));
        let anonymous = server.anonymous();
        for id in &ids {
            let request = anonymous.request("GET", "/healthz").header("X-Request-ID", id);
            assert_eq!(anonymous.send(request).await.status, 200);
        }
        wait_until(|| ids.iter().all(|id| self.log().contains(id.as_str()))).await;
        self.log()
    }

    /// Runs a statement; answers the first column of its rows, which must be text.
    pub(crate) async fn sql(&self, statement: &str) -> Vec<String> {
        match &self.postgres {
            Some(postgres) => postgres.sql(statement).lines().map(str::to_owned).collect(),
            None => self.sqlite(statement).await,
        }
    }

    /// How many rows a table has.
    pub(crate) async fn count(&self, table: &str) -> String {
        self.sql(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await.join("")
    }

    /// Ends every connection to the Postgres database and lets in no new ones.
    pub(crate) fn lock_out(&self) {
        self.postgres.as_ref().expect("a Postgres place").allow_connections(false);
    }

    /// Lets connections in again.
    pub(crate) fn let_in(&self) {
        self.postgres.as_ref().expect("a Postgres place").allow_connections(true);
    }

    /// Everything stored, as bytes.
    pub(crate) fn stored(&self) -> Vec<u8> {
        match &self.postgres {
            Some(postgres) => postgres.dump().into_bytes(),
            None => ["ava.db", "ava.db-wal"]
                .iter()
                .filter_map(|name| std::fs::read(self.data_dir().join(name)).ok())
                .flatten()
                .collect(),
        }
    }

    /// Every row of every table, as text.
    pub(crate) async fn rows(&self) -> String {
        match &self.postgres {
            // Newer versions bracket their dumps with a random word.
            Some(postgres) => {
                let dump = postgres.dump();
                let lines = dump.lines().filter(|line| !line.starts_with('\\'));
                lines.collect::<Vec<_>>().join("\n")
            }
            None => self.sqlite_rows().await,
        }
    }

    async fn sqlite_rows(&self) -> String {
        const TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1";
        let mut rows = Vec::new();
        for table in self.sqlite(TABLES).await {
            let names =
                format!("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')");
            let columns = self.sqlite(&names).await.join(" || ', ' || ");
            let found = self.sqlite(&format!("SELECT {columns} FROM \"{table}\" ORDER BY 1")).await;
            rows.push(format!("{table}\n{}\n\n", found.join("\n")));
        }
        rows.concat()
    }

    async fn sqlite(&self, statement: &str) -> Vec<String> {
        let options = SqliteConnectOptions::new()
            .filename(self.data_dir().join("ava.db"))
            .busy_timeout(PATIENCE);
        let mut connection = SqliteConnection::connect_with(&options).await.expect("the database");
        let rows = sqlx::query(AssertSqlSafe(statement.to_owned()))
            .fetch_all(&mut connection)
            .await
            .expect("rows");
        connection.close().await.expect("a close");
        rows.iter().map(|row| row.get(0)).collect()
    }
}
