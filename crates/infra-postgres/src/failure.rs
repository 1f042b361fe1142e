//! What goes wrong with a database, told without any value: the texts of a driver hold rows
//! and parameters (`Key (email)=(…) already exists`), so only codes and names are kept.

use std::borrow::Cow;
use std::io;

use application::{StoreError, Unique};
use sea_orm::{DbErr, RuntimeErr};
use sqlx::error::{DatabaseError, ErrorKind};

/// Marks an error of ours among the library's.
const NO_ANSWER: &str = "no answer";

/// The cause of a store's error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// The database refused a statement.
    #[error("the database refused with {code}{}", .constraint.as_deref().map(|name| format!(" ({name})")).unwrap_or_default())]
    Refused {
        /// SQLSTATE, or SQLite's extended result code.
        code: String,
        /// The constraint, or its columns on SQLite.
        constraint: Option<String>,
    },
    /// A table or a column is missing.
    #[error("the schema is not what this program needs ({0})")]
    Schema(String),
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Connection(io::ErrorKind),
    /// The server's name leads nowhere.
    #[error("the host's name cannot be resolved")]
    NoHost,
    /// No connection was to be had in time.
    #[error("no connection was free in time")]
    NoConnection,
    /// The database is away.
    #[error("the database does not answer")]
    NoAnswer,
    /// The disk that the database is on has no room left.
    #[error("the database's disk is full")]
    Full,
    /// Too many writers were ahead.
    #[error("no turn to write came in time")]
    NoTurn,
    /// The connection was closed, or broke in some way without a code.
    #[error("the connection is broken")]
    Broken,
    /// A column holds what its type cannot.
    #[error("cannot read {0}")]
    Unreadable(String),
    /// A column holds what cannot be.
    #[error("{table}.{column} holds what cannot be")]
    BadRow {
        /// The table.
        table: &'static str,
        /// The column, or several.
        column: String,
    },
    /// The library was used wrongly, or answers what it should not.
    #[error("an unexpected answer of the database library")]
    Unexpected,
}

/// A row that cannot be.
pub(crate) fn bad_row(table: &'static str, column: impl Into<String>) -> StoreError {
    StoreError::Corrupt(Box::new(Failure::BadRow { table, column: column.into() }))
}

/// Whether a statement was refused because a row that it refers to is gone.
pub(crate) fn is_reference_gone(error: &DbErr) -> bool {
    refusal(error).is_some_and(|refusal| refusal.kind() == ErrorKind::ForeignKeyViolation)
}

/// Whether a table or a column that was asked for is not there.
pub(crate) fn is_schema_missing(error: &DbErr) -> bool {
    matches!(failure(error), Failure::Schema(_))
}

/// What an error tells about whether anybody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// There is: the database refused, or answered what cannot be read.
    Answer,
    /// The connection has come to an end, or is about to.
    End,
    /// Nothing.
    Nothing,
}

/// What is told by an error of a statement.
pub(crate) fn heard(error: &DbErr) -> Heard {
    match (driver(error), error) {
        (Some(error), _) => heard_of_driver(error),
        (None, DbErr::ConnectionAcquire(_)) => Heard::Nothing,
        _ => Heard::Answer,
    }
}

/// The same of the driver's own.
pub(crate) fn heard_of_driver(error: &sqlx::Error) -> Heard {
    /// Shut down, crashed, starting.
    const ENDS: [&str; 3] = ["57P01", "57P02", "57P03"];
    match error {
        sqlx::Error::Database(refusal) if refusal.code().is_some_and(|c| ENDS.contains(&&*c)) => {
            Heard::End
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed => Heard::End,
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Heard::Nothing,
        _ => Heard::Answer,
    }
}

/// The database is away, or the time for its answer is over.
pub(crate) fn no_answer() -> DbErr {
    DbErr::Custom(NO_ANSWER.to_owned())
}

/// What a caller can do about an error.
#[expect(clippy::needless_pass_by_value, reason = "used as `map_err(store_error)`")]
pub(crate) fn store_error(error: DbErr) -> StoreError {
    if let Some(unique) = refusal(&error).and_then(taken) {
        return StoreError::Taken(unique);
    }
    let failure = failure(&error);
    if is_passing(&failure) {
        StoreError::Unavailable(Box::new(failure))
    } else {
        StoreError::Corrupt(Box::new(failure))
    }
}

/// The same, for an error of the driver itself.
pub(crate) fn driver_failure(error: sqlx::Error) -> Failure {
    failure(&DbErr::Conn(RuntimeErr::SqlxError(error.into())))
}

fn taken(refusal: &dyn DatabaseError) -> Option<Unique> {
    if refusal.kind() != ErrorKind::UniqueViolation {
        return None;
    }
    match constraint(refusal)?.as_ref() {
        "idx_users_email" | "users.email" => Some(Unique::Email),
        "idx_users_phone" | "users.phone" => Some(Unique::Phone),
        _ => None,
    }
}

/// Its name on Postgres. SQLite says only `UNIQUE constraint failed: users.email`.
fn constraint(refusal: &dyn DatabaseError) -> Option<Cow<'_, str>> {
    refusal.constraint().map(Cow::Borrowed).or_else(|| {
        let columns = refusal.message().strip_prefix("UNIQUE constraint failed: ")?;
        Some(Cow::Borrowed(columns))
    })
}

fn refusal(error: &DbErr) -> Option<&dyn DatabaseError> {
    match driver(error)? {
        sqlx::Error::Database(refusal) => Some(refusal.as_ref()),
        _ => None,
    }
}

