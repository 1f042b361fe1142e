//! Configurations and their history.

use application::port::{ConfigSave, SaveOutcome, SealedSecret, StudioConfigStore, StudioRecord};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Change;
use domain::integration::SecretKind;
use domain::studio::AccountDefaults;
use domain::sync::SyncFacts;
use domain::value::UserId;
use sea_orm::sea_query::{
    Cond, Expr, ExprTrait, InsertStatement, OnConflict, Query, SelectStatement, UpdateStatement,
    Value,
};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryResult};

use super::secret;
use crate::clock::{cut, now_millis};
use crate::entity::studio_config::{Column, Entity};
use crate::entity::{assistant_sync, integration_secret, studio_config_revision, user};
use crate::failure::{Failure, is_reference_gone, store_error};
use crate::record::assistant_sync::{linked, sync_facts};
use crate::record::integration_secret::mail_password_row;
use crate::record::studio_config::{columns, config, snapshot};
use crate::row::{read_joined, select_all, select_for};
use crate::sql::{Sql, Transaction};

const DATABASE_TIME: &str = "database_time";
const ACCOUNT_EMAIL: &str = "users.email";
const ACCOUNT_ORGANIZATION: &str = "users.organization_name";
const MAIL_PASSWORD: &str = "integration_secrets.kind";

/// Keeps configurations in SQL.
#[derive(Clone)]
pub struct SeaStudioConfigStore {
    sql: Sql,
}

impl SeaStudioConfigStore {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }
}

#[async_trait]
impl StudioConfigStore for SeaStudioConfigStore {
    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<StudioRecord>, StoreError> {
        let select = select_record(caller, now, self.sql.backend());
        let row = self.sql.reader().query_one(&select).await.map_err(store_error)?;
        row.map(|row| studio_record(&row)).transpose()
    }

    async fn save(&self, owner: UserId, save: ConfigSave) -> Result<SaveOutcome, StoreError> {
        let columns = columns(&save.config)?;
        let transaction = self.sql.begin().await?;
        // The revision first: it is what only one save can have, and its reference to the user
        // locks the user before anything of the user's, as deleting one does.
        let outcome = match insert_revision(&transaction, owner, &save).await? {
            SaveOutcome::Saved => write_config(&transaction, owner, &save, columns).await?,
            refused => refused,
        };
        if outcome == SaveOutcome::Saved {
            change_mail_password(&transaction, owner, save.smtp_password, save.at).await?;
            transaction.commit().await?;
        } else {
            transaction.roll_back().await?;
        }
        Ok(outcome)
    }
}

async fn insert_revision(
    transaction: &Transaction,
    owner: UserId,
    save: &ConfigSave,
) -> Result<SaveOutcome, StoreError> {
    use studio_config_revision::{Column, Entity, Model};
    let row = Model {
        user_id: owner.as_uuid(),
        revision: save.expected.saturating_add(1),
        snapshot: snapshot(&save.config),
        changed_fields: serde_json::Value::from(save.changed.clone()).to_string(),
        author: owner.as_uuid(),
        created_at: cut(save.at),
    };
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

async fn write_config(
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

async fn change_mail_password(
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

fn select_record(caller: Caller, now: DateTime<Utc>, backend: DbBackend) -> SelectStatement {
    let user = |column| Expr::col((user::Entity, column));
    let of_user = |joined: Expr| joined.eq(user(user::Column::Id));
    let mut select = select_for(caller, now);
    select
        .expr_as(user(user::Column::Email), ACCOUNT_EMAIL)
        .expr_as(user(user::Column::OrganizationName), ACCOUNT_ORGANIZATION)
        .expr_as(now_millis(backend), DATABASE_TIME)
        .left_join(Entity, of_user(Expr::col((Entity, Column::UserId))))
        .left_join(
            assistant_sync::Entity,
            of_user(Expr::col((assistant_sync::Entity, assistant_sync::Column::UserId))),
        );
    select_all::<Entity>(&mut select);
    select_all::<assistant_sync::Entity>(&mut select);
    join_mail_password(&mut select);
    select
}

// Whether there is one, not what it is.
fn join_mail_password(select: &mut SelectStatement) {
    use integration_secret::{Column, Entity};
    let kind = Expr::col((Entity, Column::Kind));
    select.expr_as(kind.clone(), MAIL_PASSWORD).left_join(
        Entity,
        Cond::all()
            .add(Expr::col((Entity, Column::UserId)).equals((user::Entity, user::Column::Id)))
            .add(kind.eq(SecretKind::SmtpPassword.as_str())),
    );
}

fn studio_record(row: &QueryResult) -> Result<StudioRecord, StoreError> {
    let saved = read_joined::<Entity, i64>(row, Column::Revision)?;
    let sync =
        read_joined::<assistant_sync::Entity, i64>(row, assistant_sync::Column::Confirmations)?;
    let now: i64 = row.try_get("", DATABASE_TIME).map_err(store_error)?;
    let mail_password: Option<String> = row.try_get("", MAIL_PASSWORD).map_err(store_error)?;
    Ok(StudioRecord {
        config: saved.as_ref().map(config).transpose()?.unwrap_or_default(),
        revision: saved.as_ref().map_or(0, |saved| saved.revision),
        updated_at: saved.as_ref().map(|saved| saved.updated_at),
        account: AccountDefaults {
            email: row.try_get("", ACCOUNT_EMAIL).map_err(store_error)?,
            organization_name: row.try_get("", ACCOUNT_ORGANIZATION).map_err(store_error)?,
        },
        smtp_password_set: mail_password.is_some(),
        linked: sync.as_ref().and_then(linked),
        sync: sync.map_or_else(SyncFacts::default, |sync| sync_facts(sync, now)),
    })
}
