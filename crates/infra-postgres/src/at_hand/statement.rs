//! Statements on a connection at hand.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};

use super::{AtHand, Driver, Lent};

impl<D: Driver> Lent<D> {
    pub(super) fn connection(&mut self) -> &mut D::Connection {
        &mut self.kept.connection
    }

    /// For a statement.
    fn asked(&mut self) -> &mut D::Connection {
        #[cfg(test)]
        self.from.0.asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.connection()
    }

    pub(super) async fn execute(&mut self, statement: Statement) -> Result<ExecResult, DbErr> {
        D::execute(self.asked(), statement).await.map_err(not_executed)
    }

    pub(super) async fn execute_unprepared(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        D::execute_unprepared(self.asked(), sql).await.map_err(not_executed)
    }

    pub(super) async fn query_one(
        &mut self,
        statement: Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        D::query_one(self.asked(), statement).await.map_err(not_queried)
    }

    pub(super) async fn query_all(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        D::query_all(self.asked(), statement).await.map_err(not_queried)
    }
}

/// For one statement each.
#[async_trait]
impl<D: Driver> ConnectionTrait for AtHand<D> {
    fn get_database_backend(&self) -> DbBackend {
        D::BACKEND
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

fn not_executed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn not_queried(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}
