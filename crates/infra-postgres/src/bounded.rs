//! A connection whose answers are waited for within bounds.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use crate::link::Bounds;

/// A pool, or a transaction. A file has no bounds: it answers, or says why it does not.
pub(crate) struct Bounded<C> {
    pub(crate) inner: C,
    pub(crate) bounds: Option<Bounds>,
}

impl<C> Bounded<C> {
    pub(crate) async fn wait<T>(
        &self,
        answer: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, DbErr> {
        wait(self.bounds.as_ref(), answer).await
    }
}

/// Waits for an answer within these bounds.
pub(crate) async fn wait<T>(
    bounds: Option<&Bounds>,
    answer: impl Future<Output = Result<T, DbErr>>,
) -> Result<T, DbErr> {
    match bounds {
        Some(bounds) => bounds.wait(answer).await,
        None => answer.await,
    }
}

#[async_trait]
impl<C: ConnectionTrait> ConnectionTrait for Bounded<C> {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.wait(self.inner.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.wait(self.inner.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.wait(self.inner.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.wait(self.inner.query_all_raw(statement)).await
    }

    fn support_returning(&self) -> bool {
        self.inner.support_returning()
    }

    fn is_mock_connection(&self) -> bool {
        self.inner.is_mock_connection()
    }
}
