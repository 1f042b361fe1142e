//! Users.

mod statement;

use std::net::IpAddr;

use application::port::{
    AccountDeletion, Credentials, PasswordChange, PasswordHash, RefreshTokenHash, StoredUser,
    UserStore,
};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::account::Identifier;
use domain::audit::AuditEvent;
use domain::session::Session;
use domain::user::User;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel};

use self::statement::{FROM_HERE, credentials_of, delete_user, replace_hash, update_of};
use super::audit::{insert_event, insert_scrubbed_event, scrub};
use super::removal::insert_removal;
use super::session::{end_sessions, insert_session};
use crate::entity::user::{Entity, Model};
use crate::failure::store_error;
use crate::record::user::{credentials, row_of, stored_user};
use crate::row::{Reader, read, select_all};
use crate::sql::Sql;
use crate::text::ReaderSelect;

static USER: ReaderSelect = ReaderSelect::new(select_user);

/// Keeps users in SQL.
#[derive(Clone)]
pub struct SeaUserStore {
    sql: Sql,
}

impl SeaUserStore {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }

    /// The user who calls.
    async fn caller(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Model>, StoreError> {
        let select = USER.statement(Reader::Caller(caller, now), self.sql.backend());
        let row = self.sql.reader().query_one_raw(select).await.map_err(store_error)?;
        row.map(|row| read::<Entity>(&row)).transpose()
    }
}

fn select_user(reader: Reader, _: DbBackend) -> SelectStatement {
    let mut select = reader.select();
    select_all::<Entity>(&mut select);
    select
}

/// Adds a user, in the transaction of whoever calls.
pub(super) async fn insert_user(
    connection: &impl ConnectionTrait,
    user: &User,
    password_hash: &PasswordHash,
) -> Result<(), StoreError> {
    let insert = Entity::insert(row_of(user, password_hash).into_active_model());
    insert.exec_without_returning(connection).await.map_err(store_error).map(drop)
}

#[async_trait]
impl UserStore for SeaUserStore {
    async fn add(
        &self,
        user: &User,
        password_hash: &PasswordHash,
        session: &Session,
        refresh_token: &RefreshTokenHash,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let transaction = self.sql.begin().await?;
        insert_user(&*transaction, user, password_hash).await?;
        insert_session(&*transaction, session, refresh_token).await?;
        insert_event(&*transaction, event).await?;
        transaction.commit().await
    }

    async fn find_credentials(
        &self,
        identifier: &Identifier,
        address: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Option<Credentials>, StoreError> {
        let Some(select) = credentials_of(identifier, address, now, self.sql.backend()) else {
            return Ok(None);
        };
        let row = self.sql.reader().query_one_raw(select).await.map_err(store_error)?;
        row.map(|row| {
            let from_here = row.try_get("", FROM_HERE).map_err(store_error)?;
            credentials(read::<Entity>(&row)?, from_here)
        })
        .transpose()
    }

    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<StoredUser>, StoreError> {
        self.caller(caller, now).await?.map(stored_user).transpose()
    }

    async fn load_credentials(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Credentials>, StoreError> {
        self.caller(caller, now).await?.map(|row| credentials(row, false)).transpose()
    }

    async fn change_password(&self, change: &PasswordChange) -> Result<bool, StoreError> {
        let transaction = self.sql.begin().await?;
        // The user first, as always: of several changes from one hash, the others wait for this
        // one, and then find another hash.
        let done = transaction.execute(&replace_hash(change)).await.map_err(store_error)?;
        if done.rows_affected() != 1 {
            transaction.roll_back().await?;
            return Ok(false);
        }
        if let Some(keep) = change.end_all_but {
            end_sessions(&*transaction, change.owner, Some(keep), change.at).await?;
        }
        if let Some(event) = &change.event {
            insert_event(&*transaction, event).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    async fn delete(&self, deletion: &AccountDeletion) -> Result<bool, StoreError> {
        let transaction = self.sql.begin().await?;
        // The user first, as always, and with them all that refers to them. Whoever is writing
        // something of the user's is waited for, so that the scrubbing, which comes after, sees
        // every event that there will be.
        let done = transaction.execute(&delete_user(deletion)).await.map_err(store_error)?;
        if done.rows_affected() != 1 {
            transaction.roll_back().await?;
            return Ok(false);
        }
        transaction.execute(&scrub(deletion.owner)).await.map_err(store_error)?;
        insert_scrubbed_event(&*transaction, &deletion.event).await?;
        if let Some(removal) = &deletion.removal {
            insert_removal(&*transaction, removal).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    async fn update(&self, user: &User, expected_version: i64) -> Result<bool, StoreError> {
        let update = update_of(user, expected_version);
        let writer = self.sql.writer().await?;
        let done = writer.execute(&update).await.map_err(store_error)?;
        Ok(done.rows_affected() == 1)
    }
}
