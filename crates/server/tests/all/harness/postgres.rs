//! A Postgres database of a test's own.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

pub(crate) struct PostgresDatabase {
    maintenance_url: String,
    name: String,
}

impl PostgresDatabase {
    pub(crate) fn create() -> Self {
        let maintenance_url = std::env::var("AVA_TEST_DATABASE_URL").expect(
            "this test needs a Postgres: run it by `make test`, or by `scripts/with-postgres cargo nextest run`",
        );
        let name =
            format!("ava_server_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let database = Self { maintenance_url, name };
        database.maintain(&format!("CREATE DATABASE {}", database.name));
        database
    }

    pub(crate) fn url(&self) -> String {
        let (server, _) = self.maintenance_url.rsplit_once('/').expect("a URL with a database");
        format!("{server}/{}", self.name)
    }

    /// Runs a statement in the database; answers what psql prints.
    pub(crate) fn sql(&self, statement: &str) -> String {
        run(program("psql").args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement, &self.url()]))
    }

    /// All of it as text.
    pub(crate) fn dump(&self) -> String {
        run(program("pg_dump").arg(self.url()))
    }

    /// Superusers are kept out too: no connection at all is taken.
    pub(crate) fn allow_connections(&self, allowed: bool) {
        let name = &self.name;
        self.maintain(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}"));
        self.maintain(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND NOT {allowed}"
        ));
    }

    fn maintain(&self, statement: &str) {
        run(program("psql").args([
            "-Xq",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            statement,
            &self.maintenance_url,
        ]));
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        self.maintain(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

fn program(name: &str) -> Command {
    let directory = std::env::var_os("AVA_TEST_PG_BIN").map(PathBuf::from).unwrap_or_default();
    let path = directory.join(name);
    Command::new(if path.is_file() { path } else { PathBuf::from(name) })
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("psql and pg_dump come with Postgres");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}
