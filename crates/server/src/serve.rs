//! Serving.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::HttpServer;
use anyhow::Context;
use application::use_case::{TidySessions, UseCases};
use http_actix::{Api, HttpSettings, configure_app};
use infra_postgres::Database;

use crate::config::{Config, VapiConfig};
use crate::data_dir;
use crate::keys::{SealingKeys, SigningSecret};
use crate::stop::{self, StopSignals};
use crate::terminal::say;
use crate::vapi::{self, Vapi};
use crate::wiring::{self, Keys};

/// Grace of a replaced refresh token is 10 s; what outlives it is wiped soon after.
const TIDY_EVERY: Duration = Duration::from_secs(10);
/// Head of a request; a body has a time limit of its own.
const HEAD_LIMIT: Duration = Duration::from_secs(10);

/// Serves until SIGTERM or Ctrl-C. Whatever the operator got wrong is found before anything is
/// changed: what can be read is read first, then the database is opened and brought up to date,
/// and only then are keys made and the sandbox started.
pub(crate) async fn run(mut config: Config, migrate: bool) -> anyhow::Result<()> {
    let signing = SigningSecret::find(config.jwt_secret.take(), &config.data_dir)?;
    let sealing = SealingKeys::find(config.encryption_keys.take(), &config.data_dir)?;
    data_dir::prepare(&config)?;
    let _claim = data_dir::claim(&config)?;
    warn_of_an_own_sandbox(&config);
    let database = wiring::database(&config.database).await?;
    let served = open(config, &database, migrate, signing, sealing).await;
    if tokio::time::timeout(stop::CLOSE, database.close()).await.is_err() {
        tracing::warn!("connections to the database were still in use");
    }
    served
}

async fn open(
    config: Config,
    database: &Database,
    migrate: bool,
    signing: SigningSecret,
    sealing: SealingKeys,
) -> anyhow::Result<()> {
    if migrate {
        let applied = database.migrate_up().await.context("cannot bring the schema up to date")?;
        tracing::info!(changes = applied.len(), "the schema is up to date");
    }
    let keyring = sealing.ready(&sealing_keys_in_use(database).await?)?;
    let keys = Keys { signing: signing.ready()?, keyring };
    serve(config, database, keys).await
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

async fn serve(config: Config, database: &Database, keys: Keys) -> anyhow::Result<()> {
    let vapi = vapi::open(config.vapi.clone(), &config.data_dir).await?;
    let ports = wiring::ports(&config, keys, database, &vapi)?;
    let use_cases = UseCases::new(&ports, &wiring::settings(&config, &vapi));
    let tidying = tokio::spawn(keep_tidy(use_cases.tidy_sessions.clone()));
    let settings =
        HttpSettings { allowed_origins: config.allowed_origins.clone(), vapi_mode: vapi.mode };
    let api = Api::new(use_cases, settings);
    let for_workers = api.clone();
    let server = HttpServer::new(move || configure_app(&for_workers))
        .client_request_timeout(HEAD_LIMIT)
        .shutdown_timeout(stop::FINISH_SECONDS)
        .disable_signals()
        .bind(&config.bind)
        .with_context(|| format!("cannot listen on {} (AVA_API_BIND, PORT)", config.bind))?;
    let signals = StopSignals::listen().context("cannot listen for signals")?;
    announce(&config, &server.addrs(), &vapi);
    let server = server.run();
    let stopped = stop::on_signal(signals, api, server.handle());
    let ended = tokio::select! {
        ended = server => ended.context("the server stopped"),
        () = stopped => Ok(()),
    };
    tidying.abort();
    ended
}

fn warn_of_an_own_sandbox(config: &Config) {
    if !config.database.is_embedded() && matches!(config.vapi, VapiConfig::Sandbox { .. }) {
        tracing::warn!(
            "this server's sandbox is its own; servers that share its database need \
             AVA_API_VAPI_BASE_URL, the address of a sandbox that they share as well"
        );
    }
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
