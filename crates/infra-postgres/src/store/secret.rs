//! Secrets.

use std::collections::BTreeSet;

use application::port::{Integrations, SecretStore, StoredSecret};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::integration::SecretKind;
use domain::value::UserId;
use sea_orm::sea_query::{Cond, DeleteStatement, Expr, ExprTrait, OnConflict};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

use crate::entity::integration_secret::{Column, Entity, Model};
use crate::entity::user;
use crate::failure::{bad_row, is_reference_gone, store_error};
use crate::record::integration_secret::{row_of, stored_secret};
use crate::row::{read_joined, select_all, select_for};
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

/// The ids of all sealing keys that are in use.
pub(crate) async fn sealing_key_ids(sql: &Sql) -> Result<BTreeSet<String>, StoreError> {
    let select = Query::select().distinct().column(Column::KeyId).from(Entity).to_owned();
    let rows = sql.reader().query_all(&select).await.map_err(store_error)?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(store_error)).collect()
}

#[async_trait]
impl SecretStore for SeaSecretStore {
    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Integrations>, StoreError> {
        let select = select_secrets(caller, now);
        let rows = self.sql.reader().query_all(&select).await.map_err(store_error)?;
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

    async fn put(
        &self,
        owner: UserId,
        kind: SecretKind,
        secret: StoredSecret,
    ) -> Result<bool, StoreError> {
        let row = row_of(owner, kind, secret);
        let writer = self.sql.writer().await?;
        match upsert(&*writer, row).await {
            Ok(()) => Ok(true),
            Err(error) if is_reference_gone(&error) => Ok(false),
            Err(error) => Err(store_error(error)),
        }
    }

    async fn remove(&self, owner: UserId, kind: SecretKind) -> Result<(), StoreError> {
        let writer = self.sql.writer().await?;
        writer.execute(&delete(owner, kind)).await.map_err(store_error).map(drop)
    }
}

const TABLE: &str = "integration_secrets";

/// Stores a secret in the place of an older one of its kind.
pub(super) async fn upsert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
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
pub(super) fn delete(owner: UserId, kind: SecretKind) -> DeleteStatement {
    Query::delete()
        .from_table(Entity)
        .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
        .and_where(Expr::col(Column::Kind).eq(kind.as_str()))
        .to_owned()
}

fn select_secrets(caller: Caller, now: DateTime<Utc>) -> SelectStatement {
    let mut select = select_for(caller, now);
    select.left_join(
        Entity,
        Cond::all()
            .add(Expr::col((Entity, Column::UserId)).equals((user::Entity, user::Column::Id)))
            .add(Expr::col((Entity, Column::Kind)).is_in(LOADED.map(SecretKind::as_str))),
    );
    select_all::<Entity>(&mut select);
    select
}
