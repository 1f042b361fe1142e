//! `PgBouncer` itself.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpStream;

use super::Mode;

const TRIES: usize = 10;
const START_LIMIT: Duration = Duration::from_secs(10);

pub(crate) struct Real {
    child: Child,
    port: u16,
    /// `user` and `database`, as they are in a URL.
    names: (String, String),
    _directory: TempDir,
}

impl Real {
    /// `None` where none is installed.
    pub(crate) async fn start(url: &str, mode: Mode) -> Option<Self> {
        let program = program()?;
        for _ in 0..TRIES {
            if let Some(real) = Self::try_start(&program, url, mode).await {
                return Some(real);
            }
        }
        panic!("{} does not start", program.display())
    }

    /// `None` when another took the port first.
    async fn try_start(program: &Path, url: &str, mode: Mode) -> Option<Self> {
        let (user, server, database) = parts(url);
        let port =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let directory = tempfile::tempdir().unwrap();
        let config = directory.path().join("pgbouncer.ini");
        let users = directory.path().join("users.txt");
        std::fs::write(&users, format!("\"{user}\" \"\"\n")).unwrap();
        std::fs::write(&config, ini(&server, port, &users, &user, mode)).unwrap();
        let readable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(directory.path(), readable).unwrap();
        let mut command = Command::new(program);
        // It refuses to run as root.
        if std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
            command.args(["-u", "nobody"]);
        }
        command.arg("-q").arg(&config).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().unwrap();
        let mut real = Self { child, port, names: (user, database), _directory: directory };
        real.listens().await.then_some(real)
    }

    async fn listens(&mut self) -> bool {
        let begun = tokio::time::Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.is_err() {
            if self.child.try_wait().unwrap().is_some() || begun.elapsed() > START_LIMIT {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        true
    }

    pub(crate) fn url(&self) -> String {
        let (user, database) = &self.names;
        format!("postgres://{user}@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let directories = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    directories.map(|directory| directory.join("pgbouncer")).find(|program| program.is_file())
}

/// User, `host=… port=…`, and database of a URL.
fn parts(url: &str) -> (String, String, String) {
    let rest = url.split_once("://").unwrap().1;
    let (authority, database) = rest.split_once('/').unwrap();
    let (user, server) = authority.split_once('@').unwrap();
    let user = user.split(':').next().unwrap();
    let (host, port) = server.split_once(':').unwrap_or((server, "5432"));
    let database = database.split('?').next().unwrap();
    (user.to_owned(), format!("host={host} port={port}"), database.to_owned())
}

fn ini(server: &str, port: u16, users: &Path, user: &str, mode: Mode) -> String {
    let mode = match mode {
        Mode::Session => "session",
        Mode::Transaction => "transaction",
    };
    format!(
        "[databases]\n* = {server}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
         unix_socket_dir =\nauth_type = trust\nauth_file = {}\nadmin_users = {user}\n\
         pool_mode = {mode}\n",
        users.display()
    )
}
