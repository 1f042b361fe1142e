//! What an operator should know of a database: whether it keeps what it acknowledged, how many
//! connections it gives, what time it has, and what stands in between. It is asked, never told.

mod connections;
mod durability;
mod pooler;

use application::StoreError;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Query;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};

pub use self::connections::ConnectionLimits;
pub use self::durability::Durability;
pub use self::pooler::Pooler;
use crate::Database;
use crate::clock::now_millis;
use crate::failure::{Failure, store_error};
use crate::sql::Sql;

impl Database {
    /// How it keeps what it acknowledged, as our connections have it.
    pub async fn durability(&self) -> Result<Durability, StoreError> {
        durability::ask(self.sql()).await
    }

    /// How many connections it gives; `None` for a file, which gives as many as it is asked for.
    pub async fn connection_limits(&self) -> Result<Option<ConnectionLimits>, StoreError> {
        match self.sql().backend() {
            DbBackend::Postgres => connections::ask(self.sql()).await.map(Some),
            _ => Ok(None),
        }
    }

    /// What time it has.
    pub async fn time(&self) -> Result<DateTime<Utc>, StoreError> {
        const NOW: &str = "now";
        let backend = self.sql().backend();
        let select = Query::select().expr_as(now_millis(backend), NOW).to_owned();
        let row = self.sql().reader().query_one(&select).await.map_err(store_error)?;
        let millis: i64 = some(row)?.try_get("", NOW).map_err(store_error)?;
        DateTime::from_timestamp_millis(millis).ok_or_else(unexpected)
    }
}

/// The one row of a question of our own words.
async fn ask_one(sql: &Sql, question: &str) -> Result<QueryResult, StoreError> {
    let statement = Statement::from_string(sql.backend(), question);
    some(sql.reader().query_one_raw(statement).await.map_err(store_error)?)
}

fn some(row: Option<QueryResult>) -> Result<QueryResult, StoreError> {
    row.ok_or_else(unexpected)
}

fn unexpected() -> StoreError {
    StoreError::Corrupt(Box::new(Failure::Unexpected))
}
