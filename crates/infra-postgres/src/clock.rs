//! The database's clock.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait};

/// Now, by the database's clock, in milliseconds since 1970. The same for every replica, which
/// their own clocks are not.
pub(crate) fn now_millis(backend: DbBackend) -> Expr {
    Expr::cust(match backend {
        // Not `extract`, which counts in decimal digits: this is part of every read.
        DbBackend::Postgres => "(date_part('epoch', clock_timestamp()) * 1000)::bigint",
        _ => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
    })
}

/// The moment at which the statement began, by the database's clock, in milliseconds since
/// 1970: unlike [`now_millis`], it stands still during the statement, and so finds a range of
/// an index.
pub(crate) fn statement_millis(backend: DbBackend) -> Expr {
    match backend {
        DbBackend::Postgres => {
            Expr::cust("(extract(epoch from statement_timestamp()) * 1000)::bigint")
        }
        _ => now_millis(backend),
    }
}

/// The same in microseconds; SQLite's clock counts milliseconds.
pub(crate) fn statement_micros(backend: DbBackend) -> Expr {
    Expr::cust(match backend {
        DbBackend::Postgres => "(extract(epoch from statement_timestamp()) * 1000000)::bigint",
        _ => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
    })
}

/// This span from now, by the database's clock.
pub(crate) fn millis_from_now(backend: DbBackend, span: Duration) -> Expr {
    now_millis(backend).add(millis(span))
}

/// A span in milliseconds, at most a hundred years.
pub(crate) fn millis(span: Duration) -> i64 {
    const MOST: i64 = 100 * 366 * 86_400_000;
    i64::try_from(span.as_millis()).map_or(MOST, |millis| Ord::min(millis, MOST))
}

/// Cut to microseconds, which is what both databases keep; compared by SQLite as text, more
/// digits would sort wrongly.
pub(crate) fn cut(time: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(time.timestamp_micros()).unwrap_or(time)
}
