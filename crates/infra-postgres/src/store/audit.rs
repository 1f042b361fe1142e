//! The history of accounts.

use std::net::IpAddr;

use application::port::AuditLog;
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::{AuditEvent, AuditKind};
use domain::value::{AuditEventId, UserId};
use sea_orm::sea_query::{
    Expr, ExprTrait, InsertStatement, LockType, Query, SelectStatement, UpdateStatement, Value,
};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, Iterable};

use crate::clock::cut;
use crate::entity::audit_event::{Column, Entity, Model};
use crate::entity::user;
use crate::failure::store_error;
use crate::page::Page;
use crate::record::audit_event::{event, row_of, scrubbed_row_of};
use crate::record::list;
use crate::row::{Reader, insert_if};
use crate::sql::Sql;

/// How long an address is one that someone logs in from.
const FAMILIAR: TimeDelta = TimeDelta::days(90);

/// Keeps what happened in SQL.
#[derive(Clone)]
pub struct SeaAuditLog {
    sql: Sql,
}

impl SeaAuditLog {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }
}

#[async_trait]
impl AuditLog for SeaAuditLog {
    async fn record(&self, event: &AuditEvent) -> Result<(), StoreError> {
        let writer = self.sql.writer().await?;
        let Some(owner) = event.user_id else { return insert_event(&*writer, event).await };
        let insert = insert_for(owner, &row_of(event))?;
        let done = writer.execute(&insert).await.map_err(store_error)?;
        if done.rows_affected() == 1 {
            return Ok(());
        }
        // Whoever is gone is not coming back.
        insert_scrubbed_event(&*writer, event).await
    }

    async fn list(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Option<Vec<AuditEvent>>, StoreError> {
        list_events(&self.sql, Reader::Caller(caller, now), before, limit).await
    }
}

/// A user's events before that one, latest first.
pub(super) async fn list_events(
    sql: &Sql,
    reader: Reader,
    before: Option<AuditEventId>,
    limit: u32,
) -> Result<Option<Vec<AuditEvent>>, StoreError> {
    let page = Page::<Entity> {
        owner: Column::UserId,
        key: Column::Id,
        columns: Column::iter().collect(),
        before: before.map(|id| id.as_uuid().into()),
        limit,
    };
    let rows = page.read::<Model, sea_orm::prelude::Uuid>(sql, reader).await?;
    rows.map(|rows| rows.into_iter().map(event).collect()).transpose()
}

/// Writes an event, in the transaction of whoever calls, which has locked the user or something
/// that goes with the user: a deletion waits for it, and scrubs what it wrote.
pub(super) async fn insert_event(
    connection: &impl ConnectionTrait,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    insert(connection, row_of(event)).await
}

/// Writes what is kept of an event whose user is gone.
pub(super) async fn insert_scrubbed_event(
    connection: &impl ConnectionTrait,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    insert(connection, scrubbed_row_of(event)).await
}

async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), StoreError> {
    let insert = Entity::insert(row.into_active_model());
    insert.exec_without_returning(connection).await.map_err(store_error).map(drop)
}

/// Inserts from the user's own row, locking it: nothing for a user who is gone, and nothing
/// beside a deletion, which would not see it.
fn insert_for(owner: UserId, row: &Model) -> Result<InsertStatement, StoreError> {
    let known = Query::select()
        .from(user::Entity)
        .and_where(Expr::col((user::Entity, user::Column::Id)).eq(owner.as_uuid()))
        .lock(LockType::KeyShare)
        .to_owned();
    insert_if(row, known)
}

/// Leaves of everything that a user ever did that it happened, and when.
pub(super) fn scrub(owner: UserId) -> UpdateStatement {
    Query::update()
        .table(Entity)
        .value(Column::Ip, Expr::null())
        .value(Column::UserAgent, Expr::null())
        .value(Column::RequestId, Expr::null())
        .value(Column::Fields, list::<&str>(&[]))
        .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
        .to_owned()
}

/// Where and since when someone logs in who is [known there](logged_in_from). No event has the
/// address that is not known.
pub(super) fn of_late(address: Option<IpAddr>, now: DateTime<Utc>) -> [Value; 2] {
    [address.map(|address| address.to_string()).into(), cut(now - FAMILIAR).into()]
}

/// Whether the user of the selection around it has logged in from there since then.
pub(super) fn logged_in_from([address, since]: [Value; 2]) -> Expr {
    let of_event = |column| Expr::col((Entity, column));
    // A constant rather than a parameter, for which the partial index would not serve.
    let logged_in = Expr::Constant(AuditKind::LoggedIn.as_str().into());
    let logins: SelectStatement = Query::select()
        .expr(Expr::Constant(1.into()))
        .from(Entity)
        .and_where(of_event(Column::UserId).equals((user::Entity, user::Column::Id)))
        .and_where(of_event(Column::Kind).eq(logged_in))
        .and_where(of_event(Column::Ip).eq(address))
        .and_where(of_event(Column::At).gt(since))
        .to_owned();
    Expr::exists(logins)
}
