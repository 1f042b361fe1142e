//! The variables, each with an example of a value.

/// Every variable that is read, but for `PORT`. Those of secrets can also be given as `…_FILE`.
pub(super) const VARIABLES: &[Variable] = &[
    Variable::plain("AVA_API_BIND", "127.0.0.1:8000"),
    Variable::plain("AVA_API_DATA_DIR", "/var/lib/ava"),
    Variable::secret("AVA_API_DATABASE_URL", "postgres://user:password@host:5432/ava"),
    Variable::plain("AVA_API_DATABASE_MAX_CONNECTIONS", "10"),
    Variable::secret("AVA_API_JWT_SECRET_KEY", "a line that `ava keys env` prints"),
    Variable::secret(
        "AVA_API_JWT_PREVIOUS_SECRET_KEYS",
        "the former value of AVA_API_JWT_SECRET_KEY",
    ),
    Variable::secret("AVA_API_ENCRYPTION_KEYS", "a line that `ava keys env` prints"),
    Variable::plain("AVA_API_VAPI_MODE", "sandbox"),
    Variable::plain("AVA_API_VAPI_BASE_URL", "https://api.vapi.ai"),
    Variable::secret("AVA_API_VAPI_API_KEY", "the private key of your Vapi organisation"),
    Variable::plain("AVA_API_ACCESS_TOKEN_TTL_SECONDS", "900"),
    Variable::plain("AVA_API_REFRESH_TOKEN_ROTATION", "on"),
    Variable::plain("AVA_API_REVISIONS_KEPT", "1000"),
    Variable::plain("AVA_API_ALLOWED_ORIGINS", "https://app.example.com"),
    Variable::plain("AVA_API_RATE_LIMITS", "login_account=10/15m,signup=20/h"),
    Variable::plain("AVA_API_TRUSTED_PROXIES", "10.0.0.0/8,192.0.2.7"),
    Variable::plain("AVA_API_BEHIND_TLS", "true"),
    Variable::plain("AVA_API_DRAIN_SECONDS", "5"),
    Variable::secret("AVA_API_METRICS_TOKEN", "what `openssl rand -hex 24` prints"),
    Variable::plain("AVA_API_LOG_LEVEL", "info"),
    Variable::plain("AVA_API_LOG_FORMAT", "json"),
];

/// Those of a command, which no server reads.
const OF_COMMANDS: &[Variable] = &[
    Variable::secret("AVA_IMPORT_FROM", "postgres://user:password@host:5432/former"),
    Variable::secret("AVA_IMPORT_FERNET_KEY", "the key that the former service was given"),
];

/// What the name of a secret's variable ends in when it names a file that holds the secret.
pub(super) const FILE: &str = "_FILE";

pub(super) struct Variable {
    pub(super) name: &'static str,
    pub(super) secret: bool,
    /// A value, or where to get one.
    example: &'static str,
}

impl Variable {
    const fn plain(name: &'static str, example: &'static str) -> Self {
        Self { name, secret: false, example }
    }

    const fn secret(name: &'static str, example: &'static str) -> Self {
        Self { name, secret: true, example }
    }
}

/// The example for a variable, as it ends the line about a wrong value.
pub(super) fn example(name: &str) -> String {
    match VARIABLES.iter().chain(OF_COMMANDS).find(|variable| variable.name == name) {
        Some(variable) if variable.secret => variable.example.to_owned(),
        Some(variable) => format!("{name}={}", variable.example),
        None if name.ends_with(FILE) => format!("{name}=/run/secrets/name"),
        None => format!("{name}=8000"),
    }
}
