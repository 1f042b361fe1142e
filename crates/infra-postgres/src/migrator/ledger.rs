//! Which migrations the database has: the table that their library keeps.

use std::collections::BTreeSet;

use application::StoreError;
use migration::Migrator;
use sea_orm::sea_query::{Expr, ExprTrait, InsertStatement, Order, Query};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::MigratorTrait;

use crate::clock::now_millis;
use crate::failure::{is_schema_missing, store_error};

const TABLE: &str = "seaql_migrations";
const NAME: &str = "version";
/// In seconds since 1970.
const APPLIED_AT: &str = "applied_at";

/// Makes the table when there is none.
pub(super) async fn install(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    Migrator::install(connection).await
}

/// The names of what was applied. Writes nothing, and needs no right to.
pub(super) async fn applied(
    connection: &impl ConnectionTrait,
) -> Result<BTreeSet<String>, StoreError> {
    let select = Query::select().column(NAME).from(TABLE).order_by(NAME, Order::Asc).to_owned();
    let rows = match connection.query_all(&select).await {
        Err(error) if is_schema_missing(&error) => return Ok(BTreeSet::new()),
        answered => answered.map_err(store_error)?,
    };
    rows.iter().map(|row| row.try_get("", NAME).map_err(store_error)).collect()
}

pub(super) async fn add(connection: &impl ConnectionTrait, name: &str) -> Result<(), StoreError> {
    let insert = line(connection.get_database_backend(), name).map_err(store_error)?;
    connection.execute(&insert).await.map_err(store_error).map(drop)
}

pub(super) async fn remove(
    connection: &impl ConnectionTrait,
    name: &str,
) -> Result<(), StoreError> {
    let delete = Query::delete().from_table(TABLE).and_where(Expr::col(NAME).eq(name)).to_owned();
    connection.execute(&delete).await.map_err(store_error).map(drop)
}

/// The line of a migration that is applied now.
pub(super) fn line(backend: DbBackend, name: &str) -> Result<InsertStatement, DbErr> {
    let mut insert = Query::insert();
    insert
        .into_table(TABLE)
        .columns([NAME, APPLIED_AT])
        .values([Expr::val(name), now_millis(backend).div(1000)])
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(insert)
}