fn driver(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn failure(error: &DbErr) -> Failure {
    /// What SeaORM says of a NULL where none can be; the rest is the column's name in quotes.
    const NULL: &str = "A null value was encountered while decoding ";
    match (driver(error), error) {
        (Some(error), _) => of_driver(error),
        (None, DbErr::ConnectionAcquire(_)) => Failure::NoConnection,
        (None, DbErr::Type(text)) => text.strip_prefix(NULL).map_or(Failure::Unexpected, column),
        (None, DbErr::Conn(_)) => Failure::Broken,
        (None, DbErr::Custom(text)) if text == NO_ANSWER => Failure::NoAnswer,
        _ => Failure::Unexpected,
    }
}

fn of_driver(error: &sqlx::Error) -> Failure {
    match error {
        sqlx::Error::Database(refusal) => of_refusal(refusal.as_ref()),
        sqlx::Error::Io(error) => of_connection(error),
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Failure::NoConnection,
        sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => Failure::Broken,
        sqlx::Error::ColumnDecode { index, .. } => column(index),
        sqlx::Error::ColumnNotFound(name) => column(name),
        _ => Failure::Unexpected,
    }
}

fn of_refusal(refusal: &dyn DatabaseError) -> Failure {
    let code = refusal.code().map_or_else(|| "no code".to_owned(), Cow::into_owned);
    if is_schema_behind(&code, refusal.message()) {
        return Failure::Schema(code);
    }
    if is_full(&code) {
        return Failure::Full;
    }
    Failure::Refused { code, constraint: constraint(refusal).map(Cow::into_owned) }
}

/// Whether a table or a column is missing. SQLite has one code for all that is wrong with a
/// statement.
fn is_schema_behind(code: &str, message: &str) -> bool {
    match code {
        "42P01" | "42703" => true,
        "1" => {
            message.starts_with("no such table: ")
                || message.starts_with("no such column: ")
                || message.contains(" has no column named ")
        }
        _ => false,
    }
}

/// Postgres's own code, and SQLite's.
fn is_full(code: &str) -> bool {
    matches!(code, "53100" | "13")
}

/// What the standard library says of a name that cannot be resolved has no kind.
fn of_connection(error: &io::Error) -> Failure {
    if error.to_string().starts_with("failed to lookup address information") {
        Failure::NoHost
    } else {
        Failure::Connection(error.kind())
    }
}

fn column(name: &str) -> Failure {
    Failure::Unreadable(name.trim_matches('"').to_owned())
}

/// Whether trying again later can help.
fn is_passing(failure: &Failure) -> bool {
    match failure {
        Failure::Refused { code, .. } => is_passing_code(code),
        // Until somebody migrates it.
        Failure::Schema(_)
        | Failure::Connection(_)
        | Failure::NoHost
        | Failure::NoConnection
        | Failure::NoAnswer
        | Failure::Full
        | Failure::NoTurn
        | Failure::Broken => true,
        Failure::Unreadable(_) | Failure::BadRow { .. } | Failure::Unexpected => false,
    }
}

fn is_passing_code(code: &str) -> bool {
    /// Classes of SQLSTATE (Postgres, appendix A): connection, authorization, transaction
    /// rollback (serialization, deadlock), resources, object state (locks), operator
    /// intervention, system.
    const CLASSES: [&str; 7] = ["08", "28", "40", "53", "55", "57", "58"];
    /// A standby after a failover; a database that is being made.
    const STATES: [&str; 2] = ["25006", "3D000"];
    /// SQLite's result codes: busy, locked, read-only, I/O error, full, cannot open, protocol.
    const SQLITE: [i32; 7] = [5, 6, 8, 10, 13, 14, 15];
    if code.len() == 5 {
        return CLASSES.iter().any(|class| code.starts_with(class)) || STATES.contains(&code);
    }
    code.parse::<i32>().is_ok_and(|code| SQLITE.contains(&(code & 0xff)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_told_from_what_will_not() {
        for code in ["40001", "40P01", "53300", "57P01", "08006", "25006", "5", "261", "517"] {
            assert!(is_passing_code(code), "{code}");
        }
        for code in ["23505", "23514", "42601", "22P02", "1", "11", "2067", "787"] {
            assert!(!is_passing_code(code), "{code}");
        }
    }

    #[test]
    fn a_missing_table_or_column_is_told_from_a_statement_that_is_wrong() {
        for (code, message) in [
            ("42P01", "relation \"users\" does not exist"),
            ("42703", "column \"tone\" does not exist"),
            ("1", "no such table: users"),
            ("1", "no such column: tone"),
            ("1", "table users has no column named tone"),
        ] {
            assert!(is_schema_behind(code, message), "{message}");
        }
        assert!(!is_schema_behind("42601", "syntax error at or near \"no\""));
        assert!(!is_schema_behind("1", "near \"no\": syntax error"));
    }

    #[test]
    fn a_null_where_none_can_be_names_its_column_only() {
        let error =
            DbErr::Type("A null value was encountered while decoding \"users.email\"".into());
        assert_eq!(failure(&error), Failure::Unreadable("users.email".into()));
        let error = DbErr::Type("something about 's3cret'".into());
        assert!(!format!("{:?}", store_error(error)).contains("s3cret"));
    }

    #[test]
    fn a_pool_without_connections_is_unavailable() {
        let error = DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout);
        assert!(matches!(store_error(error), StoreError::Unavailable(_)));
    }
}
