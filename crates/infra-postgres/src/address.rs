//! Addresses of databases, as operators write them.

use std::fmt;
use std::path::PathBuf;

use sqlx::postgres::PgConnectOptions;

/// An address that names no database we can open. Never repeats the address, which may hold
/// a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The scheme is none of ours.
    #[error("must begin with postgres://, postgresql:// or sqlite://")]
    Scheme,
    /// What follows the scheme is no address of a Postgres.
    #[error(
        "must be postgres://user:password@host:port/database, special characters \
         percent-encoded"
    )]
    Postgres,
    /// What follows the scheme is no path.
    #[error("must be sqlite://path of a file")]
    Sqlite,
    /// Each connection would see a database of its own.
    #[error("must be a file; a database in memory cannot be shared between connections")]
    InMemory,
}

/// Where a database is.
#[derive(Clone)]
pub(crate) enum Address {
    /// A Postgres.
    Postgres(Box<PgConnectOptions>),
    /// A file.
    Sqlite(PathBuf),
}

impl Address {
    /// Parses `postgres://`, `postgresql://`, `sqlite://path`, and the addresses of
    /// `SQLAlchemy`, which the old service took: `postgresql+asyncpg://`,
    /// `sqlite+aiosqlite:///path` (one slash more: `sqlite+aiosqlite:////absolute/path`).
    pub(crate) fn parse(text: &str) -> Result<Self, AddressError> {
        let (scheme, rest) = text.trim().split_once(':').ok_or(AddressError::Scheme)?;
        match scheme {
            "postgres" | "postgresql" | "postgresql+asyncpg" => parse_postgres(rest),
            "sqlite" => parse_sqlite(rest.strip_prefix("//").unwrap_or(rest)),
            "sqlite+aiosqlite" => {
                parse_sqlite(rest.strip_prefix("///").ok_or(AddressError::Sqlite)?)
            }
            _ => Err(AddressError::Scheme),
        }
    }
}

/// Names the database without its password.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(options) => {
                let host = options.get_socket().map_or_else(
                    || options.get_host().to_owned(),
                    |socket| socket.display().to_string(),
                );
                let database = options.get_database().unwrap_or_else(|| options.get_username());
                write!(f, "Postgres {host}:{}/{database}", options.get_port())
            }
            Self::Sqlite(path) => write!(f, "SQLite {}", path.display()),
        }
    }
}

fn parse_postgres(rest: &str) -> Result<Address, AddressError> {
    let authority = rest.strip_prefix("//").ok_or(AddressError::Postgres)?;
    let url = match authority.split_once('?') {
        None => format!("postgres://{authority}"),
        Some((authority, query)) => format!("postgres://{authority}?{}", known(query)),
    };
    url.parse()
        .map(|options| Address::Postgres(Box::new(options)))
        .map_err(|_| AddressError::Postgres)
}

/// What the driver knows of a query, and `ssl`, as asyncpg calls `sslmode`. The driver would
/// log the value of anything else.
fn known(query: &str) -> String {
    const KNOWN: [&str; 18] = [
        "sslmode",
        "ssl-mode",
        "sslrootcert",
        "ssl-root-cert",
        "ssl-ca",
        "sslcert",
        "ssl-cert",
        "sslkey",
        "ssl-key",
        "statement-cache-capacity",
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "password",
        "application_name",
        "options",
    ];
    let kept = query.split('&').filter_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        match (key, value) {
            ("ssl", "true" | "True" | "1") => Some("sslmode=require".to_owned()),
            ("ssl", mode) => Some(format!("sslmode={mode}")),
            _ if KNOWN.contains(&key) || key.starts_with("options[") => Some(pair.to_owned()),
            _ => {
                tracing::warn!(parameter = key, "the database address has an unknown parameter");
                None
            }
        }
    });
    kept.collect::<Vec<_>>().join("&")
}

fn parse_sqlite(rest: &str) -> Result<Address, AddressError> {
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    if path == ":memory:" || query.split('&').any(|pair| pair == "mode=memory") {
        return Err(AddressError::InMemory);
    }
    if path.is_empty() || path.ends_with('/') || path.contains('\0') {
        return Err(AddressError::Sqlite);
    }
    Ok(Address::Sqlite(PathBuf::from(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match Address::parse(text) {
            Ok(address) => address.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn every_spelling_of_a_postgres_is_taken() {
        for scheme in ["postgres", "postgresql", "postgresql+asyncpg"] {
            assert_eq!(
                shown(&format!("{scheme}://ava:s3cret@db.example:6432/studio?ssl=require")),
                "Postgres db.example:6432/studio"
            );
        }
    }

    #[test]
    fn a_file_is_taken_by_its_relative_and_absolute_path() {
        assert_eq!(shown("sqlite://data/ava.db"), "SQLite data/ava.db");
        assert_eq!(shown("sqlite:///var/ava.db?mode=rwc"), "SQLite /var/ava.db");
        assert_eq!(shown("sqlite+aiosqlite:///./ava.db"), "SQLite ./ava.db");
        assert_eq!(shown("sqlite+aiosqlite:////var/ava.db"), "SQLite /var/ava.db");
    }

    #[test]
    fn what_names_no_database_is_refused_without_being_repeated() {
        for (text, error) in [
            ("s3cret", AddressError::Scheme),
            ("mysql://u:s3cret@h/d", AddressError::Scheme),
            ("postgres:u:s3cret", AddressError::Postgres),
            ("postgres://u:s3/cret@h:port/d", AddressError::Postgres),
            ("postgres://u:s3cret@h/d?sslmode=s3cret", AddressError::Postgres),
            ("sqlite::memory:", AddressError::InMemory),
            ("sqlite://x?mode=memory", AddressError::InMemory),
            ("sqlite+aiosqlite://s3cret", AddressError::Sqlite),
            ("sqlite://", AddressError::Sqlite),
        ] {
            assert_eq!(Address::parse(text).err(), Some(error), "{text}");
            assert!(!error.to_string().contains("s3"));
        }
    }

    #[test]
    fn the_drivers_own_ssl_mode_is_what_asyncpg_calls_ssl() {
        assert_eq!(
            known("ssl=verify-full&prepared_statement_cache_size=0&sslrootcert=/ca.pem"),
            "sslmode=verify-full&sslrootcert=/ca.pem"
        );
        assert_eq!(known("ssl=true"), "sslmode=require");
    }
}
