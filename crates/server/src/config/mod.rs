//! Configuration by environment variables, read once. A wrong value stops the start with one
//! line that names the variable, what was wrong, and an example; it never repeats a secret.

mod environment;
mod error;
mod key_source;
mod nearest;
mod origin;
mod rate_limits;
mod value;
mod variable;

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use application::RateLimits;
use chrono::TimeDelta;
use domain::integration::VapiKey;
use infra_security::Keyring;
use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};

pub(crate) use environment::Environment;
pub(crate) use error::ConfigError;
use key_source::key_source;
pub(crate) use key_source::{KeyFile, KeySource};
use origin::origin;
use rate_limits::rate_limits;
use value::{address, count, drain, list, network, number, switch, vapi_base_url, vapi_key};

/// Everything an operator decides.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// Host and port to listen on.
    pub(crate) bind: String,
    /// For the embedded database and made keys.
    pub(crate) data_dir: PathBuf,
    pub(crate) database: DatabaseConfig,
    /// Sign and verify access tokens.
    pub(crate) signing_keys: KeySource,
    /// Verify as well.
    pub(crate) previous_signing_keys: Vec<SecretString>,
    /// Seal and open stored secrets.
    pub(crate) sealing_keys: KeySource,
    pub(crate) vapi: VapiConfig,
    pub(crate) access_token_ttl: TimeDelta,
    pub(crate) rotate_refresh_tokens: bool,
    /// Besides the one that was synced last; `None`: all.
    pub(crate) revisions_kept: Option<NonZeroU32>,
    pub(crate) allowed_origins: Vec<String>,
    /// `None`: without limit.
    pub(crate) rate_limits: Option<RateLimits>,
    /// Whose word on where a request is from is taken.
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// Whether clients only ever come by HTTPS.
    pub(crate) behind_tls: bool,
    /// How long a server that stops still takes requests.
    pub(crate) drain: Duration,
    /// Who may read what is measured; `None`: anybody.
    pub(crate) metrics_token: Option<SecretString>,
    pub(crate) log: LogConfig,
}

/// Where everything is stored.
#[derive(Debug, Clone)]
pub(crate) struct DatabaseConfig {
    /// May hold a password.
    pub(crate) url: SecretString,
    pub(crate) kind: DatabaseKind,
    pub(crate) max_connections: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DatabaseKind {
    /// A file beside us, at this path.
    Embedded(PathBuf),
    /// A server that others share.
    Server,
}

impl DatabaseConfig {
    pub(crate) fn is_embedded(&self) -> bool {
        matches!(self.kind, DatabaseKind::Embedded(_))
    }

    /// Whether it is a file that the first start will make. To open it would make it.
    pub(crate) fn is_yet_to_be_made(&self) -> anyhow::Result<bool> {
        let DatabaseKind::Embedded(path) = &self.kind else { return Ok(false) };
        let is_there =
            path.try_exists().with_context(|| format!("cannot look for {}", path.display()))?;
        Ok(!is_there)
    }
}

/// Which Vapi is pushed to.
#[derive(Debug, Clone)]
pub(crate) enum VapiConfig {
    /// Vapi, or what stands at this address.
    Live { base_url: String, server_key: Option<VapiKey> },
    /// A sandbox that runs elsewhere.
    SandboxAt { base_url: String, server_key: Option<VapiKey> },
    /// A sandbox of our own.
    Sandbox { server_key: Option<VapiKey> },
}

/// What is logged, and how.
#[derive(Debug, Clone)]
pub(crate) struct LogConfig {
    pub(crate) level: tracing::Level,
    /// `None`: text on a terminal, JSON elsewhere.
    pub(crate) format: Option<LogFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

pub(crate) const SIGNING_KEY_VARIABLE: &str = "AVA_API_JWT_SECRET_KEY";
pub(crate) const PREVIOUS_SIGNING_KEYS_VARIABLE: &str = "AVA_API_JWT_PREVIOUS_SECRET_KEYS";
pub(crate) const SEALING_KEYS_VARIABLE: &str = "AVA_API_ENCRYPTION_KEYS";
/// Where keys are kept in the data directory.
const SIGNING_KEY_FILE: &str = "jwt-secret.key";
const SEALING_KEY_FILE: &str = "encryption-keys.txt";

const VAPI_ITSELF: &str = "https://api.vapi.ai";

impl Config {
    /// Whether something is kept in the data directory.
    pub(crate) fn keeps_data(&self) -> bool {
        self.database.is_embedded() || matches!(self.vapi, VapiConfig::Sandbox { .. })
    }

