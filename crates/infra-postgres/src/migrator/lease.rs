//! The right to change the schema, for a while: a row of its own, by the database's clock.

use std::time::Duration;

use application::StoreError;
use sea_orm::sea_query::{
    ColumnDef, Expr, ExprTrait, OnConflict, Query, Table, TableCreateStatement, UpdateStatement,
};
use sea_orm::{ConnectionTrait, DbErr};
use tokio::time::{Instant, sleep};

use super::{Direction, MigrateError, ledger, pending};
use crate::clock::{millis_from_now, now_millis};
use crate::failure::store_error;
use crate::sql::Sql;

const TABLE: &str = "migration_leases";
const ID: &str = "id";
/// Goes up with each lease, so that it tells the holder.
const FENCE: &str = "fence";
/// In milliseconds since 1970.
const UNTIL: &str = "lease_until";
/// The one row.
const THE_SCHEMA: i16 = 1;

/// How long a program that died keeps others out. Each migration begins it anew, and keeps its
/// row locked however long it takes.
const TTL: Duration = Duration::from_secs(30);
/// How long to wait for others.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often to look.
const PAUSE: Duration = Duration::from_millis(100);
/// How often to try to make tables that others make at the same time.
const INSTALL_TRIES: usize = 20;

/// The right to change the schema.
pub(super) struct Lease {
    fence: i64,
}

impl Lease {
    /// Waits for it. `None` when there is nothing to be done with it any more.
    pub(super) async fn take(
        sql: &Sql,
        direction: Direction,
    ) -> Result<Option<Self>, MigrateError> {
        install_with_others(&sql.writer().await?.inner).await?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(lease) = Self::try_take(sql).await? {
                return Ok(Some(lease));
            }
            if direction == Direction::Up && pending(sql).await?.is_empty() {
                return Ok(None);
            }
            if Instant::now() >= deadline {
                return Err(MigrateError::Busy);
            }
            sleep(PAUSE).await;
        }
    }

    async fn try_take(sql: &Sql) -> Result<Option<Self>, StoreError> {
        let backend = sql.backend();
        let update = Query::update()
            .table(TABLE)
            .value(FENCE, Expr::col(FENCE).add(1))
            .value(UNTIL, millis_from_now(backend, TTL))
            .and_where(Expr::col(ID).eq(THE_SCHEMA))
            .and_where(Expr::col(UNTIL).lte(now_millis(backend)))
            .returning_col(FENCE)
            .to_owned();
        let row = sql.writer().await?.query_one(&update).await.map_err(store_error)?;
        let fence = row.map(|row| row.try_get("", FENCE).map_err(store_error)).transpose()?;
        Ok(fence.map(|fence| Self { fence }))
    }

    /// Holds it for longer, and its row until the transaction is over. False when it has
    /// passed to another.
    pub(super) async fn renew(
        &self,
        transaction: &impl ConnectionTrait,
    ) -> Result<bool, StoreError> {
        let until = millis_from_now(transaction.get_database_backend(), TTL);
        let update = self.mine().value(UNTIL, until).to_owned();
        let done = transaction.execute(&update).await.map_err(store_error)?;
        Ok(done.rows_affected() == 1)
    }

    pub(super) async fn give_back(self, sql: &Sql) -> Result<(), StoreError> {
        let update = self.mine().value(UNTIL, 0).to_owned();
        sql.writer().await?.execute(&update).await.map_err(store_error).map(drop)
    }

    fn mine(&self) -> UpdateStatement {
        Query::update()
            .table(TABLE)
            .and_where(Expr::col(ID).eq(THE_SCHEMA))
            .and_where(Expr::col(FENCE).eq(self.fence))
            .to_owned()
    }
}

/// Makes what the lease and the ledger need. Two programs that make one table at the same
/// time can both be told that it isn't there, and one then fails: it tries again.
async fn install_with_others(connection: &impl ConnectionTrait) -> Result<(), StoreError> {
    let mut tries = 1;
    loop {
        match install(connection).await {
            Ok(()) => return Ok(()),
            Err(error) if tries == INSTALL_TRIES => return Err(store_error(error)),
            Err(_) => tries += 1,
        }
        sleep(PAUSE).await;
    }
}

/// Makes the tables of the lease and of the ledger when there are none.
pub(super) async fn install(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    connection.execute(&table()).await?;
    let row = Query::insert()
        .into_table(TABLE)
        .columns([ID, FENCE, UNTIL])
        .values([Expr::val(THE_SCHEMA), Expr::val(0_i64), Expr::val(0_i64)])
        .map_err(|error| DbErr::Custom(error.to_string()))?
        .on_conflict(OnConflict::column(ID).do_nothing().to_owned())
        .to_owned();
    connection.execute(&row).await?;
    ledger::install(connection).await
}

fn table() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .if_not_exists()
        .col(ColumnDef::new(ID).small_integer().not_null().primary_key())
        .col(ColumnDef::new(FENCE).big_integer().not_null())
        .col(ColumnDef::new(UNTIL).big_integer().not_null())
        .to_owned()
}
