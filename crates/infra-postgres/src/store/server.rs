//! The servers that run on this database.

use std::time::Duration;

use application::StoreError;
use application::port::{ServerKeys, ServerRegistry};
use async_trait::async_trait;
use sea_orm::sea_query::{
    DeleteStatement, Expr, ExprTrait, InsertStatement, OnConflict, Order, Query, SelectStatement,
};
use sea_orm::{ConnectionTrait, DbBackend};
use uuid::Uuid;

use crate::clock::{millis, now_millis, statement_millis};
use crate::entity::server::{Column, Entity};
use crate::failure::{Failure, store_error};
use crate::record::list;
use crate::record::server::server_keys;
use crate::row::{read, select_all};
use crate::sql::Sql;

/// After how much silence a server runs no more.
const SILENCE: Duration = Duration::from_secs(30);

/// Keeps in SQL which servers run.
#[derive(Clone)]
pub struct SeaServerRegistry {
    sql: Sql,
}

impl SeaServerRegistry {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }
}

#[async_trait]
impl ServerRegistry for SeaServerRegistry {
    async fn announce(&self, server: &ServerKeys) -> Result<(), StoreError> {
        let announce = announcement(server, self.sql.backend())?;
        self.sql.writer().await?.execute(&announce).await.map_err(store_error).map(drop)
    }

    async fn leave(&self, server: Uuid) -> Result<(), StoreError> {
        let delete = Query::delete()
            .from_table(Entity)
            .and_where(Expr::col(Column::Id).eq(server))
            .to_owned();
        self.sql.writer().await?.execute(&delete).await.map_err(store_error).map(drop)
    }

    async fn running(&self) -> Result<Vec<ServerKeys>, StoreError> {
        let backend = self.sql.backend();
        self.sql.writer().await?.execute(&silent(backend)).await.map_err(store_error)?;
        let heard = self.sql.reader().query_all(&heard(backend)).await.map_err(store_error)?;
        heard.iter().map(|row| server_keys(&read::<Entity>(row)?)).collect()
    }
}

fn announcement(server: &ServerKeys, backend: DbBackend) -> Result<InsertStatement, StoreError> {
    let again = OnConflict::column(Column::Id)
        .update_columns([Column::Sealing, Column::Signing, Column::SeenAt])
        .to_owned();
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::Id, Column::Sealing, Column::Signing, Column::SeenAt])
        .values([
            Expr::val(server.server),
            Expr::val(list(&server.sealing)),
            Expr::val(list(&server.signing)),
            now_millis(backend),
        ])
        .map_err(|_| StoreError::Corrupt(Box::new(Failure::Unexpected)))?
        .on_conflict(again);
    Ok(insert)
}

fn silent(backend: DbBackend) -> DeleteStatement {
    Query::delete()
        .from_table(Entity)
        .and_where(Expr::col(Column::SeenAt).lte(last_silent(backend)))
        .to_owned()
}

fn heard(backend: DbBackend) -> SelectStatement {
    let mut select = Query::select()
        .from(Entity)
        .and_where(Expr::col(Column::SeenAt).gt(last_silent(backend)))
        .order_by(Column::Id, Order::Asc)
        .to_owned();
    select_all::<Entity>(&mut select);
    select
}

fn last_silent(backend: DbBackend) -> Expr {
    statement_millis(backend).sub(millis(SILENCE))
}
