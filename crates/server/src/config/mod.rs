//! Configuration by environment variables, read once. A wrong value stops the start with one
//! line that names the variable, what was wrong, and an example; it never repeats a secret.

mod environment;
mod error;
mod nearest;
mod value;

use std::path::PathBuf;

use chrono::TimeDelta;
use domain::integration::VapiKey;
use secrecy::SecretString;

pub(crate) use environment::Environment;
pub(crate) use error::ConfigError;
use value::{address, list, number, origin, switch, vapi_base_url, vapi_key};

/// Every variable that is read. Those of secrets can also be given as `…_FILE`.
const VARIABLES: &[Variable] = &[
    Variable::plain("AVA_API_BIND"),
    Variable::plain("AVA_API_DATA_DIR"),
    Variable::secret("AVA_API_DATABASE_URL"),
    Variable::plain("AVA_API_DATABASE_MAX_CONNECTIONS"),
    Variable::secret("AVA_API_JWT_SECRET_KEY"),
    Variable::secret("AVA_API_JWT_PREVIOUS_SECRET_KEYS"),
    Variable::secret("AVA_API_ENCRYPTION_KEYS"),
    Variable::plain("AVA_API_VAPI_MODE"),
    Variable::plain("AVA_API_VAPI_BASE_URL"),
    Variable::secret("AVA_API_VAPI_API_KEY"),
    Variable::plain("AVA_API_ACCESS_TOKEN_TTL_SECONDS"),
    Variable::plain("AVA_API_REFRESH_TOKEN_ROTATION"),
    Variable::plain("AVA_API_ALLOWED_ORIGINS"),
    Variable::plain("AVA_API_LOG_LEVEL"),
    Variable::plain("AVA_API_LOG_FORMAT"),
];

struct Variable {
    name: &'static str,
    secret: bool,
}

impl Variable {
    const fn plain(name: &'static str) -> Self {
        Self { name, secret: false }
    }

    const fn secret(name: &'static str) -> Self {
        Self { name, secret: true }
    }
}

/// Everything an operator decides.
#[derive(Debug)]
pub(crate) struct Config {
    /// Host and port to listen on.
    pub(crate) bind: String,
    /// For the embedded database and made keys.
    pub(crate) data_dir: PathBuf,
    pub(crate) database: DatabaseConfig,
    /// Signs access tokens; made where the database is embedded and none is given.
    pub(crate) jwt_secret: Option<SecretString>,
    /// Still verify.
    pub(crate) jwt_previous_secrets: Vec<SecretString>,
    /// Seal stored secrets; made where the database is embedded and none are given.
    pub(crate) encryption_keys: Option<SecretString>,
    pub(crate) vapi: VapiConfig,
    pub(crate) access_token_ttl: TimeDelta,
    pub(crate) rotate_refresh_tokens: bool,
    pub(crate) allowed_origins: Vec<String>,
    pub(crate) log: LogConfig,
}

/// Where everything is stored.
#[derive(Debug)]
pub(crate) struct DatabaseConfig {
    /// May hold a password.
    pub(crate) url: SecretString,
    /// A file beside us, and not a server that others share.
    pub(crate) embedded: bool,
    pub(crate) max_connections: u32,
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
#[derive(Debug)]
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

const VAPI_ITSELF: &str = "https://api.vapi.ai";
const MIN_SECRET_BYTES: usize = 32;

impl Config {
    /// Whether something is kept in the data directory.
    pub(crate) fn keeps_data(&self) -> bool {
        self.database.embedded || matches!(self.vapi, VapiConfig::Sandbox { .. })
    }

