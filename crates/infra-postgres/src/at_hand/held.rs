//! A transaction on a connection at hand.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use sqlx_core::transaction::TransactionManager;
use tokio::sync::Mutex;

use super::{AtHand, Driver, Lent};
use crate::sql::{End, to_its_end};

/// A transaction. One that is dropped goes back to the pool with its connection, and is rolled
/// back there.
pub(crate) struct Held<D: Driver>(Mutex<Lent<D>>);

impl<D: Driver> AtHand<D> {
    /// A transaction on one of them.
    pub(crate) async fn begin(self) -> Result<Held<D>, DbErr> {
        to_its_end(async move {
            let mut lent = self.lend().await?;
            let begun = D::TransactionManager::begin(lent.connection(), D::beginning()).await;
            begun.map_err(failed)?;
            Ok(Held(Mutex::new(lent)))
        })
        .await
    }
}

#[async_trait]
impl<D: Driver> End for Held<D> {
    async fn commit(self) -> Result<(), DbErr> {
        let mut lent = self.0.into_inner();
        D::TransactionManager::commit(lent.connection()).await.map_err(failed)?;
        lent.put_back();
        Ok(())
    }

    async fn roll_back(self) -> Result<(), DbErr> {
        let mut lent = self.0.into_inner();
        D::TransactionManager::rollback(lent.connection()).await.map_err(failed)?;
        lent.put_back();
        Ok(())
    }
}

#[async_trait]
impl<D: Driver> ConnectionTrait for Held<D> {
    fn get_database_backend(&self) -> DbBackend {
        D::BACKEND
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.0.lock().await.execute(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.lock().await.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.lock().await.query_one(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.lock().await.query_all(statement).await
    }

    fn support_returning(&self) -> bool {
        true
    }
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}
