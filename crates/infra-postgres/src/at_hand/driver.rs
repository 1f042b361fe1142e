//! What differs from driver to driver.

use sea_orm::{DbBackend, ExecResult, QueryResult, Statement};
use sea_query_sqlx::SqlxValues;
use sqlx::{AssertSqlSafe, Database, Executor, Postgres, Sqlite};
use sqlx_core::sql_str::SqlStr;

/// A driver whose connections are kept at hand.
pub(crate) trait Driver: Database + Sized {
    const BACKEND: DbBackend;
    /// Whether its connections are sockets: heard by the thread that opened them, and growing old.
    const HAS_SOCKETS: bool;

    /// What begins a transaction that writes, if not the driver's own words.
    fn beginning() -> Option<SqlStr>;

    fn execute(
        connection: &mut Self::Connection,
        statement: Statement,
    ) -> impl Future<Output = Result<ExecResult, sqlx::Error>> + Send;

    fn execute_unprepared(
        connection: &mut Self::Connection,
        sql: &str,
    ) -> impl Future<Output = Result<ExecResult, sqlx::Error>> + Send;

    fn query_one(
        connection: &mut Self::Connection,
        statement: Statement,
    ) -> impl Future<Output = Result<Option<QueryResult>, sqlx::Error>> + Send;

    fn query_all(
        connection: &mut Self::Connection,
        statement: Statement,
    ) -> impl Future<Output = Result<Vec<QueryResult>, sqlx::Error>> + Send;
}

/// The statements, by traits that each driver has for itself alone.
macro_rules! statements {
    () => {
        async fn execute(
            connection: &mut Self::Connection,
            statement: Statement,
        ) -> Result<ExecResult, sqlx::Error> {
            let (sql, values) = parts(statement);
            sqlx::query_with(sql, values).execute(connection).await.map(Into::into)
        }

        async fn execute_unprepared(
            connection: &mut Self::Connection,
            sql: &str,
        ) -> Result<ExecResult, sqlx::Error> {
            connection.execute(AssertSqlSafe(sql.to_owned())).await.map(Into::into)
        }

        async fn query_one(
            connection: &mut Self::Connection,
            statement: Statement,
        ) -> Result<Option<QueryResult>, sqlx::Error> {
            let (sql, values) = parts(statement);
            let row = sqlx::query_with(sql, values).fetch_optional(connection).await;
            row.map(|row| row.map(Into::into))
        }

        async fn query_all(
            connection: &mut Self::Connection,
            statement: Statement,
        ) -> Result<Vec<QueryResult>, sqlx::Error> {
            let (sql, values) = parts(statement);
            let rows = sqlx::query_with(sql, values).fetch_all(connection).await;
            rows.map(|rows| rows.into_iter().map(Into::into).collect())
        }
    };
}

impl Driver for Postgres {
    const BACKEND: DbBackend = DbBackend::Postgres;
    const HAS_SOCKETS: bool = true;

    fn beginning() -> Option<SqlStr> {
        None
    }

    statements!();
}

impl Driver for Sqlite {
    const BACKEND: DbBackend = DbBackend::Sqlite;
    const HAS_SOCKETS: bool = false;

    /// A reader that turns writer is refused when another wrote in between.
    fn beginning() -> Option<SqlStr> {
        Some(SqlStr::from_static("BEGIN IMMEDIATE"))
    }

    statements!();
}

fn parts(statement: Statement) -> (AssertSqlSafe<String>, SqlxValues) {
    let values = statement.values.unwrap_or_else(|| sea_orm::Values(Vec::new()));
    (AssertSqlSafe(statement.sql), SqlxValues(values))
}
