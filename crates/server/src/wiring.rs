//! The wiring: which adapter stands behind which port. Another environment is another
//! wiring, and nothing else changes.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::Context;
use application::{Ports, Settings};
use infra_postgres::{Database, DatabaseOptions};
use infra_security::{
    AeadSealer, Argon2Hasher, HashingLimits, JwtAccessTokens, Keyring, OpaqueRefreshTokens,
    SystemClock, SystemIds, ZxcvbnStrength,
};
use infra_vapi::{HttpVapi, VapiOptions};
use secrecy::ExposeSecret;

use crate::config::{Config, DatabaseConfig};
use crate::keys;
use crate::vapi::Vapi;

/// Opens the database.
pub(crate) async fn database(config: &DatabaseConfig) -> anyhow::Result<Database> {
    let mut options = DatabaseOptions::new(config.url.clone());
    options.max_connections = config.max_connections;
    Database::connect(options).await.context("cannot open the database (AVA_API_DATABASE_URL)")
}

/// An adapter for every port.
pub(crate) fn ports(config: &Config, database: &Database, vapi: &Vapi) -> anyhow::Result<Ports> {
    let stores = database.stores();
    let keyring = keys::encryption_keys(config.encryption_keys.clone(), &config.data_dir)?;
    let keyring = Keyring::parse(keyring.expose_secret()).context("AVA_API_ENCRYPTION_KEYS")?;
    let jwt_secret = keys::jwt_secret(config.jwt_secret.clone(), &config.data_dir)?;
    let access_tokens = JwtAccessTokens::new(&jwt_secret, &config.jwt_previous_secrets)
        .context("AVA_API_JWT_SECRET_KEY")?;
    let cores = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let gateway = HttpVapi::new(VapiOptions { base_url: vapi.base_url.clone() })
        .context("AVA_API_VAPI_BASE_URL")?;
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
        sealer: Arc::new(AeadSealer::new(keyring)),
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
