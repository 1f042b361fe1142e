//! Values of variables. Each parser answers what is wrong, to be read on after the
//! variable's name.

use std::net::ToSocketAddrs;
use std::ops::RangeInclusive;

use domain::integration::VapiKey;
use secrecy::{ExposeSecret, SecretString};

use super::LogFormat;

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

/// As browsers send it: scheme, host, and the port where it is not the scheme's own.
pub(super) fn origin(text: &str) -> Result<String, String> {
    let wrong = || {
        format!(
            "must list origins as browsers send them, without a path or a wildcard, got {text:?}"
        )
    };
    let host =
        text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(wrong)?;
    let plain = !host.is_empty()
        && host.bytes().all(|b| {
            b.is_ascii_lowercase()
                || b.is_ascii_digit()
                || matches!(b, b'.' | b'-' | b':' | b'[' | b']')
        });
    if plain { Ok(text.to_owned()) } else { Err(wrong()) }
}

pub(super) fn mode(text: &str) -> Result<bool, String> {
    match text {
        "sandbox" => Ok(true),
        "live" => Ok(false),
        _ => Err(format!("must be live or sandbox, got {text:?}")),
    }
}

pub(super) fn vapi_base_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(['@', '?', '#', ' ']) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("must be an http or https address without credentials or a query".to_owned()),
    }
}

pub(super) fn vapi_key(text: &SecretString) -> Result<VapiKey, String> {
    VapiKey::parse(text.expose_secret()).map_err(|fault| fault.detail)
}

pub(super) fn long_enough(secret: &SecretString, bytes: usize) -> Result<(), String> {
    let length = secret.expose_secret().len();
    if length >= bytes {
        Ok(())
    } else {
        Err(format!("must have at least {bytes} bytes, got {length}"))
    }
}

pub(super) fn split_secrets(text: &SecretString) -> Vec<SecretString> {
    text.expose_secret()
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(SecretString::from)
        .collect()
}

/// Whether the database is a file beside us.
pub(super) fn database_kind(url: &SecretString) -> Result<bool, String> {
    let url = url.expose_secret();
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    match scheme {
        Some("sqlite" | "sqlite+aiosqlite") => Ok(true),
        Some("postgres" | "postgresql" | "postgresql+asyncpg") => Ok(false),
        _ => Err("must begin with postgres:// or sqlite://".to_owned()),
    }
}

pub(super) fn level(text: &str) -> Result<tracing::Level, String> {
    text.parse().map_err(|_| format!("must be error, warn, info, debug or trace, got {text:?}"))
}

pub(super) fn format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("must be text or json, got {text:?}")),
    }
}
