//! Statements on a connection at hand.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Executor, PgConnection, Postgres};

use super::{AtHand, Lent};

impl Lent {
    pub(in crate::link) fn connection(&mut self) -> &mut PgConnection {
        &mut self.kept.connection
    }

    pub(in crate::link) async fn execute(
        &mut self,
        statement: Statement,
    ) -> Result<ExecResult, DbErr> {
        let done = query(statement).execute(self.connection()).await;
        done.map(Into::into).map_err(not_executed)
    }

    pub(in crate::link) async fn execute_unprepared(
        &mut self,
        sql: &str,
    ) -> Result<ExecResult, DbErr> {
        let done = self.connection().execute(AssertSqlSafe(sql.to_owned())).await;
        done.map(Into::into).map_err(not_executed)
    }

    pub(in crate::link) async fn query_one(
        &mut self,
        statement: Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        let row = query(statement).fetch_optional(self.connection()).await;
        row.map(|row| row.map(Into::into)).map_err(not_queried)
    }

    pub(in crate::link) async fn query_all(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let rows = query(statement).fetch_all(self.connection()).await;
        rows.map(|rows| rows.into_iter().map(Into::into).collect()).map_err(not_queried)
    }
}

/// For one statement each.
#[async_trait]
impl ConnectionTrait for AtHand {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Postgres
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut lent = self.lend().await?;
        let done = lent.execute(statement).await?;
        lent.put_back();
        Ok(done)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut lent = self.lend().await?;
        let done = lent.execute_unprepared(sql).await?;
        lent.put_back();
        Ok(done)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut lent = self.lend().await?;
        let row = lent.query_one(statement).await?;
        lent.put_back();
        Ok(row)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lent = self.lend().await?;
        let rows = lent.query_all(statement).await?;
        lent.put_back();
        Ok(rows)
    }

    fn support_returning(&self) -> bool {
        true
    }
}

fn query(statement: Statement) -> Query<'static, Postgres, SqlxValues> {
    let values = statement.values.unwrap_or_else(|| sea_orm::Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql), SqlxValues(values))
}

fn not_executed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn not_queried(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}
