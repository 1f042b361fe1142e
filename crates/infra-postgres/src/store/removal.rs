//! What is left to be deleted at Vapi.

use std::time::Duration;

use application::StoreError;
use application::port::{AssistantRemoval, AssistantRemovalStore};
use async_trait::async_trait;
use domain::value::AssistantRemovalId;
use sea_orm::sea_query::{
    Expr, ExprTrait, InsertStatement, LockBehavior, LockType, Order, Query, UpdateStatement,
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Iterable, ModelTrait};

use crate::clock::{millis_from_now, now_millis, statement_millis};
use crate::entity::assistant_removal::{Column, Entity, Model};
use crate::failure::{Failure, store_error};
use crate::record::assistant_removal::{removal, row_of};
use crate::sql::Sql;

/// Keeps removals in SQL until they are done.
#[derive(Clone)]
pub struct SeaAssistantRemovalStore {
    sql: Sql,
}

impl SeaAssistantRemovalStore {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }
}

#[async_trait]
impl AssistantRemovalStore for SeaAssistantRemovalStore {
    async fn add(&self, removal: &AssistantRemoval) -> Result<(), StoreError> {
        insert_removal(&*self.sql.writer().await?, removal).await
    }

    async fn take_due(&self, patience: Duration) -> Result<Option<AssistantRemoval>, StoreError> {
        let take = take_of(patience, self.sql.backend());
        let row = self.sql.writer().await?.query_one(&take).await.map_err(store_error)?;
        let row = row.map(|row| Model::from_query_result(&row, "").map_err(store_error));
        Ok(row.transpose()?.map(removal))
    }

    async fn done(&self, id: AssistantRemovalId) -> Result<(), StoreError> {
        let delete = Query::delete()
            .from_table(Entity)
            .and_where(Expr::col(Column::Id).eq(id.as_uuid()))
            .to_owned();
        self.sql.writer().await?.execute(&delete).await.map_err(store_error).map(drop)
    }
}

/// Writes a removal that is due at once, in the transaction of whoever calls in one.
pub(super) async fn insert_removal(
    connection: &impl ConnectionTrait,
    removal: &AssistantRemoval,
) -> Result<(), StoreError> {
    let insert = insert_of(removal, connection.get_database_backend())?;
    connection.execute(&insert).await.map_err(store_error).map(drop)
}

fn insert_of(
    removal: &AssistantRemoval,
    backend: DbBackend,
) -> Result<InsertStatement, StoreError> {
    let row = row_of(removal);
    let values = Column::iter().map(|column| match column {
        Column::DueAt => now_millis(backend),
        other => Expr::val(row.get(other)),
    });
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns(Column::iter())
        .values(values)
        .map_err(|_| StoreError::Corrupt(Box::new(Failure::Unexpected)))?;
    Ok(insert)
}

/// Takes the one that has waited longest. Those who ask at the same time pass over the one that
/// this is taking, rather than wait for it and then have none.
fn take_of(patience: Duration, backend: DbBackend) -> UpdateStatement {
    let longest = Query::select()
        .column(Column::Id)
        .from(Entity)
        .and_where(Expr::col(Column::DueAt).lte(statement_millis(backend)))
        .order_by(Column::DueAt, Order::Asc)
        .order_by(Column::CreatedAt, Order::Asc)
        .order_by(Column::Id, Order::Asc)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .to_owned();
    Query::update()
        .table(Entity)
        .value(Column::DueAt, millis_from_now(backend, patience))
        .and_where(Expr::col(Column::Id).eq(Expr::SubQuery(None, Box::new(longest.into()))))
        .returning_all()
        .to_owned()
}
