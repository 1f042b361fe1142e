//! What a save writes.

use std::num::NonZeroU32;

use application::StoreError;
use application::port::{ConfigSave, SaveOutcome, SealedSecret};
use chrono::{DateTime, Utc};
use domain::Change;
use domain::integration::SecretKind;
use domain::studio::Revision;
use domain::value::UserId;
use sea_orm::sea_query::{
    DeleteStatement, Expr, ExprTrait, InsertStatement, OnConflict, Query, UpdateStatement, Value,
};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use crate::clock::cut;
use crate::entity::studio_config::{Column, Entity};
use crate::entity::{assistant_sync, studio_config_revision};
use crate::failure::{Failure, is_reference_gone, store_error};
use crate::record::integration_secret::mail_password_row;
use crate::record::studio_config_revision::row_of;
use crate::sql::Transaction;
use crate::store::secret;

pub(super) async fn insert_revision(
    transaction: &Transaction,
    owner: UserId,
    save: &ConfigSave,
) -> Result<SaveOutcome, StoreError> {
    use studio_config_revision::{Column, Entity};
    let row = row_of(owner, save);
    let unless_there =
        OnConflict::columns([Column::UserId, Column::Revision]).do_nothing().to_owned();
    let insert = Entity::insert(row.into_active_model()).on_conflict(unless_there);
    match insert.exec_without_returning(&**transaction).await {
        Ok(0) => Ok(SaveOutcome::Stale),
        Ok(_) => Ok(SaveOutcome::Saved),
        Err(error) if is_reference_gone(&error) => Ok(SaveOutcome::Gone),
        Err(error) => Err(store_error(error)),
    }
}

pub(super) async fn write_config(
    transaction: &Transaction,
    owner: UserId,
    save: &ConfigSave,
    columns: Vec<(Column, Value)>,
) -> Result<SaveOutcome, StoreError> {
    let written = if save.expected == 0 {
        transaction.execute(&first_save(owner, save, columns)?).await
    } else {
        transaction.execute(&later_save(owner, save, columns)).await
    };
    match written.map_err(store_error)?.rows_affected() {
        0 => Ok(SaveOutcome::Stale),
        _ => Ok(SaveOutcome::Saved),
    }
}

fn first_save(
    owner: UserId,
    save: &ConfigSave,
    columns: Vec<(Column, Value)>,
) -> Result<InsertStatement, StoreError> {
    let at = cut(save.at);
    let (names, values): (Vec<_>, Vec<_>) = [
        (Column::UserId, owner.as_uuid().into()),
        (Column::Revision, 1_i64.into()),
        (Column::CreatedAt, at.into()),
        (Column::UpdatedAt, at.into()),
    ]
    .into_iter()
    .chain(columns)
    .map(|(name, value)| (name, Expr::val(value)))
    .unzip();
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns(names)
        .on_conflict(OnConflict::column(Column::UserId).do_nothing().to_owned())
        .values(values)
        .map_err(|_| StoreError::Corrupt(Box::new(Failure::Unexpected)))?;
    Ok(insert)
}

fn later_save(owner: UserId, save: &ConfigSave, columns: Vec<(Column, Value)>) -> UpdateStatement {
    Query::update()
        .table(Entity)
        .values(columns.into_iter().map(|(name, value)| (name, Expr::val(value))))
        .value(Column::Revision, save.expected.saturating_add(1))
        .value(Column::UpdatedAt, cut(save.at))
        .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
        .and_where(Expr::col(Column::Revision).eq(save.expected))
        .to_owned()
}

/// Deletes the revisions that a save from `expected` leaves behind.
pub(super) async fn delete_revisions(
    transaction: &Transaction,
    owner: UserId,
    expected: Revision,
    keep: Option<NonZeroU32>,
) -> Result<(), StoreError> {
    let Some(keep) = keep else { return Ok(()) };
    // Revisions are numbered in a row: the newest so many are told by their numbers.
    let latest_left = expected.saturating_add(1).saturating_sub(keep.get().into());
    if latest_left < 1 {
        return Ok(());
    }
    let delete = delete_up_to(owner, latest_left);
    transaction.execute(&delete).await.map_err(store_error).map(drop)
}

fn delete_up_to(owner: UserId, latest: Revision) -> DeleteStatement {
    use studio_config_revision::{Column, Entity};
    let synced = Query::select()
        .column(assistant_sync::Column::SyncedRevision)
        .from(assistant_sync::Entity)
        .and_where(Expr::col(assistant_sync::Column::UserId).eq(owner.as_uuid()))
        // Beside a NULL, nothing is known not to be among them.
        .and_where(Expr::col(assistant_sync::Column::SyncedRevision).is_not_null())
        .to_owned();
    Query::delete()
        .from_table(Entity)
        .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
        .and_where(Expr::col(Column::Revision).lte(latest))
        .and_where(Expr::col(Column::Revision).not_in_subquery(synced))
        .to_owned()
}

pub(super) async fn change_mail_password(
    transaction: &Transaction,
    owner: UserId,
    change: Change<SealedSecret>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    match change {
        Change::Keep => Ok(()),
        Change::Clear => {
            let delete = secret::delete(owner, SecretKind::SmtpPassword);
            transaction.execute(&delete).await.map_err(store_error).map(drop)
        }
        Change::Set(sealed) => {
            let row = mail_password_row(owner, sealed, at);
            secret::upsert(&**transaction, row).await.map_err(store_error)
        }
    }
}
