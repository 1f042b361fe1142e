//! Whether what was acknowledged survives a power cut.

use application::StoreError;
use sea_orm::DbBackend;

use super::ask_one;
use crate::failure::store_error;
use crate::sql::Sql;

/// The settings that decide it. `None` where there is no such setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Durability {
    /// Of a Postgres.
    Postgres {
        /// `on` or `off`.
        fsync: Option<String>,
        /// `on` or `off`.
        full_page_writes: Option<String>,
        /// `on`, `off`, or how far a standby has to be.
        synchronous_commit: Option<String>,
    },
    /// Of a SQLite file.
    Sqlite {
        /// `wal`, as readers that read while one writes need it.
        journal_mode: String,
        /// 2 (`FULL`) or more.
        synchronous: i64,
    },
}

/// One row whatever there is: what does not know a setting answers NULL.
const OF_POSTGRES: &str = "SELECT current_setting('fsync', true), \
     current_setting('full_page_writes', true), current_setting('synchronous_commit', true)";

pub(super) async fn ask(sql: &Sql) -> Result<Durability, StoreError> {
    match sql.backend() {
        DbBackend::Postgres => of_postgres(sql).await,
        _ => of_file(sql).await,
    }
}

async fn of_postgres(sql: &Sql) -> Result<Durability, StoreError> {
    let row = ask_one(sql, OF_POSTGRES).await?;
    let setting = |index| row.try_get_by_index::<Option<String>>(index).map_err(store_error);
    Ok(Durability::Postgres {
        fsync: setting(0)?,
        full_page_writes: setting(1)?,
        synchronous_commit: setting(2)?,
    })
}

async fn of_file(sql: &Sql) -> Result<Durability, StoreError> {
    let journal = ask_one(sql, "PRAGMA journal_mode").await?;
    let synchronous = ask_one(sql, "PRAGMA synchronous").await?;
    Ok(Durability::Sqlite {
        journal_mode: journal.try_get_by_index(0).map_err(store_error)?,
        synchronous: synchronous.try_get_by_index(0).map_err(store_error)?,
    })
}
