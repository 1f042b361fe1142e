//! Secrets.

mod sealed;

use application::port::{Integrations, SecretStore, StoredSecret};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::audit::AuditEvent;
use domain::integration::SecretKind;
use domain::value::UserId;
use sea_orm::sea_query::{Cond, DeleteStatement, Expr, ExprTrait, OnConflict};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

pub use self::sealed::SeaSealedSecrets;
pub(crate) use self::sealed::sealing_key_ids;
use super::audit::insert_event;
use crate::entity::integration_secret::{Column, Entity, Model};
use crate::entity::user;
use crate::failure::{bad_row, is_reference_gone, store_error};
use crate::record::integration_secret::{TABLE, row_of, stored_secret};
use crate::row::{Reader, read_joined, select_all};
use crate::sql::Sql;

/// What the studio asks for; the mail password is the configuration's.
const LOADED: [SecretKind; 2] = [SecretKind::VapiKey, SecretKind::TwilioAuthToken];

/// Keeps sealed secrets in SQL.
#[derive(Clone)]
pub struct SeaSecretStore {
    sql: Sql,
}

impl SeaSecretStore {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }
}

#[async_trait]
impl SecretStore for SeaSecretStore {
    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Integrations>, StoreError> {
        load_secrets(&self.sql, Reader::Caller(caller, now)).await
    }

    async fn put(
        &self,
        owner: UserId,
        kind: SecretKind,
        secret: StoredSecret,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let row = row_of(owner, kind, secret);
        let transaction = self.sql.begin().await?;
        match upsert(&*transaction, row).await {
            Ok(()) => {
                insert_event(&*transaction, event).await?;
                transaction.commit().await?;
                Ok(true)
            }
            Err(error) if is_reference_gone(&error) => {
                transaction.roll_back().await?;
                Ok(false)
            }
            Err(error) => Err(store_error(error)),
        }
    }

    async fn remove(
        &self,
        owner: UserId,
        kind: SecretKind,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let transaction = self.sql.begin().await?;
        let done = transaction.execute(&delete(owner, kind)).await.map_err(store_error)?;
        if done.rows_affected() == 0 {
            return transaction.roll_back().await;
        }
        insert_event(&*transaction, event).await?;
        transaction.commit().await
    }
}

/// A user's secrets, but the mail password.
pub(in crate::store) async fn load_secrets(
    sql: &Sql,
    reader: Reader,
) -> Result<Option<Integrations>, StoreError> {
    let rows = sql.reader().query_all(&select_secrets(reader)).await.map_err(store_error)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut integrations = Integrations::default();
    for row in rows {
        let Some(row) = read_joined::<Entity, String>(&row, Column::Kind)? else { continue };
        let place = match SecretKind::parse(&row.kind) {
            Some(SecretKind::VapiKey) => &mut integrations.vapi_key,
            Some(SecretKind::TwilioAuthToken) => &mut integrations.twilio,
            Some(SecretKind::SmtpPassword) | None => return Err(bad_row(TABLE, "kind")),
        };
        *place = Some(stored_secret(row));
    }
    Ok(Some(integrations))
}

/// Stores a secret in the place of an older one of its kind.
pub(in crate::store) async fn upsert(
    connection: &impl ConnectionTrait,
    row: Model,
) -> Result<(), DbErr> {
    let place = OnConflict::columns([Column::UserId, Column::Kind])
        .update_columns([
            Column::Ciphertext,
            Column::KeyId,
            Column::Preview,
            Column::Detail,
            Column::VerifiedAt,
            Column::UpdatedAt,
        ])
        .to_owned();
    let insert = Entity::insert(row.into_active_model()).on_conflict(place);
    insert.exec_without_returning(connection).await.map(drop)
}

/// Forgets a secret.
pub(in crate::store) fn delete(owner: UserId, kind: SecretKind) -> DeleteStatement {
    Query::delete()
        .from_table(Entity)
        .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
        .and_where(Expr::col(Column::Kind).eq(kind.as_str()))
        .to_owned()
}

fn select_secrets(reader: Reader) -> SelectStatement {
    let mut select = reader.select();
    select.left_join(
        Entity,
        Cond::all()
            .add(Expr::col((Entity, Column::UserId)).equals((user::Entity, user::Column::Id)))
            .add(Expr::col((Entity, Column::Kind)).is_in(LOADED.map(SecretKind::as_str))),
    );
    select_all::<Entity>(&mut select);
    select
}
