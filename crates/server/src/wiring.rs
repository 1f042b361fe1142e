//! The wiring: which adapter stands behind which port. Another environment is another
//! wiring, and nothing else changes.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::Context;
use application::port::RateLimiter;
use application::{OperatorPorts, Ports, Settings};
use http_actix::HttpSettings;
use infra_postgres::{ConnectError, Database, DatabaseOptions, Stores};
use infra_security::{
    Argon2Hasher, HashingLimits, MemoryRateLimiter, OpaqueRefreshTokens, SystemClock, SystemIds,
    ZxcvbnStrength,
};
use infra_vapi::{HttpVapi, VapiOptions};

use crate::config::{Config, ConfigError, DatabaseConfig};
use crate::keys::Live;
use crate::telemetry;
use crate::vapi::Vapi;

/// Opens the database.
pub(crate) async fn database(config: &DatabaseConfig) -> anyhow::Result<Database> {
    const NAME: &str = "AVA_API_DATABASE_URL";
    let mut options = DatabaseOptions::new(config.url.clone());
    options.max_connections = config.max_connections;
    Database::connect(options).await.map_err(|error| match error {
        ConnectError::Address(wrong) => ConfigError::wrong(NAME, wrong.to_string()).into(),
        ConnectError::Unreachable { .. } => {
            anyhow::Error::new(error).context(format!("cannot open the database ({NAME})"))
        }
    })
}

/// What is wired.
pub(crate) struct Wired {
    /// An adapter for every port.
    pub(crate) ports: Ports,
    /// What counts, each to be tidied now and then.
    pub(crate) counters: Vec<Arc<dyn RateLimiter>>,
}

/// Wires an adapter to every port.
pub(crate) fn wire(
    config: &Config,
    keys: &Live,
    stores: &Stores,
    vapi: &Vapi,
) -> anyhow::Result<Wired> {
    let cores = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let gateway = HttpVapi::new(VapiOptions { base_url: vapi.base_url.clone() })
        .context("cannot set up the client of Vapi")?
        .with_tracer(telemetry::tracer());
    let stores = stores.clone();
    let clock = Arc::new(SystemClock::new());
    let meter = Arc::new(MemoryRateLimiter::new(clock.clone()));
    let in_memory: Arc<dyn RateLimiter> = meter.clone();
    // One process has an embedded database to itself, and so all that is counted.
    let (limiter, counters) = if config.database.is_embedded() {
        (Arc::clone(&in_memory), vec![in_memory])
    } else {
        (Arc::clone(&stores.limiter), vec![stores.limiter, in_memory])
    };
    let ports = Ports {
        users: stores.users,
        sessions: stores.sessions,
        configs: stores.configs,
        syncs: stores.syncs,
        secrets: stores.secrets,
        removals: stores.removals,
        audit: stores.audit,
        limiter,
        meter,
        database: stores.health,
        gateway: Arc::new(gateway),
        hasher: hasher(cores)?,
        strength: Arc::new(ZxcvbnStrength::new(cores)),
        access_tokens: keys.tokens.clone(),
        refresh_tokens: Arc::new(OpaqueRefreshTokens),
        sealer: keys.sealer.clone(),
        clock,
        ids: Arc::new(SystemIds),
    };
    Ok(Wired { ports, counters })
}

/// Wires an adapter to every port that an operator's dealings with users need.
pub(crate) fn operator_ports(stores: &Stores) -> anyhow::Result<OperatorPorts> {
    let cores = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let stores = stores.clone();
    Ok(OperatorPorts {
        directory: stores.directory,
        records: stores.records,
        users: stores.users,
        syncs: stores.syncs,
        audit: stores.audit,
        hasher: hasher(cores)?,
        strength: Arc::new(ZxcvbnStrength::new(cores)),
        clock: Arc::new(SystemClock::new()),
        ids: Arc::new(SystemIds),
    })
}

fn hasher(cores: NonZeroUsize) -> anyhow::Result<Arc<Argon2Hasher>> {
    let hasher = Argon2Hasher::new(HashingLimits::for_cores(cores));
    Ok(Arc::new(hasher.context("cannot set up the hashing of passwords")?))
}

/// What the operator decided, for the use cases.
pub(crate) fn settings(config: &Config, vapi: &Vapi) -> Settings {
    Settings {
        access_token_ttl: config.access_token_ttl,
        rotate_refresh_tokens: config.rotate_refresh_tokens,
        vapi_mode: vapi.mode,
        server_vapi_key: vapi.server_key.clone(),
        rate_limits: config.rate_limits,
        revisions_kept: config.revisions_kept,
    }
}

/// What the operator decided, for HTTP.
pub(crate) fn http_settings(config: &Config, vapi: &Vapi) -> HttpSettings {
    HttpSettings {
        allowed_origins: config.allowed_origins.clone(),
        vapi_mode: vapi.mode,
        trusted_proxies: config.trusted_proxies.clone(),
        behind_tls: config.behind_tls,
        metrics_token: config.metrics_token.clone(),
    }
}
