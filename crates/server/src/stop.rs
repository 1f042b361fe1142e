//! Stopping on SIGTERM or Ctrl-C, in ten seconds at most: first `/readyz` says no while all is
//! answered as ever, then nothing new is taken and answers under way are finished. A second
//! signal stops at once.

use std::io;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use http_actix::Api;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// How long connections are still taken, for a balancer to hear that they had better go elsewhere.
const DRAIN: Duration = Duration::from_secs(1);
/// How long answers under way may take after that.
pub(crate) const FINISH_SECONDS: u64 = 8;
/// How long connections to the database may take to close after that.
pub(crate) const CLOSE: Duration = Duration::from_millis(500);

/// Signals that ask us to stop.
pub(crate) struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    /// From now on they do not end the process.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Waits for a signal, and stops the server. Ends when it has stopped, or when it is not worth
/// waiting for that any longer.
pub(crate) async fn on_signal(mut signals: StopSignals, api: Api, server: ServerHandle) {
    signals.next().await;
    tracing::info!("stopping; answers under way are finished");
    api.drain();
    tokio::select! {
        () = finish(server) => {}
        () = signals.next() => tracing::warn!("stopping at once; answers under way are cut off"),
    }
}

async fn finish(server: ServerHandle) {
    tokio::time::sleep(DRAIN).await;
    server.stop(true).await;
}
