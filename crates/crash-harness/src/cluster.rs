//! A Postgres of one's own, durable as in production, to be killed and frozen.

use std::fs;
use std::ops::Range;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::process::{children_of, is_running, signal};

/// How long a start may take, recovery included.
const START_LIMIT: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(20);
/// Below the range that systems give to port 0, so that nobody takes the port while nothing
/// listens there.
const PORTS: Range<u16> = 20_000..30_000;
/// How many ports are tried.
const PORT_TRIES: usize = 20;

/// A cluster in a temporary directory, with one database. Stopped when dropped.
pub struct Cluster {
    directory: TempDir,
    programs: PathBuf,
    /// Who runs it: Postgres refuses to be root.
    user: Option<(u32, u32)>,
    port: u16,
    server: Option<Child>,
}

impl Cluster {
    /// Makes and starts one.
    ///
    /// # Panics
    /// Where there is no Postgres, or it does not start.
    pub async fn start() -> Self {
        let directory = tempfile::Builder::new().prefix("ava-cluster.").tempdir();
        let directory = directory.expect("a directory");
        let user = unprivileged_user();
        if let Some((uid, gid)) = user {
            chown(directory.path(), Some(uid), Some(gid)).expect("a change of owner");
        }
        let mut cluster =
            Self { directory, programs: find_programs(), user, port: 0, server: None };
        cluster.init();
        for port in ports() {
            cluster.port = port;
            if let Some(server) = cluster.try_start().await {
                cluster.server = Some(server);
                return cluster;
            }
        }
        panic!("Postgres starts on no port: {}", cluster.log());
    }

    /// The URL of its database.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// SIGKILL to every process of it.
    ///
    /// # Panics
    /// When it does not run.
    pub async fn kill(&mut self) {
        let all = self.processes();
        signal("KILL", &all);
        let mut server = self.server.take().expect("a cluster that runs");
        server.wait().expect("an end");
        // Another would refuse to start beside one that is left.
        while all[1..].iter().any(|pid| is_running(*pid)) {
            sleep(PAUSE).await;
        }
    }

    /// Starts it again; returns when it answers.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn resume(&mut self) {
        let begun = Instant::now();
        while self.server.is_none() {
            assert!(begun.elapsed() < START_LIMIT, "Postgres does not start: {}", self.log());
            // It does not while a process of the former one is there.
            self.server = self.try_start().await;
        }
    }

    /// `None` when it ends by itself: its port is taken, or the former one is still there.
    async fn try_start(&self) -> Option<Child> {
        let begun = Instant::now();
        let mut server = self.spawn();
        loop {
            sleep(PAUSE).await;
            if server.try_wait().expect("a process").is_some() {
                return None;
            }
            if self.answers().await {
                return Some(server);
            }
            assert!(begun.elapsed() < START_LIMIT, "Postgres does not start: {}", self.log());
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    fn spawn(&self) -> Child {
        let log = fs::File::options().create(true).append(true).open(self.path("log"));
        let mut command = self.command("postgres");
        command.arg("-D").arg(self.path("data")).args(["-p", &self.port.to_string()]);
        command.stdout(Stdio::null()).stderr(log.expect("a log")).spawn().expect("a start")
    }

    /// Stops every process of it where it is: connections stay open, and nothing answers.
    pub fn freeze(&self) {
        // Again, for one that was made meanwhile.
        for _ in 0..2 {
            signal("STOP", &self.processes());
        }
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        signal("CONT", &self.processes());
    }

    /// Whether it takes connections. Behind a port that is taken, somebody else answers.
    pub async fn answers(&self) -> bool {
        let Ok(mut connection) = PgConnection::connect(&self.url()).await else { return false };
        let place = sqlx::query_scalar::<_, String>("SHOW data_directory");
        let place = place.fetch_one(&mut connection).await;
        drop(connection.close().await);
        place.is_ok_and(|place| Path::new(&place) == self.path("data"))
    }

    fn processes(&self) -> Vec<u32> {
        let server = self.server.as_ref().expect("a cluster that runs").id();
        let mut all = vec![server];
        all.extend(children_of(server));
        all
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn init(&self) {
        let mut initdb = self.command("initdb");
        initdb.arg("-D").arg(self.path("data"));
        initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        let made = initdb.output().expect("initdb");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let sockets = self.directory.path().display();
        // Whatever is not said here is as durable as it is by default.
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nunix_socket_directories = '{sockets}'\n\
             fsync = on\nsynchronous_commit = on\nfull_page_writes = on\nmax_connections = 50\n"
        );
        let path = self.path("data").join("postgresql.conf");
        let mut text = fs::read_to_string(&path).expect("a configuration");
        text.push_str(&settings);
        fs::write(&path, text).expect("a write");
    }

    /// One of its programs, as the user that it runs as, in the one place that this user can
    /// certainly read, without a person's variables that are meant for another server.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.directory.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        let mut all = vec![server.id()];
        all.extend(children_of(server.id()));
        signal("KILL", &all);
        drop(server.wait());
    }
}

/// The user that Postgres runs as; nobody else where we are not root ourselves.
fn unprivileged_user() -> Option<(u32, u32)> {
    if id("-u", None)? != 0 {
        return None;
    }
    let found = ["postgres", "nobody"]
        .iter()
        .find_map(|name| Some((id("-u", Some(name))?, id("-g", Some(name))?)));
    Some(found.expect("a user postgres or nobody, for Postgres does not run as root"))
}

fn id(what: &str, user: Option<&str>) -> Option<u32> {
    let output = Command::new("id").arg(what).args(user).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// On `PATH`, or the newest of Debian's.
fn find_programs() -> PathBuf {
    let named = std::env::var_os("AVA_TEST_PG_BIN").map(PathBuf::from);
    let on_path = std::env::var_os("PATH").into_iter();
    let on_path = on_path.flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let found = named.into_iter().chain(on_path).chain(debians()).find(|path| has_server(path));
    found.expect("no Postgres server (initdb, postgres) on PATH or in /usr/lib/postgresql")
}

fn debians() -> Vec<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<_> = versions.map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    versions.reverse();
    versions
}

fn has_server(path: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|program| path.join(program).is_file())
}

/// Ports to try, others than those of the other clusters of this process, and hardly those of
/// other processes.
fn ports() -> impl Iterator<Item = u16> {
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    let first = std::process::id().wrapping_mul(61);
    (0..PORT_TRIES).map(move |_| {
        let next = first.wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed));
        let span = u32::from(PORTS.end - PORTS.start);
        PORTS.start + u16::try_from(next % span).unwrap_or(0)
    })
}