    /// Reads the environment; answers warnings about variables that nobody knows.
    pub(crate) fn from_environment(
        environment: &Environment,
    ) -> Result<(Self, Vec<String>), ConfigError> {
        let data_dir = environment.text("AVA_API_DATA_DIR")?.unwrap_or_else(|| "./data".to_owned());
        let database = database(environment, &data_dir)?;
        let embedded = database.is_embedded();
        let config = Self {
            bind: bind(environment)?,
            signing_keys: signing_keys(environment, embedded, &data_dir)?,
            previous_signing_keys: previous_signing_keys(environment)?,
            sealing_keys: sealing_keys(environment, embedded, &data_dir)?,
            vapi: vapi(environment, embedded)?,
            access_token_ttl: TimeDelta::seconds(environment.parsed(
                "AVA_API_ACCESS_TOKEN_TTL_SECONDS",
                900,
                number(10..=86_400),
            )?),
            rotate_refresh_tokens: environment.parsed(
                "AVA_API_REFRESH_TOKEN_ROTATION",
                true,
                switch,
            )?,
            revisions_kept: environment
                .parsed("AVA_API_REVISIONS_KEPT", None, |text| count(text).map(Some))?,
            allowed_origins: environment.parsed(
                "AVA_API_ALLOWED_ORIGINS",
                Vec::new(),
                list(origin),
            )?,
            rate_limits: environment.parsed(
                "AVA_API_RATE_LIMITS",
                Some(RateLimits::default()),
                rate_limits,
            )?,
            trusted_proxies: environment.parsed(
                "AVA_API_TRUSTED_PROXIES",
                Vec::new(),
                list(network),
            )?,
            behind_tls: environment.parsed("AVA_API_BEHIND_TLS", false, switch)?,
            drain: environment.parsed("AVA_API_DRAIN_SECONDS", Duration::from_secs(1), drain)?,
            metrics_token: metrics_token(environment)?,
            log: log(environment)?,
            data_dir: PathBuf::from(data_dir),
            database,
        };
        Ok((config, nearest::warnings(environment)))
    }
}

/// `AVA_API_BIND`, else every address at `PORT`, else the loopback.
fn bind(environment: &Environment) -> Result<String, ConfigError> {
    let from_port = environment.parsed("PORT", None, |text| number(0..=65_535)(text).map(Some))?;
    let default =
        from_port.map_or_else(|| "127.0.0.1:8000".to_owned(), |port| format!("0.0.0.0:{port}"));
    environment.parsed("AVA_API_BIND", default, address)
}

fn database(environment: &Environment, data_dir: &str) -> Result<DatabaseConfig, ConfigError> {
    let (url, kind) = match environment.secret("AVA_API_DATABASE_URL")? {
        Some(given) => {
            let kind = value::database_kind(&given.text).map_err(|wrong| given.wrong(wrong))?;
            (given.text, kind)
        }
        None => in_data_dir(data_dir)?,
    };
    let max_connections = environment
        .parsed("AVA_API_DATABASE_MAX_CONNECTIONS", 10, |text| number(1..=1000)(text))?;
    let max_connections = u32::try_from(max_connections).unwrap_or(10);
    Ok(DatabaseConfig { url, kind, max_connections })
}

/// The embedded database where no other is named. Its address is taken as it stands, but for a
/// question mark, which no address of a file can hold.
fn in_data_dir(data_dir: &str) -> Result<(SecretString, DatabaseKind), ConfigError> {
    if data_dir.contains('?') {
        return Err(ConfigError::wrong(
            "AVA_API_DATA_DIR",
            format!("must not hold a question mark, got {data_dir:?}"),
        ));
    }
    let path = Path::new(data_dir).join("ava.db");
    let url = SecretString::from(format!("sqlite://{}", path.display()));
    Ok((url, DatabaseKind::Embedded(path)))
}

fn signing_keys(
    environment: &Environment,
    embedded: bool,
    data_dir: &str,
) -> Result<KeySource, ConfigError> {
    let kept_in = Path::new(data_dir).join(SIGNING_KEY_FILE);
    let source = key_source(environment, SIGNING_KEY_VARIABLE, embedded, &kept_in)?;
    if let KeySource::Variable { name, text } = &source {
        value::signing_secret(text).map_err(|wrong| ConfigError::wrong(name, wrong))?;
    }
    Ok(source)
}

fn previous_signing_keys(environment: &Environment) -> Result<Vec<SecretString>, ConfigError> {
    let Some(given) = environment.secret(PREVIOUS_SIGNING_KEYS_VARIABLE)? else {
        return Ok(Vec::new());
    };
    let secrets = value::split_secrets(&given.text);
    for secret in &secrets {
        value::long_enough(secret).map_err(|wrong| given.wrong(wrong))?;
    }
    Ok(secrets)
}

fn sealing_keys(
    environment: &Environment,
    embedded: bool,
    data_dir: &str,
) -> Result<KeySource, ConfigError> {
    let kept_in = Path::new(data_dir).join(SEALING_KEY_FILE);
    let source = key_source(environment, SEALING_KEYS_VARIABLE, embedded, &kept_in)?;
    if let KeySource::Variable { name, text } = &source {
        Keyring::parse(text.expose_secret())
            .map_err(|wrong| ConfigError::wrong(name, format!("is no list of keys: {wrong}")))?;
    }
    Ok(source)
}

fn vapi(environment: &Environment, embedded: bool) -> Result<VapiConfig, ConfigError> {
    let base_url =
        environment.parsed("AVA_API_VAPI_BASE_URL", None, |text| vapi_base_url(text).map(Some))?;
    let server_key = match environment.secret("AVA_API_VAPI_API_KEY")? {
        Some(given) => Some(vapi_key(&given.text).map_err(|wrong| given.wrong(wrong))?),
        None => None,
    };
    let nothing_of_vapi = base_url.is_none() && server_key.is_none();
    let sandbox =
        environment.parsed("AVA_API_VAPI_MODE", nothing_of_vapi && embedded, value::mode)?;
    Ok(match (sandbox, base_url) {
        (true, None) => VapiConfig::Sandbox { server_key },
        (true, Some(base_url)) => VapiConfig::SandboxAt { base_url, server_key },
        (false, base_url) => VapiConfig::Live {
            base_url: base_url.unwrap_or_else(|| VAPI_ITSELF.to_owned()),
            server_key,
        },
    })
}

fn metrics_token(environment: &Environment) -> Result<Option<SecretString>, ConfigError> {
    let Some(given) = environment.secret("AVA_API_METRICS_TOKEN")? else { return Ok(None) };
    value::bearer_token(&given.text).map_err(|wrong| given.wrong(wrong))?;
    Ok(Some(given.text))
}

fn log(environment: &Environment) -> Result<LogConfig, ConfigError> {
    Ok(LogConfig {
        level: environment.parsed("AVA_API_LOG_LEVEL", tracing::Level::INFO, value::level)?,
        format: environment
            .parsed("AVA_API_LOG_FORMAT", None, |text| value::format(text).map(Some))?,
    })
}

#[cfg(test)]
mod tests;
