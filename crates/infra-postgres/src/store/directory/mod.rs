//! Everybody, for an operator.

mod records;
mod statement;

use application::StoreError;
use application::port::{ListedUser, PasswordHash, UserDirectory, UserQuery};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::account::UserHandle;
use domain::audit::AuditEvent;
use domain::user::User;
use domain::value::UserId;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::UpdateStatement;

pub use self::records::SeaUserRecords;
use self::statement::{disable, enable, select_one, select_some, set_hash};
use super::audit::insert_event;
use super::session::end_sessions;
use super::user::insert_user;
use crate::entity::user::Entity;
use crate::failure::store_error;
use crate::record::user::listed_user;
use crate::row::read;
use crate::sql::Sql;

/// Knows all users in SQL.
#[derive(Clone)]
pub struct SeaUserDirectory {
    sql: Sql,
}

impl SeaUserDirectory {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }

    /// Writes to the one user, ends their sessions at that time where there is one, and writes
    /// the event: in this order, as always.
    async fn write(
        &self,
        owner: UserId,
        update: UpdateStatement,
        end_sessions_at: Option<DateTime<Utc>>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let transaction = self.sql.begin().await?;
        let done = transaction.execute(&update).await.map_err(store_error)?;
        if done.rows_affected() != 1 {
            transaction.roll_back().await?;
            return Ok(false);
        }
        if let Some(at) = end_sessions_at {
            end_sessions(&*transaction, owner, None, at).await?;
        }
        insert_event(&*transaction, event).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

#[async_trait]
impl UserDirectory for SeaUserDirectory {
    async fn list(&self, query: &UserQuery) -> Result<Vec<ListedUser>, StoreError> {
        let select = select_some(query);
        let rows = self.sql.reader().query_all(&select).await.map_err(store_error)?;
        rows.iter().map(|row| listed_user(read::<Entity>(row)?)).collect()
    }

    async fn find(&self, who: &UserHandle) -> Result<Option<ListedUser>, StoreError> {
        let row = self.sql.reader().query_one(&select_one(who)).await.map_err(store_error)?;
        row.map(|row| listed_user(read::<Entity>(&row)?)).transpose()
    }

    async fn add(
        &self,
        user: &User,
        password_hash: &PasswordHash,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let transaction = self.sql.begin().await?;
        insert_user(&*transaction, user, password_hash).await?;
        insert_event(&*transaction, event).await?;
        transaction.commit().await
    }

    async fn set_password(
        &self,
        owner: UserId,
        password_hash: &PasswordHash,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        self.write(owner, set_hash(owner, password_hash), Some(at), event).await
    }

    async fn disable(
        &self,
        owner: UserId,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        self.write(owner, disable(owner, at), Some(at), event).await
    }

    async fn enable(&self, owner: UserId, event: &AuditEvent) -> Result<bool, StoreError> {
        self.write(owner, enable(owner), None, event).await
    }
}