    /// Reads the environment; answers warnings about variables that nobody knows.
    pub(crate) fn from_environment(
        environment: &Environment,
    ) -> Result<(Self, Vec<String>), ConfigError> {
        let data_dir = PathBuf::from(
            environment.text("AVA_API_DATA_DIR").unwrap_or_else(|| "./data".to_owned()),
        );
        let database = database(environment, &data_dir)?;
        let vapi = vapi(environment, database.embedded)?;
        let config = Self {
            bind: bind(environment)?,
            jwt_secret: jwt_secret(environment, database.embedded)?,
            jwt_previous_secrets: jwt_previous_secrets(environment)?,
            encryption_keys: required_unless(
                database.embedded,
                "AVA_API_ENCRYPTION_KEYS",
                environment.secret("AVA_API_ENCRYPTION_KEYS")?,
                "two lines that `ava keys generate` prints",
            )?,
            vapi,
            access_token_ttl: TimeDelta::seconds(environment.parsed(
                "AVA_API_ACCESS_TOKEN_TTL_SECONDS",
                "900",
                900,
                number(10..=86_400),
            )?),
            rotate_refresh_tokens: environment.parsed(
                "AVA_API_REFRESH_TOKEN_ROTATION",
                "on",
                true,
                switch,
            )?,
            allowed_origins: environment.parsed(
                "AVA_API_ALLOWED_ORIGINS",
                "https://app.example.com",
                Vec::new(),
                list(origin),
            )?,
            log: log(environment)?,
            data_dir,
            database,
        };
        Ok((config, nearest::warnings(environment)))
    }
}

/// `AVA_API_BIND`, else every address at `PORT`, else the loopback.
fn bind(environment: &Environment) -> Result<String, ConfigError> {
    let from_port =
        environment.parsed("PORT", "8000", None, |text| number(0..=65_535)(text).map(Some))?;
    let default =
        from_port.map_or_else(|| "127.0.0.1:8000".to_owned(), |port| format!("0.0.0.0:{port}"));
    environment.parsed("AVA_API_BIND", "127.0.0.1:8000", default, address)
}

fn database(
    environment: &Environment,
    data_dir: &std::path::Path,
) -> Result<DatabaseConfig, ConfigError> {
    const NAME: &str = "AVA_API_DATABASE_URL";
    let url = match environment.secret(NAME)? {
        Some(url) => url,
        None => SecretString::from(format!("sqlite://{}/ava.db", data_dir.display())),
    };
    let embedded = value::database_kind(&url).map_err(|wrong| {
        ConfigError::wrong(NAME, &wrong, "postgres://user:password@host:5432/ava")
    })?;
    let max_connections =
        environment
            .parsed("AVA_API_DATABASE_MAX_CONNECTIONS", "10", 10, |text| number(1..=1000)(text))?;
    let max_connections = u32::try_from(max_connections).unwrap_or(10);
    Ok(DatabaseConfig { url, embedded, max_connections })
}

fn jwt_secret(
    environment: &Environment,
    embedded: bool,
) -> Result<Option<SecretString>, ConfigError> {
    const NAME: &str = "AVA_API_JWT_SECRET_KEY";
    const EXAMPLE: &str = "a line that `ava keys generate` prints";
    let secret = required_unless(embedded, NAME, environment.secret(NAME)?, EXAMPLE)?;
    secret
        .as_ref()
        .map_or(Ok(()), |secret| value::long_enough(secret, MIN_SECRET_BYTES))
        .map_err(|wrong| ConfigError::wrong(NAME, &wrong, EXAMPLE))?;
    Ok(secret)
}

fn jwt_previous_secrets(environment: &Environment) -> Result<Vec<SecretString>, ConfigError> {
    const NAME: &str = "AVA_API_JWT_PREVIOUS_SECRET_KEYS";
    let Some(text) = environment.secret(NAME)? else {
        return Ok(Vec::new());
    };
    let secrets = value::split_secrets(&text);
    for secret in &secrets {
        value::long_enough(secret, MIN_SECRET_BYTES).map_err(|wrong| {
            ConfigError::wrong(NAME, &wrong, "the former value of AVA_API_JWT_SECRET_KEY")
        })?;
    }
    Ok(secrets)
}

fn required_unless(
    optional: bool,
    name: &'static str,
    value: Option<SecretString>,
    example: &str,
) -> Result<Option<SecretString>, ConfigError> {
    if value.is_none() && !optional {
        return Err(ConfigError::wrong(
            name,
            "is required with Postgres, so that every server has the same",
            example,
        ));
    }
    Ok(value)
}

fn vapi(environment: &Environment, embedded: bool) -> Result<VapiConfig, ConfigError> {
    let base_url = environment
        .parsed("AVA_API_VAPI_BASE_URL", VAPI_ITSELF, None, |text| vapi_base_url(text).map(Some))?;
    let server_key = match environment.secret("AVA_API_VAPI_API_KEY")? {
        Some(text) => Some(vapi_key(&text).map_err(|wrong| {
            ConfigError::wrong(
                "AVA_API_VAPI_API_KEY",
                &wrong,
                "the private key of your Vapi organisation",
            )
        })?),
        None => None,
    };
    let nothing_of_vapi = base_url.is_none() && server_key.is_none();
    let sandbox = environment.parsed(
        "AVA_API_VAPI_MODE",
        "sandbox",
        nothing_of_vapi && embedded,
        value::mode,
    )?;
    Ok(match (sandbox, base_url) {
        (true, None) => VapiConfig::Sandbox { server_key },
        (true, Some(base_url)) => VapiConfig::SandboxAt { base_url, server_key },
        (false, base_url) => VapiConfig::Live {
            base_url: base_url.unwrap_or_else(|| VAPI_ITSELF.to_owned()),
            server_key,
        },
    })
}

fn log(environment: &Environment) -> Result<LogConfig, ConfigError> {
    Ok(LogConfig {
        level: environment.parsed(
            "AVA_API_LOG_LEVEL",
            "info",
            tracing::Level::INFO,
            value::level,
        )?,
        format: environment
            .parsed("AVA_API_LOG_FORMAT", "json", None, |text| value::format(text).map(Some))?,
    })
}

#[cfg(test)]
mod tests;
