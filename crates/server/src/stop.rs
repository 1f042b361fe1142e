//! Stopping on SIGTERM or Ctrl-C, in ten seconds at most unless told to drain for longer: first
//! `/readyz` says no while all is answered as ever, then answers under way are finished, and then
//! nothing new is taken. A second signal stops at once.

use std::io;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use http_actix::Api;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// How long answers under way may take after the drain.
const FINISH: Duration = Duration::from_secs(7);
/// How often it is looked whether there are any.
const LOOK: Duration = Duration::from_millis(5);
/// How long answers may take to be sent after that.
pub(crate) const SEND_SECONDS: u64 = 1;
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

/// Waits for a signal, and stops the server. For as long as the drain lasts connections are still
/// taken, for a balancer to hear that they had better go elsewhere. Ends when the server has
/// stopped, or when it is not worth waiting for that any longer.
pub(crate) async fn on_signal(
    mut signals: StopSignals,
    api: Api,
    server: ServerHandle,
    drain: Duration,
) {
    signals.next().await;
    tracing::info!("stopping; answers under way are finished");
    api.drain();
    tokio::select! {
        () = finish(&api, server, drain) => {}
        () = signals.next() => tracing::warn!("stopping at once; answers under way are cut off"),
    }
}

/// A thread of the server ends as soon as it has nothing to do, and with it end the connections,
/// to the database and to Vapi, that were opened on it; any other thread may be using them. So
/// none is told to stop before nothing is under way on all of them.
async fn finish(api: &Api, server: ServerHandle, drain: Duration) {
    tokio::time::sleep(drain).await;
    let finished = async {
        while api.under_way() > 0 {
            tokio::time::sleep(LOOK).await;
        }
    };
    if tokio::time::timeout(FINISH, finished).await.is_err() {
        tracing::warn!(under_way = api.under_way(), "some answers take too long; they are cut off");
    }
    server.stop(true).await;
}
