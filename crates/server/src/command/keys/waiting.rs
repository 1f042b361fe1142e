//! Waiting for the servers that run.

use std::time::Duration;

use application::port::ServerKeys;
use tokio::time::{Instant, sleep};

use crate::keys::Records;
use crate::terminal::note;

const ASK_EVERY: Duration = Duration::from_millis(200);

/// The servers that run, and those of them that are not as they should be.
pub(super) struct Servers {
    pub(super) running: usize,
    pub(super) lagging: Vec<ServerKeys>,
}

impl Servers {
    /// For a sentence.
    pub(super) fn names(&self) -> String {
        let names: Vec<_> = self.lagging.iter().map(|it| it.server.to_string()).collect();
        names.join(", ")
    }
}

/// Waits until every server that runs is as it should be, or for as long as `limit`.
pub(super) async fn until_all(
    records: &Records,
    limit: Duration,
    is_so: impl Fn(&ServerKeys) -> bool,
) -> anyhow::Result<Servers> {
    let deadline = Instant::now() + limit;
    let mut is_told = false;
    loop {
        let servers = records.servers().await?;
        let running = servers.len();
        let lagging: Vec<_> = servers.into_iter().filter(|server| !is_so(server)).collect();
        if lagging.is_empty() || Instant::now() >= deadline {
            return Ok(Servers { running, lagging });
        }
        if !is_told {
            note(&format!("waiting for {} of {running} server(s)", lagging.len()));
            is_told = true;
        }
        sleep(ASK_EVERY).await;
    }
}
