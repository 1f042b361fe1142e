//! What is asked for too often.

mod count;

use application::StoreError;
use application::port::RateLimiter;
use application::{Allowance, Quota};
use async_trait::async_trait;
use sea_orm::sea_query::{
    CaseStatement, DeleteStatement, Expr, ExprTrait, InsertStatement, OnConflict, Query,
    SelectStatement, UpdateStatement,
};
use sea_orm::{ConnectionTrait, DbBackend};

use self::count::{Steps, digest};
use crate::clock::statement_micros;
use crate::entity::rate_limit::{Column, Entity};
use crate::failure::{Failure, store_error};
use crate::sql::Sql;

/// Counts in SQL, by the database's clock. Each method is one statement and a transaction of
/// its own, so that no two count from the same row at one moment.
#[derive(Clone)]
pub struct SeaRateLimiter {
    sql: Sql,
}

impl SeaRateLimiter {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }
}

#[async_trait]
impl RateLimiter for SeaRateLimiter {
    async fn take(&self, quota: Quota, subject: &str) -> Result<Allowance, StoreError> {
        let steps = Steps::of(quota);
        let take = take_of(digest(quota, subject), steps, self.sql.backend())?;
        let row = self.sql.writer().await?.query_one(&take).await.map_err(store_error)?;
        // It always answers: a refused take writes the row as it was.
        let row = row.ok_or_else(|| StoreError::Corrupt(Box::new(Failure::Unexpected)))?;
        let [tat, now] = [0, 1].map(|index| row.try_get_by_index(index).map_err(store_error));
        let passed = row.try_get_by_index(2).map_err(store_error)?;
        Ok(steps.allowance(tat?, now?, Some(passed)))
    }

    async fn look(&self, quota: Quota, subject: &str) -> Result<Allowance, StoreError> {
        let steps = Steps::of(quota);
        let select = select_of(digest(quota, subject), self.sql.backend());
        let row = self.sql.reader().query_one(&select).await.map_err(store_error)?;
        let Some(row) = row else { return Ok(steps.allowance(0, 0, None)) };
        let [tat, now] = [0, 1].map(|index| row.try_get_by_index(index).map_err(store_error));
        Ok(steps.allowance(tat?, now?, None))
    }

    async fn give_back(&self, quota: Quota, subject: &str) -> Result<(), StoreError> {
        let update = give_back_of(digest(quota, subject), Steps::of(quota), self.sql.backend());
        self.sql.writer().await?.execute(&update).await.map_err(store_error).map(drop)
    }

    async fn tidy(&self) -> Result<u64, StoreError> {
        let delete = forget_of(self.sql.backend());
        let done =
            self.sql.patient().writer().await?.execute(&delete).await.map_err(store_error)?;
        Ok(done.rows_affected())
    }
}

/// Takes one or leaves the row as it is, and answers which, with the row and the database's time.
/// Whoever counts at the same time waits for the row and then decides by what it has become.
fn take_of(
    subject: Vec<u8>,
    steps: Steps,
    backend: DbBackend,
) -> Result<InsertStatement, StoreError> {
    let now = || statement_micros(backend);
    let tat = || Expr::col((Entity, Column::Tat));
    let last_that_passes = || now().add(steps.room());
    let next = CaseStatement::new()
        .case(tat().gt(last_that_passes()), tat())
        .case(tat().gt(now()), tat().add(steps.interval()))
        .finally(now().add(steps.interval()));
    let counted = OnConflict::column(Column::Subject)
        .value(Column::Tat, next)
        .value(Column::Passed, tat().lte(last_that_passes()))
        .to_owned();
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::Subject, Column::Tat, Column::Passed])
        .values([Expr::val(subject), now().add(steps.interval()), Expr::val(true)])
        .map_err(|_| StoreError::Corrupt(Box::new(Failure::Unexpected)))?
        .on_conflict(counted)
        .returning(Query::returning().exprs([
            Expr::col(Column::Tat),
            now(),
            Expr::col(Column::Passed),
        ]));
    Ok(insert)
}

fn select_of(subject: Vec<u8>, backend: DbBackend) -> SelectStatement {
    Query::select()
        .column(Column::Tat)
        .expr(statement_micros(backend))
        .from(Entity)
        .and_where(Expr::col(Column::Subject).eq(subject))
        .to_owned()
}

fn give_back_of(subject: Vec<u8>, steps: Steps, backend: DbBackend) -> UpdateStatement {
    let now = || statement_micros(backend);
    let one_less = || Expr::col(Column::Tat).sub(steps.interval());
    let tat = CaseStatement::new().case(one_less().gt(now()), one_less()).finally(now());
    Query::update()
        .table(Entity)
        .value(Column::Tat, tat)
        .and_where(Expr::col(Column::Subject).eq(subject))
        .and_where(Expr::col(Column::Tat).gt(now()))
        .to_owned()
}

fn forget_of(backend: DbBackend) -> DeleteStatement {
    Query::delete()
        .from_table(Entity)
        .and_where(Expr::col(Column::Tat).lte(statement_micros(backend)))
        .to_owned()
}
