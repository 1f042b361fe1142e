//! The programs: product, floor and sandbox.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::process::{Child, Command};

use crate::cli::Options;
use crate::http::Http;
use crate::place::Place;

/// Signs access tokens of both; 32 bytes.
pub(crate) const SECRET: &str = "bench-secret-bench-secret-bench!";
/// Seals secrets; there are none.
const ENCRYPTION_KEYS: &str = "bench:YmVuY2gta2V5LWJlbmNoLWtleS1iZW5jaC1rZXkhISE=";
const SANDBOX_KEY: &str = "bench-sandbox-key";
/// Longest time for a start.
const START_LIMIT: Duration = Duration::from_mins(1);

/// A running program; it is killed when this is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) pid: u32,
    /// From its start until it said that it is ready.
    pub(crate) started_in: Duration,
    child: Child,
}

impl Server {
    /// The product, with what it logs by default in a file.
    pub(crate) async fn product(
        options: &Options,
        place: &Place,
        sandbox: &Self,
        work: &Path,
    ) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(options.program("ava")?);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AVA_API_")) {
            command.env_remove(name);
        }
        command
            .arg("serve")
            .env("AVA_API_BIND", &address)
            .env("AVA_API_DATA_DIR", work.join("data"))
            .env("AVA_API_DATABASE_URL", &place.url)
            .env("AVA_API_JWT_SECRET_KEY", SECRET)
            .env("AVA_API_ENCRYPTION_KEYS", ENCRYPTION_KEYS)
            .env("AVA_API_VAPI_MODE", "sandbox")
            .env("AVA_API_VAPI_BASE_URL", &sandbox.url)
            .env("AVA_API_VAPI_API_KEY", SANDBOX_KEY)
            .env("AVA_API_RATE_LIMITS", "off");
        Self::start(command, &address, "/readyz", &work.join("ava.log")).await
    }

    pub(crate) async fn floor(place: &Place, sandbox: &Self, work: &Path) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["floor", "--bind", &address, "--database-url", &place.url, "--secret", SECRET])
            .args(["--sandbox", &sandbox.url, "--sandbox-key", SANDBOX_KEY]);
        Self::start(command, &address, "/readyz", &work.join("floor.log")).await
    }

    /// A sandbox that thinks for a millisecond about each call.
    pub(crate) async fn sandbox(options: &Options, work: &Path) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(options.program("vapi-sandbox")?);
        command.args(["--bind", &address, "--delay-ms", "1"]);
        Self::start(command, &address, "/__sandbox/requests", &work.join("sandbox.log")).await
    }

    async fn start(
        mut command: Command,
        address: &str,
        ready: &str,
        log: &Path,
    ) -> anyhow::Result<Self> {
        let log_file = File::options().create(true).append(true).open(log)?;
        let http = Http::new()?;
        let url = format!("http://{address}");
        let begun = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log_file)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| {
                format!("cannot start {}", command.as_std().get_program().display())
            })?;
        let pid = child.id().context("it ended at once")?;
        while !http.is_ready(&format!("{url}{ready}")).await {
            if child.try_wait()?.is_some() || begun.elapsed() > START_LIMIT {
                bail!("it did not start: {}", std::fs::read_to_string(log)?);
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(Self { url, pid, started_in: begun.elapsed(), child })
    }

    /// Ends it, and waits until it is gone.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}

fn free_address() -> anyhow::Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}
