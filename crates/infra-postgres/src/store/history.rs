//! Everybody's past, to be cut down.

use std::num::NonZeroU32;

use application::StoreError;
use application::port::{Forgotten, HistoryStore};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::value::{AuditEventId, UserId};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{
    Cond, DeleteStatement, Expr, ExprTrait, LockBehavior, LockType, Order, Query, SelectStatement,
};
use sea_orm::{ConnectionTrait, IdenStatic};

use crate::clock::cut;
use crate::entity::{assistant_sync, audit_event, studio_config, studio_config_revision};
use crate::failure::store_error;
use crate::sql::Sql;

/// Forgets in SQL what other stores have kept.
#[derive(Clone)]
pub struct SeaHistoryStore {
    sql: Sql,
}

impl SeaHistoryStore {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }

    async fn count(&self, select: &SelectStatement) -> Result<u64, StoreError> {
        let row = self.sql.reader().query_one(select).await.map_err(store_error)?;
        let count = row.map(|row| row.try_get_by_index::<i64>(0)).transpose();
        Ok(count.map_err(store_error)?.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Deletes a batch; the greatest of what this column has of it is where the next one begins.
    async fn delete(
        &self,
        delete: &DeleteStatement,
        column: &str,
        limit: u32,
    ) -> Result<Forgotten<Uuid>, StoreError> {
        let gone = self.sql.writer().await?.query_all(delete).await.map_err(store_error)?;
        let mut last = None;
        for row in &gone {
            let place = Some(row.try_get::<Uuid>("", column).map_err(store_error)?);
            last = Ord::max(last, place);
        }
        let is_full = gone.len() >= limit as usize;
        Ok(Forgotten { count: gone.len() as u64, next: last.filter(|_| is_full) })
    }
}

#[async_trait]
impl HistoryStore for SeaHistoryStore {
    async fn superfluous_revisions(&self, keep: NonZeroU32) -> Result<u64, StoreError> {
        let count = superfluous(keep).expr(Expr::cust("count(*)")).to_owned();
        self.count(&count).await
    }

    async fn forget_revisions(
        &self,
        keep: NonZeroU32,
        from: Option<UserId>,
        limit: u32,
    ) -> Result<Forgotten<UserId>, StoreError> {
        use studio_config_revision::Column;
        let delete = delete_revisions(keep, from, limit);
        let gone = self.delete(&delete, Column::UserId.as_str(), limit).await?;
        Ok(Forgotten { count: gone.count, next: gone.next.map(UserId::new) })
    }

    async fn events_before(&self, time: DateTime<Utc>) -> Result<u64, StoreError> {
        self.count(&events_before(time).expr(Expr::cust("count(*)")).to_owned()).await
    }

    async fn forget_events(
        &self,
        time: DateTime<Utc>,
        after: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Forgotten<AuditEventId>, StoreError> {
        use audit_event::Column;
        let delete = delete_events(time, after, limit);
        let gone = self.delete(&delete, Column::Id.as_str(), limit).await?;
        Ok(Forgotten { count: gone.count, next: gone.next.map(AuditEventId::new) })
    }
}

/// From the revisions of which so many newer ones are kept, and that were not synced last.
fn superfluous(keep: NonZeroU32) -> SelectStatement {
    use studio_config_revision::{Column, Entity};
    let revision = || Expr::col((Entity, Column::Revision));
    let of_owner = |column: Expr| column.equals((Entity, Column::UserId));
    // Revisions are numbered in a row: the newest so many are told by their numbers.
    let latest = Query::select()
        .column((studio_config::Entity, studio_config::Column::Revision))
        .from(studio_config::Entity)
        .and_where(of_owner(Expr::col((studio_config::Entity, studio_config::Column::UserId))))
        .to_owned();
    let synced = Query::select()
        .expr(Expr::val(1))
        .from(assistant_sync::Entity)
        .and_where(of_owner(Expr::col((assistant_sync::Entity, assistant_sync::Column::UserId))))
        .and_where(
            Expr::col((assistant_sync::Entity, assistant_sync::Column::SyncedRevision))
                .equals((Entity, Column::Revision)),
        )
        .to_owned();
    let latest = Expr::SubQuery(None, Box::new(latest.into()));
    Query::select()
        .from(Entity)
        .and_where(revision().lte(latest.sub(i64::from(keep.get()))))
        .and_where(Expr::exists(synced).not())
        .to_owned()
}

/// Passes over what others are writing: whoever deletes a user, or saves, locks the same rows in
/// an order of their own.
fn delete_revisions(keep: NonZeroU32, from: Option<UserId>, limit: u32) -> DeleteStatement {
    use studio_config_revision::{Column, Entity};
    const PLACE: [Column; 2] = [Column::UserId, Column::Revision];
    let mut batch = superfluous(keep);
    for column in PLACE {
        batch.column((Entity, column)).order_by((Entity, column), Order::Asc);
    }
    if let Some(from) = from {
        batch.and_where(Expr::col((Entity, Column::UserId)).gte(from.as_uuid()));
    }
    batch.limit(limit.into()).lock_with_tables_behavior(
        LockType::Update,
        [Entity],
        LockBehavior::SkipLocked,
    );
    Query::delete()
        .from_table(Entity)
        .cond_where(Cond::all().add(Expr::tuple(PLACE.map(Expr::col)).in_subquery(batch)))
        .returning_col(Column::UserId)
        .to_owned()
}

fn events_before(time: DateTime<Utc>) -> SelectStatement {
    use audit_event::{Column, Entity};
    Query::select().from(Entity).and_where(Expr::col((Entity, Column::At)).lt(cut(time))).to_owned()
}

fn delete_events(time: DateTime<Utc>, after: Option<AuditEventId>, limit: u32) -> DeleteStatement {
    use audit_event::{Column, Entity};
    let mut batch = events_before(time);
    batch
        .column((Entity, Column::Id))
        .order_by((Entity, Column::Id), Order::Asc)
        .limit(limit.into())
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    if let Some(after) = after {
        batch.and_where(Expr::col((Entity, Column::Id)).gt(after.as_uuid()));
    }
    Query::delete()
        .from_table(Entity)
        .and_where(Expr::col(Column::Id).in_subquery(batch))
        .returning_col(Column::Id)
        .to_owned()
}
