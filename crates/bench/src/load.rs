//! Load, by wrk.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use serde::Deserialize;
use tokio::process::Command;

use crate::request::Request;
use crate::seed::{LINKED, PASSWORD};

/// Clients that ask again as soon as they are answered.
const CONNECTIONS: u32 = 32;
/// Threads that play them.
const THREADS: u32 = 2;
const SCRIPT: &str = include_str!("../lua/requests.lua");

/// Who asks.
pub(crate) struct Crowd {
    script: PathBuf,
    tokens: PathBuf,
    users: u32,
    /// No two loads of one crowd ask for the same: to save what is there already is no save.
    loads: AtomicUsize,
}

/// What came of it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) requests: f64,
    micros: f64,
    refused: f64,
    broken: f64,
    /// Latencies in microseconds.
    pub(crate) p50: f64,
    pub(crate) p99: f64,
}

impl Outcome {
    /// Requests a second.
    pub(crate) fn rate(&self) -> f64 {
        self.requests * 1e6 / self.micros
    }
}

impl Crowd {
    /// Users with these access tokens, in the order of their numbers.
    pub(crate) fn new(work: &Path, name: &str, tokens: &[String]) -> anyhow::Result<Self> {
        let crowd = Self {
            script: work.join("requests.lua"),
            tokens: work.join(name).with_extension("tokens"),
            users: u32::try_from(tokens.len())?,
            loads: AtomicUsize::new(0),
        };
        std::fs::write(&crowd.script, SCRIPT)?;
        std::fs::write(&crowd.tokens, tokens.join("\n"))?;
        Ok(crowd)
    }

    /// Asks for that long. A run in which anything was refused does not count.
    pub(crate) async fn load(
        &self,
        request: Request,
        url: &str,
        span: Duration,
    ) -> anyhow::Result<Outcome> {
        let users = if request == Request::Sync { LINKED.min(self.users) } else { self.users };
        let seed = self.loads.fetch_add(1, Ordering::Relaxed);
        let output = Command::new("wrk")
            .args(["--threads", &THREADS.to_string(), "--connections", &CONNECTIONS.to_string()])
            .args(["--duration", &format!("{}s", span.as_secs()), "--timeout", "20s"])
            .arg("--script")
            .arg(&self.script)
            .arg(url)
            .env("BENCH_REQUEST", request.name())
            .env("BENCH_TOKENS", &self.tokens)
            .env("BENCH_USERS", users.to_string())
            .env("BENCH_THREADS", THREADS.to_string())
            .env("BENCH_SEED", seed.to_string())
            .env("BENCH_PASSWORD", PASSWORD)
            .kill_on_drop(true)
            .output()
            .await
            .context("cannot start wrk (Debian: apt-get install wrk)")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().find(|line| line.starts_with('{')).with_context(|| {
            format!("wrk told nothing: {text}{}", String::from_utf8_lossy(&output.stderr))
        })?;
        let outcome: Outcome = serde_json::from_str(line)?;
        let failed = outcome.refused + outcome.broken;
        ensure!(failed == 0.0, "{} of {} was not answered well: {line}", request.name(), url);
        Ok(outcome)
    }
}
