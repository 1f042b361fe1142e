//! Serving.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::HttpServer;
use anyhow::Context;
use application::UseCases;
use application::port::{Ids, ServerRegistry};
use http_actix::{Api, configure_app};
use infra_postgres::Database;
use infra_security::SystemIds;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::config::{Config, VapiConfig};
use crate::keys::{Live, SealingKeys, SigningSecrets, Tending};
use crate::stop::{self, StopSignals};
use crate::telemetry::{self, Recorder};
use crate::terminal::say;
use crate::vapi::{self, Vapi};
use crate::{background, data_dir, wiring};

/// Head of a request; a body has a time limit of its own.
const HEAD_LIMIT: Duration = Duration::from_secs(10);
/// How long an idle connection is kept: longer than proxies keep theirs (nginx and the balancers of
/// clouds 60 s), so that none is closed just as a request is sent on it.
const KEEP_IDLE: Duration = Duration::from_secs(75);

/// Serves until SIGTERM or Ctrl-C. Whatever the operator got wrong is found before anything is
/// changed: what can be read is read first, then the database is opened and brought up to date,
/// and only then are keys made and the sandbox started.
pub(crate) async fn run(config: Config, migrate: bool) -> anyhow::Result<()> {
    // From now on it does not end the process.
    let hangups = signal(SignalKind::hangup()).context("cannot listen for SIGHUP")?;
    let signing = SigningSecrets::find(&config.signing_keys, &config.previous_signing_keys)?;
    let sealing = SealingKeys::find(&config.sealing_keys)?;
    data_dir::prepare(&config)?;
    let _claim = data_dir::claim(&config)?;
    warn(&config);
    let database = wiring::database(&config.database).await?;
    let served = open(config, &database, migrate, signing, sealing, hangups).await;
    tokio::join!(close(&database), telemetry::flush());
    served
}

async fn close(database: &Database) {
    if tokio::time::timeout(stop::CLOSE, database.close()).await.is_err() {
        tracing::warn!("connections to the database were still in use");
    }
}

async fn open(
    config: Config,
    database: &Database,
    migrate: bool,
    signing: SigningSecrets,
    sealing: SealingKeys,
    hangups: Signal,
) -> anyhow::Result<()> {
    if migrate {
        let applied = database.migrate_up().await.context("cannot bring the schema up to date")?;
        tracing::info!(changes = applied.len(), "the schema is up to date");
    }
    let keyring = sealing.ready(&sealing_keys_in_use(database).await?)?;
    let signing = signing.ready(&config.previous_signing_keys)?;
    let keys = Live::new(SystemIds.next(), keyring, signing);
    // In a box: it is large, and those around it would be as well.
    Box::pin(serve(config, database, keys, hangups)).await
}

/// The ids of the keys that stored secrets are sealed under. Where migrations are pending, which
/// they may be when told not to apply them, there may be no table of secrets yet.
async fn sealing_keys_in_use(database: &Database) -> anyhow::Result<BTreeSet<String>> {
    let error = match database.sealing_key_ids().await {
        Ok(ids) => return Ok(ids),
        Err(error) => error,
    };
    let is_behind = database.migration_status().await?.iter().any(|migration| !migration.applied);
    if is_behind {
        tracing::warn!(%error, "the schema is behind; stored secrets were not looked at");
        return Ok(BTreeSet::new());
    }
    Err(error).context("cannot read which keys stored secrets are sealed under")
}

async fn serve(
    config: Config,
    database: &Database,
    keys: Live,
    hangups: Signal,
) -> anyhow::Result<()> {
    // Before any adapter is made, which would else record to nobody.
    let recorder = Recorder::install()?;
    let vapi = vapi::open(config.vapi.clone(), &config.data_dir).await?;
    let stores = database.stores();
    let wired = wiring::wire(&config, &keys, &stores, &vapi)?;
    let use_cases = UseCases::new(&wired.ports, &wiring::settings(&config, &vapi));
    let api = Api::new(use_cases.clone(), wiring::http_settings(&config, &vapi))
        .with_metrics(recorder.scrape(database.clone()))
        .with_tracer(telemetry::tracer())
        .with_further_routes(web_console::routes);
    let for_workers = api.clone();
    let server = HttpServer::new(move || configure_app(&for_workers))
        .client_request_timeout(HEAD_LIMIT)
        .keep_alive(KEEP_IDLE)
        .shutdown_timeout(stop::SEND_SECONDS)
        .disable_signals()
        .bind(&config.bind)
        .with_context(|| format!("cannot listen on {} (AVA_API_BIND, PORT)", config.bind))?;
    let signals = StopSignals::listen().context("cannot listen for signals")?;
    let mut jobs = background::start(&use_cases, wired.counters);
    jobs.spawn(recorder.keep_sorted());
    let server_id = keys.known().server;
    let mut tending = Tending::new(&config, keys, stores.sealed_secrets, stores.servers.clone());
    // Known to others before the first request: what it seals, they must be able to open.
    tending.tend(false).await;
    jobs.spawn(tending.run(hangups));
    announce(&config, &server.addrs(), &vapi);
    tracing::info!(server = %server_id, "serving");
    let server = server.run();
    let stopped = stop::on_signal(signals, api, server.handle(), config.drain);
    let ended = tokio::select! {
        ended = server => ended.context("the server stopped"),
        () = stopped => Ok(()),
    };
    jobs.shutdown().await;
    leave(stores.servers.as_ref(), server_id).await;
    ended
}

/// Others need not wait until this server is forgotten.
async fn leave(servers: &dyn ServerRegistry, server: uuid::Uuid) {
    match tokio::time::timeout(stop::CLOSE, servers.leave(server)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "that this server stops could not be told"),
        Err(_) => tracing::warn!("that this server stops could not be told in time"),
    }
}

fn warn(config: &Config) {
    warn_of_an_own_sandbox(config);
    if config.rate_limits.is_none() {
        tracing::warn!("AVA_API_RATE_LIMITS is off: passwords can be guessed without end");
    }
}

fn warn_of_an_own_sandbox(config: &Config) {
    if !config.database.is_embedded() && matches!(config.vapi, VapiConfig::Sandbox { .. }) {
        tracing::warn!(
            "this server's sandbox is its own; servers that share its database need \
             AVA_API_VAPI_BASE_URL, the address of a sandbox that they share as well"
        );
    }
}

/// Where the console, the API, its document and the data are.
fn announce(config: &Config, addresses: &[SocketAddr], vapi: &Vapi) {
    for address in addresses {
        say(&format!("listening on http://{address}"));
    }
    let address = addresses.first().map(ToString::to_string).unwrap_or_default();
    say(&format!("  open  http://{address}"));
    say(&format!("  API   http://{address}/api/v1"));
    say(&format!("  docs  http://{address}/api/v1/docs"));
    say(&format!(
        "  data  {}",
        if config.database.is_embedded() {
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
