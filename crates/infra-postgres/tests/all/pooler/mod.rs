//! A pooler before a Postgres: `PgBouncer` itself where it is installed, else a double that
//! answers as one does.

#![allow(clippy::unwrap_used, reason = "a panic is how a test tells that something is wrong")]

mod double;
mod real;

pub(crate) use double::Double;
use real::Real;

/// Whom a connection to Postgres is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// To one client, for as long as it is connected.
    Session,
    /// To whoever has a transaction.
    Transaction,
}

/// Stands before the database of a test, until it is dropped.
pub(crate) enum Standing {
    Real(Real),
    Double(Double),
}

impl Standing {
    /// Before the database at this URL.
    pub(crate) async fn before(url: &str, mode: Mode) -> Self {
        if let Some(real) = Real::start(url, mode).await {
            return Self::Real(real);
        }
        eprintln!("no pgbouncer on PATH or in /usr/sbin: a double of it stands in");
        Self::Double(Double::start(mode, false).await)
    }

    /// The URL by which it is asked.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Real(real) => real.url(),
            Self::Double(double) => double.url(),
        }
    }
}
