//! Values of variables. Each parser answers what is wrong, to be read on after the
//! variable's name.

use std::net::{IpAddr, ToSocketAddrs};
use std::num::NonZeroU32;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use domain::integration::VapiKey;
use infra_security::MIN_SIGNING_SECRET_BYTES;
use infra_vapi::{HttpVapi, VapiOptions, VapiSetupError};
use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};

use super::{DatabaseKind, LogFormat};

pub(super) fn number(bounds: RangeInclusive<i64>) -> impl Fn(&str) -> Result<i64, String> {
    move |text| match text.parse() {
        Ok(number) if bounds.contains(&number) => Ok(number),
        _ => Err(format!(
            "must be a number between {} and {}, got {text:?}",
            bounds.start(),
            bounds.end()
        )),
    }
}

pub(super) fn count(text: &str) -> Result<NonZeroU32, String> {
    text.parse()
        .map_err(|_| format!("must be a number between 1 and {}, got {text:?}", NonZeroU32::MAX))
}

/// No supervisor waits much longer than this for a program to stop.
pub(super) fn drain(text: &str) -> Result<Duration, String> {
    number(0..=60)(text).map(|seconds| Duration::from_secs(seconds.unsigned_abs()))
}

pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "on" | "true" | "1" => Ok(true),
        "off" | "false" | "0" => Ok(false),
        _ => Err(format!("must be on or off, got {text:?}")),
    }
}

pub(super) fn address(text: &str) -> Result<String, String> {
    let found = text.to_socket_addrs().is_ok_and(|mut addresses| addresses.next().is_some());
    if found {
        Ok(text.to_owned())
    } else {
        Err(format!("must be an address and a port, got {text:?}"))
    }
}

pub(super) fn list<T>(
    parse: impl Fn(&str) -> Result<T, String>,
) -> impl Fn(&str) -> Result<Vec<T>, String> {
    move |text| text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(&parse).collect()
}

/// A network, or one address as a network of its own.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    let network = text.parse::<IpNet>().map(|network| network.trunc());
    network.or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| {
        format!("must list addresses and networks as 192.0.2.7 and 10.0.0.0/8, got {text:?}")
    })
}

pub(super) fn mode(text: &str) -> Result<bool, String> {
    match text {
        "sandbox" => Ok(true),
        "live" => Ok(false),
        _ => Err(format!("must be live or sandbox, got {text:?}")),
    }
}

/// As the adapter takes it. What it refuses may hold a password and is not repeated.
pub(super) fn vapi_base_url(text: &str) -> Result<String, String> {
    match HttpVapi::new(VapiOptions { base_url: text.to_owned() }) {
        Err(VapiSetupError::BaseUrl(wrong)) => Err(wrong.to_owned()),
        // A client that cannot be built is not the address's fault, and is met again.
        Ok(_) | Err(VapiSetupError::Client(_)) => Ok(text.trim_end_matches('/').to_owned()),
    }
}

pub(super) fn vapi_key(text: &SecretString) -> Result<VapiKey, String> {
    VapiKey::parse(text.expose_secret()).map_err(|fault| fault.detail)
}

pub(super) fn long_enough(secret: &SecretString) -> Result<(), String> {
    let length = secret.expose_secret().len();
    if length >= MIN_SIGNING_SECRET_BYTES {
        Ok(())
    } else {
        Err(format!("must have at least {MIN_SIGNING_SECRET_BYTES} bytes, got {length}"))
    }
}

/// A signing secret that can be among the previous ones some day.
pub(super) fn signing_secret(secret: &SecretString) -> Result<(), String> {
    if secret.expose_secret().contains(',') {
        return Err("must not hold a comma: AVA_API_JWT_PREVIOUS_SECRET_KEYS, where it will \
                    stand after a change, separates secrets by commas"
            .to_owned());
    }
    long_enough(secret)
}

/// What can stand behind `Bearer`, and is too long to be guessed.
pub(super) fn bearer_token(text: &SecretString) -> Result<(), String> {
    const LEAST: usize = 16;
    let text = text.expose_secret();
    if !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err("must hold visible ASCII characters alone, and no space".to_owned());
    }
    if text.len() < LEAST {
        return Err(format!("must have at least {LEAST} characters, got {}", text.len()));
    }
    Ok(())
}

pub(super) fn split_secrets(text: &SecretString) -> Vec<SecretString> {
    text.expose_secret()
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(SecretString::from)
        .collect()
}

/// A file beside us, or a server. The adapter judges the rest of the address.
pub(super) fn database_kind(url: &SecretString) -> Result<DatabaseKind, String> {
    let (scheme, rest) = url.expose_secret().split_once("://").unwrap_or_default();
    let path = match scheme {
        "postgres" | "postgresql" | "postgresql+asyncpg" => return Ok(DatabaseKind::Server),
        "sqlite" => rest,
        "sqlite+aiosqlite" => rest.strip_prefix('/').unwrap_or_default(),
        _ => return Err("must begin with postgres:// or sqlite://".to_owned()),
    };
    match path.split('?').next().unwrap_or_default() {
        "" => Err("must name a file, as sqlite://path does".to_owned()),
        path => Ok(DatabaseKind::Embedded(PathBuf::from(path))),
    }
}

/// By its name alone: the library's own parser also takes numbers.
pub(super) fn level(text: &str) -> Result<tracing::Level, String> {
    use tracing::Level;
    match text.to_ascii_lowercase().as_str() {
        "error" => Ok(Level::ERROR),
        "warn" => Ok(Level::WARN),
        "info" => Ok(Level::INFO),
        "debug" => Ok(Level::DEBUG),
        "trace" => Ok(Level::TRACE),
        _ => Err(format!("must be error, warn, info, debug or trace, got {text:?}")),
    }
}

pub(super) fn format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("must be text or json, got {text:?}")),
    }
}
