//! Serving.

use std::fs::DirBuilder;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
use anyhow::Context;
use application::use_case::{TidySessions, UseCases};
use http_actix::{Api, HttpSettings, configure_app};
use infra_postgres::Database;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::Config;
use crate::terminal::say;
use crate::vapi::{self, Vapi};
use crate::wiring;

/// How long answers under way may take once the server is asked to stop.
const SHUTDOWN_SECONDS: u64 = 8;
/// Grace of a replaced refresh token is 10 s; what outlives it is wiped soon after.
const TIDY_EVERY: Duration = Duration::from_secs(10);
/// Head of a request; a body has a time limit of its own.
const HEAD_LIMIT: Duration = Duration::from_secs(10);

/// Serves until SIGTERM or Ctrl-C.
pub(crate) async fn run(config: Config, migrate: bool) -> anyhow::Result<()> {
    prepare_data_dir(&config)?;
    let database = wiring::database(&config.database).await?;
    if migrate {
        let applied = database.migrate_up().await.context("cannot bring the schema up to date")?;
        tracing::info!(changes = applied.len(), "the schema is up to date");
    }
    let served = serve(config, &database).await;
    database.close().await;
    served
}

async fn serve(config: Config, database: &Database) -> anyhow::Result<()> {
    let vapi = vapi::open(config.vapi.clone(), &config.data_dir).await?;
    let ports = wiring::ports(&config, database, &vapi)?;
    let use_cases = UseCases::new(&ports, &wiring::settings(&config, &vapi));
    let tidying = tokio::spawn(keep_tidy(use_cases.tidy_sessions.clone()));
    let settings =
        HttpSettings { allowed_origins: config.allowed_origins.clone(), vapi_mode: vapi.mode };
    let api = Api::new(use_cases, settings);
    let for_workers = api.clone();
    let server = HttpServer::new(move || configure_app(&for_workers))
        .client_request_timeout(HEAD_LIMIT)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals()
        .bind(&config.bind)
        .with_context(|| format!("cannot listen on {} (AVA_API_BIND)", config.bind))?;
    announce(&config, &server.addrs(), &vapi);
    let server = server.run();
    let stopping = tokio::spawn(stop_on_signal(api, server.handle()));
    let ended = server.await.context("the server stopped");
    stopping.abort();
    tidying.abort();
    ended
}

/// Made where something is kept in it, for its owner alone.
pub(crate) fn prepare_data_dir(config: &Config) -> anyhow::Result<()> {
    if !config.keeps_data() {
        return Ok(());
    }
    let directory = &config.data_dir;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .with_context(|| format!("cannot make {} (AVA_API_DATA_DIR)", directory.display()))
}

/// Where the API, its document and the data are.
fn announce(config: &Config, addresses: &[SocketAddr], vapi: &Vapi) {
    for address in addresses {
        say(&format!("listening on http://{address}"));
    }
    let address = addresses.first().map(ToString::to_string).unwrap_or_default();
    say(&format!("  API   http://{address}/api/v1"));
    say(&format!("  docs  http://{address}/api/v1/docs"));
    say(&format!(
        "  data  {}",
        if config.database.embedded {
            config.data_dir.display().to_string()
        } else {
            "Postgres".to_owned()
        }
    ));
    say(&format!(
        "  Vapi  {}",
        match vapi.mode {
            application::VapiMode::Sandbox => "the sandbox: nothing reaches a telephone",
            application::VapiMode::Live => vapi.base_url.as_str(),
        }
    ));
}

async fn keep_tidy(tidy: TidySessions) {
    loop {
        tokio::time::sleep(TIDY_EVERY).await;
        match tidy.run().await {
            Ok(0) => {}
            Ok(rows) => tracing::debug!(rows, "tidied sessions"),
            Err(error) => tracing::warn!(%error, "sessions could not be tidied"),
        }
    }
}

async fn stop_on_signal(api: Api, server: ServerHandle) {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be heard; stop the server by SIGKILL");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping; answers under way are finished");
    api.drain();
    server.stop(true).await;
}
