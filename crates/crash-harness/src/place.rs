//! A product under test: the program, its database, and a Vapi that outlives both.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::{Instant, sleep};
use vapi_sandbox::{Sandbox, SandboxConfig};

use crate::cluster::Cluster;
use crate::database::Database;
use crate::http::Line;
use crate::journal::Journal;

/// How long a server may take to be ready, recovery of its database included.
const READY_LIMIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(10);
/// So that pushes are under way whenever anything happens.
const VAPI_DELAY: Duration = Duration::from_millis(20);
/// A session's access tokens outlive the run.
const TOKEN_TTL_SECONDS: &str = "86400";
/// Counted, and never reached.
const RATE_LIMITS: &str = "login_account=100000/15m,login_address=100000/15m,signup=100000/h,\
                           refresh=100000/m,sync=100000/m,user=100000/m";

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// The embedded file.
    Sqlite,
    /// A cluster of its own.
    Postgres,
}

/// A product under test. Everything of it ends when it is dropped.
pub(crate) struct Place {
    directory: TempDir,
    program: PathBuf,
    pub(crate) cluster: Option<Cluster>,
    pub(crate) vapi: Sandbox,
    pub(crate) line: Line,
    server: Option<Child>,
}

impl Place {
    /// An empty one, whose server does not run yet.
    pub(crate) async fn new(store: Store, program: &Path) -> Self {
        let directory = tempfile::Builder::new().prefix("ava-crash.").tempdir();
        let directory = directory.expect("a directory");
        let cluster = match store {
            Store::Sqlite => None,
            Store::Postgres => Some(Cluster::start().await),
        };
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let config = SandboxConfig { delay: VAPI_DELAY, ..SandboxConfig::default() };
        let vapi = Sandbox::start(anywhere, config).await.expect("a sandbox");
        let line = Line::new(Journal::new(&directory.path().join("journal.jsonl")));
        Self { directory, program: program.to_owned(), cluster, vapi, line, server: None }
    }

    /// Starts the server; returns when it is ready.
    pub(crate) async fn start(&mut self) {
        let log = File::options().create(true).append(true).open(self.directory.path().join("log"));
        let mut command = self.command();
        command.stdout(Stdio::piped()).stderr(log.expect("a log"));
        let mut server = command.spawn().expect("the program");
        let output = server.stdout.take().expect("its output");
        self.server = Some(server);
        let address = tokio::task::spawn_blocking(|| listening_at(output)).await;
        let address = address.expect("a reader").unwrap_or_else(|| panic!("{}", self.log()));
        self.line.turn_to(&address);
        self.until_ready(&address).await;
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) {
        let mut server = self.server.take().expect("a server that runs");
        server.kill().expect("a kill");
        server.wait().expect("an end");
    }

    /// Whether the server has not ended by itself.
    pub(crate) fn is_running(&mut self) -> bool {
        self.server.as_mut().is_some_and(|server| server.try_wait().is_ok_and(|end| end.is_none()))
    }

    /// The file of an embedded database.
    pub(crate) fn file(&self) -> PathBuf {
        self.data_dir().join("ava.db")
    }

    /// A look at what is stored.
    pub(crate) async fn database(&self) -> Database {
        match &self.cluster {
            Some(cluster) => Database::of_server(&cluster.url()).await,
            None => Database::of_file(&self.file()).await,
        }
    }

    /// Keeps the directory, for whoever looks into it.
    pub(crate) fn keep(&mut self) -> PathBuf {
        self.directory.disable_cleanup(true);
        self.directory.path().to_owned()
    }

    fn data_dir(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }

    async fn until_ready(&self, address: &str) {
        let begun = Instant::now();
        let url = format!("http://{address}/readyz");
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        while !client.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
            assert!(begun.elapsed() < READY_LIMIT, "not ready: {}", self.log());
            sleep(PAUSE).await;
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AVA_API_") || name == "PORT" {
                command.env_remove(name);
            }
        }
        command
            .arg("serve")
            .current_dir(self.directory.path())
            .env("AVA_API_BIND", "127.0.0.1:0")
            .env("AVA_API_DATA_DIR", self.data_dir())
            .env("AVA_API_VAPI_MODE", "sandbox")
            .env("AVA_API_VAPI_BASE_URL", self.vapi.url())
            .env("AVA_API_ACCESS_TOKEN_TTL_SECONDS", TOKEN_TTL_SECONDS)
            .env("AVA_API_RATE_LIMITS", RATE_LIMITS);
        if let Some(cluster) = &self.cluster {
            command
                .env("AVA_API_DATABASE_URL", cluster.url())
                .env("AVA_API_JWT_SECRET_KEY", "a signing secret that is long enough for tests")
                .env(
                    "AVA_API_ENCRYPTION_KEYS",
                    "test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                );
        }
        command
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            drop(server.kill());
            drop(server.wait());
        }
    }
}

/// Where it says that it listens; `None` when it ends before.
fn listening_at(output: std::process::ChildStdout) -> Option<String> {
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let address =
        lines.find_map(|line| line.strip_prefix("listening on http://").map(str::to_owned));
    // Read on, so that the server never writes into a closed pipe.
    std::thread::spawn(move || lines.for_each(drop));
    address
}
