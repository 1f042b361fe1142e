//! A machine that the server runs on as `docs/operations.md` installs it, in a directory of its own.
//! What would change the real one (systemd, another user) has a stand-in.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU16, Ordering};

use serde_json::json;
use tempfile::TempDir;

use super::blocks;
use crate::harness::{Client, PostgresDatabase, run, text};

/// As documents name them; here they are below the machine's root.
const PATHS: &[&str] = &[
    "/etc/ava",
    "/etc/systemd/system",
    "/usr/lib/sysusers.d",
    "/usr/local/bin/ava",
    "/usr/local/share",
    "/var/backups/ava",
    "/var/lib/ava",
];
const ADDRESS: &str = "127.0.0.1:8000";
const DATABASE: &str = "postgres://ava:password@127.0.0.1:5432/ava";
/// A database that documents make beside the server's.
const DRILL: &str = "ava_drill";
const EMAIL: &str = "ada@example.com";
/// What everything that is shown must leave as it was.
const VOICE_SPEED: f64 = 1.1;
/// Ports are looked for from here on, below those that systems give to port 0.
const FIRST_PORT: u16 = 12_000;
const PORTS: u16 = 7_000;

/// What is installed when a document's commands begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Bare,
    /// Nothing, and an empty Postgres.
    Clone,
    /// A server with an embedded database, and somebody in it.
    Embedded,
    /// The same on Postgres, with key files.
    Postgres,
}

pub(super) struct Machine {
    root: TempDir,
    port: u16,
    postgres: Option<PostgresDatabase>,
}

impl Machine {
    pub(super) async fn new(kind: Kind) -> Self {
        let on_postgres = matches!(kind, Kind::Clone | Kind::Postgres);
        let postgres = on_postgres.then(PostgresDatabase::create);
        let machine =
            Self { root: tempfile::tempdir().expect("a directory"), port: free_port(), postgres };
        machine.lay_out();
        if matches!(kind, Kind::Embedded | Kind::Postgres) {
            machine.install();
            machine.move_in().await;
        }
        machine
    }

    /// Runs a document's commands; their output when one of them fails.
    pub(super) fn follow(&self, script: &str) -> Result<String, String> {
        let output = run(self.shell().args(["-euo", "pipefail", "-c", &self.here(script)]));
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(complaint(&output)) }
    }

    /// Whether the server answers, and what was saved is as it was.
    pub(super) async fn is_sound(&self) {
        let mut client = self.client();
        let body = json!({"identifier": EMAIL, "password": crate::harness::PASSWORD});
        client.take_tokens(client.post("/api/v1/auth/login", &body).await.ok());
        let config = client.config().await;
        assert_eq!(config["voiceSpeed"], VOICE_SPEED);
        assert_eq!(config["smtpPasswordSet"], true);
        // Whatever was done with keys: what was sealed before can still be sealed anew.
        client.save(json!({"smtpPassword": "another one"})).await;
    }

    pub(super) async fn is_ready(&self) {
        assert_eq!(self.client().get("/readyz").await.status, 200);
    }

    fn client(&self) -> Client {
        Client::new(format!("http://{}", self.address()))
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// A document's text, for this machine.
    fn here(&self, script: &str) -> String {
        let root = self.root.path().to_str().expect("a Unicode path");
        let mut script = script.replace(ADDRESS, &self.address());
        for path in PATHS {
            script = script.replace(path, &format!("{root}{path}"));
        }
        if let Some(postgres) = &self.postgres {
            script = script.replace(DATABASE, &postgres.url());
            script = script.replace(DRILL, &self.drill());
        }
        script
    }

    fn drill(&self) -> String {
        format!("ava_drill_{}", self.port)
    }

    fn shell(&self) -> Command {
        let mut shell = Command::new("bash");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AVA_API_") {
                shell.env_remove(name);
            }
        }
        let postgres = std::env::var("AVA_TEST_PG_BIN").unwrap_or_default();
        let path = std::env::var("PATH").expect("a PATH");
        let path = format!("{}:{postgres}:{path}", self.path("stand-ins").display());
        shell.env("PATH", path).env("ROOT", self.root.path()).current_dir(self.path("repository"));
        shell
    }

    /// Stand-ins, and what a clone of the repository has after a build.
    fn lay_out(&self) {
        let stand_ins = blocks::root().join("crates/server/tests/all/snippets/stand-ins");
        for directory in ["stand-ins", "repository/target/release", "var/backups/ava"] {
            fs::create_dir_all(self.path(directory)).expect("a directory");
        }
        for name in ["cargo", "make", "sudo", "systemctl", "systemd-run", "unit"] {
            link(&stand_ins.join(name), &self.path("stand-ins").join(name));
        }
        for name in ["chown", "systemd-sysusers"] {
            link(&stand_ins.join("nothing"), &self.path("stand-ins").join(name));
        }
        for name in ["deploy", "scripts", "openapi.json"] {
            link(&blocks::root().join(name), &self.path("repository").join(name));
        }
        link(Path::new(env!("CARGO_BIN_EXE_ava")), &self.path("built"));
        let to_install = self.path("repository/target/release/ava");
        if self.postgres.is_some() {
            link(&stand_ins.join("ava-on-a-forgetful-postgres"), &to_install);
        } else {
            link(&self.path("built"), &to_install);
        }
        let overrides = format!(
            "AVA_API_BIND={}\nAVA_API_DRAIN_SECONDS=0\nAVA_API_VAPI_MODE=sandbox\n",
            self.address()
        );
        fs::write(self.path("overrides"), overrides).expect("a file");
    }

    /// By the document's own commands; and then on Postgres, with the keys that were made.
    fn install(&self) {
        self.must(&blocks::marked("docs/operations.md", "bare install"));
        let Some(postgres) = &self.postgres else { return };
        let variables = format!(
            "AVA_API_DATABASE_URL={}\n\
             AVA_API_ENCRYPTION_KEYS_FILE=/var/lib/ava/encryption-keys.txt\n\
             AVA_API_JWT_SECRET_KEY_FILE=/var/lib/ava/jwt-secret.key\n",
            postgres.url()
        );
        let file = self.path("etc/ava/ava.env");
        let before = fs::read_to_string(&file).expect("variables");
        fs::write(&file, before + &variables).expect("a file");
        self.must(&format!(
            "systemctl restart ava\n\
             curl -fsS --retry 30 --retry-delay 1 --retry-connrefused http://{ADDRESS}/readyz\n"
        ));
    }

    /// Somebody with settings and a secret.
    async fn move_in(&self) {
        let mut client = self.client();
        client.sign_up(EMAIL).await;
        let settings = json!({"voiceSpeed": VOICE_SPEED, "smtpPassword": "a word for the post"});
        client.save(settings).await;
    }

    fn must(&self, script: &str) {
        if let Err(complaint) = self.follow(script) {
            panic!("{script}\n{complaint}");
        }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.follow("systemctl stop ava");
        if self.postgres.is_some() {
            let _ =
                self.follow(&format!("psql -qX {DATABASE} -c 'DROP DATABASE IF EXISTS {DRILL}'"));
        }
    }
}

fn link(from: &Path, to: &Path) {
    symlink(from, to).expect("a link");
}

fn complaint(output: &Output) -> String {
    format!("{}\n{}{}", output.status, text(&output.stdout), text(&output.stderr))
}

/// One that nothing listens on and that no other test of this process was given.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let own = u16::try_from(std::process::id() % u32::from(PORTS)).expect("a small number");
    for _ in 0..PORTS {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = FIRST_PORT + own.wrapping_add(step.wrapping_mul(97)) % PORTS;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free");
}
