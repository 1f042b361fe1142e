//! Everybody's sealed secrets.

use std::collections::BTreeSet;

use application::StoreError;
use application::port::{KeyUse, OwnedSecret, SealedSecret, SealedSecrets};
use async_trait::async_trait;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{
    CommonTableExpression, Expr, ExprTrait, Func, Order, Query, SelectStatement, UnionType,
    UpdateStatement, WithClause, WithQuery,
};

use crate::entity::integration_secret::{Column, Entity};
use crate::failure::store_error;
use crate::record::integration_secret::owned_secret;
use crate::row::{read, select_all};
use crate::sql::Sql;

/// Everybody's sealed secrets in SQL.
#[derive(Clone)]
pub struct SeaSealedSecrets {
    sql: Sql,
}

impl SeaSealedSecrets {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }
}

/// The ids of all sealing keys that are in use.
pub(crate) async fn sealing_key_ids(sql: &Sql) -> Result<BTreeSet<String>, StoreError> {
    let rows = sql.reader().query_all(&select_key_ids()).await.map_err(store_error)?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(store_error)).collect()
}

#[async_trait]
impl SealedSecrets for SeaSealedSecrets {
    async fn key_uses(&self) -> Result<Vec<KeyUse>, StoreError> {
        // Counting reads every secret's place in any case: the plan is the database's to choose.
        let select = Query::select()
            .column(Column::KeyId)
            .expr(Func::count(Expr::col(Column::KeyId)))
            .from(Entity)
            .group_by_col(Column::KeyId)
            .order_by(Column::KeyId, Order::Asc)
            .to_owned();
        let rows = self.sql.reader().query_all(&select).await.map_err(store_error)?;
        rows.iter()
            .map(|row| {
                let secrets: i64 = row.try_get_by_index(1).map_err(store_error)?;
                let secrets = u64::try_from(secrets).unwrap_or(0);
                Ok(KeyUse { key_id: row.try_get_by_index(0).map_err(store_error)?, secrets })
            })
            .collect()
    }

    async fn sealed_under_another(
        &self,
        key_id: &str,
        limit: u32,
        after: Option<&OwnedSecret>,
    ) -> Result<Vec<OwnedSecret>, StoreError> {
        let key = || Expr::col(Column::KeyId);
        let mut secrets: Vec<OwnedSecret> = Vec::new();
        // Before and after that key, so that what it seals, by and by nearly everything, is
        // passed over rather than read.
        for other in [key().lt(key_id), key().gt(key_id)] {
            let found = u32::try_from(secrets.len()).unwrap_or(u32::MAX);
            if found >= limit {
                break;
            }
            let select = select_some(other, limit - found, after);
            let rows = self.sql.reader().query_all(&select).await.map_err(store_error)?;
            for row in rows {
                secrets.push(owned_secret(read::<Entity>(&row)?)?);
            }
        }
        Ok(secrets)
    }

    async fn replace(&self, secret: &OwnedSecret, by: &SealedSecret) -> Result<bool, StoreError> {
        let update = replacement(secret, by);
        let done = self.sql.writer().await?.execute(&update).await.map_err(store_error)?;
        Ok(done.rows_affected() == 1)
    }
}

/// Each key's id by one look into the index, from one to the next, however many secrets it
/// seals.
fn select_key_ids() -> WithQuery {
    const IDS: &str = "key_ids";
    let key_id = || Expr::col((Entity, Column::KeyId));
    let before = || Expr::col((IDS, Column::KeyId));
    let mut least = Query::select().expr(Func::min(key_id())).from(Entity).to_owned();
    let next = least.clone().and_where(key_id().gt(before())).to_owned();
    // The last answers NULL, after which none is looked for.
    let each_next = Query::select()
        .expr(Expr::SubQuery(None, Box::new(next.into())))
        .from(IDS)
        .and_where(before().is_not_null())
        .to_owned();
    let ids = CommonTableExpression::new()
        .table_name(IDS)
        .column(Column::KeyId)
        .query(least.union(UnionType::All, each_next).to_owned())
        .to_owned();
    Query::select()
        .expr(before())
        .from(IDS)
        .and_where(before().is_not_null())
        .to_owned()
        .with(WithClause::new().recursive(true).cte(ids).to_owned())
}

fn select_some(which: Expr, limit: u32, after: Option<&OwnedSecret>) -> SelectStatement {
    const PLACE: [Column; 3] = [Column::KeyId, Column::UserId, Column::Kind];
    let mut select = Query::select().from(Entity).and_where(which).limit(limit.into()).to_owned();
    for column in PLACE {
        select.order_by(column, Order::Asc);
    }
    if let Some(after) = after {
        let place = Expr::tuple([
            Expr::val(after.sealed.key_id.as_str()),
            Expr::val(after.owner.as_uuid()),
            Expr::val(after.kind.as_str()),
        ]);
        select.and_where(Expr::tuple(PLACE.map(Expr::col)).gt(place));
    }
    select_all::<Entity>(&mut select);
    select
}

fn replacement(secret: &OwnedSecret, by: &SealedSecret) -> UpdateStatement {
    Query::update()
        .table(Entity)
        .value(Column::Ciphertext, by.ciphertext.as_str())
        .value(Column::KeyId, by.key_id.as_str())
        .and_where(Expr::col(Column::UserId).eq(secret.owner.as_uuid()))
        .and_where(Expr::col(Column::Kind).eq(secret.kind.as_str()))
        .and_where(Expr::col(Column::KeyId).eq(secret.sealed.key_id.as_str()))
        .and_where(Expr::col(Column::Ciphertext).eq(secret.sealed.ciphertext.as_str()))
        .to_owned()
}
