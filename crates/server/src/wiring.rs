//! The wiring: which adapter stands behind which port. Another environment is another
//! wiring, and nothing else changes.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::Context;
use application::{Ports, Settings};
use infra_postgres::{ConnectError, Database, DatabaseOptions};
use infra_security::{
    AeadSealer, Argon2Hasher, HashingLimits, JwtAccessTokens, Keyring, OpaqueRefreshTokens,
    SystemClock, SystemIds, ZxcvbnStrength,
};
use infra_vapi::{HttpVapi, VapiOptions};
use secrecy::SecretString;

use crate::config::{Config, ConfigError, DatabaseConfig};
use crate::vapi::Vapi;

/// What is signed and sealed with.
pub(crate) struct Keys {
    pub(crate) signing: SecretString,
    pub(crate) keyring: Keyring,
}

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

/// An adapter for every port.
pub(crate) fn ports(
    config: &Config,
    keys: Keys,
    database: &Database,
    vapi: &Vapi,
) -> anyhow::Result<Ports> {
    let stores = database.stores();
    let access_tokens = JwtAccessTokens::new(&keys.signing, &config.jwt_previous_secrets)?;
    let cores = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let gateway = HttpVapi::new(VapiOptions { base_url: vapi.base_url.clone() })
        .context("cannot set up the client of Vapi")?;
    Ok(Ports {
        users: stores.users,
        sessions: stores.sessions,
        configs: stores.configs,
        syncs: stores.syncs,
        secrets: stores.secrets,
        database: stores.health,
        gateway: Arc::new(gateway),
        hasher: Arc::new(Argon2Hasher::new(HashingLimits::for_cores(cores))),
        strength: Arc::new(ZxcvbnStrength::new(cores)),
        access_tokens: Arc::new(access_tokens),
        refresh_tokens: Arc::new(OpaqueRefreshTokens),
        sealer: Arc::new(AeadSealer::new(keys.keyring)),
        clock: Arc::new(SystemClock::new()),
        ids: Arc::new(SystemIds),
    })
}

/// What the operator decided, for the use cases.
pub(crate) fn settings(config: &Config, vapi: &Vapi) -> Settings {
    Settings {
        access_token_ttl: config.access_token_ttl,
        rotate_refresh_tokens: config.rotate_refresh_tokens,
        vapi_mode: vapi.mode,
        server_vapi_key: vapi.server_key.clone(),
    }
}
