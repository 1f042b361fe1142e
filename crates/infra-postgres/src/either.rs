//! The same of a file and of a server.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};

/// What statements are sent to.
#[derive(Clone)]
pub(crate) enum Either<F, S> {
    File(F),
    Server(S),
}

#[async_trait]
impl<F: ConnectionTrait, S: ConnectionTrait> ConnectionTrait for Either<F, S> {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::File(file) => file.get_database_backend(),
            Self::Server(server) => server.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::File(file) => file.execute_raw(statement).await,
            Self::Server(server) => server.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::File(file) => file.execute_unprepared(sql).await,
            Self::Server(server) => server.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::File(file) => file.query_one_raw(statement).await,
            Self::Server(server) => server.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::File(file) => file.query_all_raw(statement).await,
            Self::Server(server) => server.query_all_raw(statement).await,
        }
    }

    fn support_returning(&self) -> bool {
        match self {
            Self::File(file) => file.support_returning(),
            Self::Server(server) => server.support_returning(),
        }
    }
}
