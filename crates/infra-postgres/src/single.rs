//! Where single statements are sent, each of which is a transaction of its own.

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use crate::link::AtHand;

/// A file's pool, or the connections to a server that are at hand.
#[derive(Clone)]
pub(crate) enum Single {
    File(DatabaseConnection),
    Server(AtHand),
}

#[async_trait]
impl ConnectionTrait for Single {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::File(pool) => pool.get_database_backend(),
            Self::Server(at_hand) => at_hand.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::File(pool) => pool.execute_raw(statement).await,
            Self::Server(at_hand) => at_hand.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::File(pool) => pool.execute_unprepared(sql).await,
            Self::Server(at_hand) => at_hand.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::File(pool) => pool.query_one_raw(statement).await,
            Self::Server(at_hand) => at_hand.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::File(pool) => pool.query_all_raw(statement).await,
            Self::Server(at_hand) => at_hand.query_all_raw(statement).await,
        }
    }

    fn support_returning(&self) -> bool {
        match self {
            Self::File(pool) => pool.support_returning(),
            Self::Server(at_hand) => at_hand.support_returning(),
        }
    }
}
