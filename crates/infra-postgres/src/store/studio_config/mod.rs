//! Configurations and their history.

mod save;

use application::port::{
    ConfigSave, RevisionRecord, RevisionSummary, SaveOutcome, StudioConfigStore, StudioRecord,
};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::integration::SecretKind;
use domain::studio::{AccountDefaults, Revision};
use domain::sync::SyncFacts;
use domain::value::UserId;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, SelectStatement};
use sea_orm::{ConnectionTrait, DbBackend, Iterable, QueryResult};

use self::save::{change_mail_password, delete_revisions, insert_revision, write_config};
use super::audit::insert_event;
use crate::clock::now_millis;
use crate::entity::studio_config::{Column, Entity};
use crate::entity::{assistant_sync, integration_secret, studio_config_revision, user};
use crate::failure::store_error;
use crate::page::Page;
use crate::record::assistant_sync::{linked, sync_facts};
use crate::record::studio_config::{columns, config};
use crate::record::studio_config_revision::{revision, summary};
use crate::row::{read_joined, select_all, select_for};
use crate::sql::Sql;

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

    async fn list_revisions(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionSummary>>, StoreError> {
        use studio_config_revision::{Column, Summary};
        let columns = Column::iter().filter(|column| !matches!(column, Column::Snapshot));
        let page = revisions(columns, before, limit);
        let rows = page.read::<Summary, i64>(&self.sql, caller, now).await?;
        rows.map(|rows| rows.iter().map(summary).collect()).transpose()
    }

    async fn load_revisions(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionRecord>>, StoreError> {
        use studio_config_revision::{Column, Model};
        let page = revisions(Column::iter(), before, limit);
        let rows = page.read::<Model, i64>(&self.sql, caller, now).await?;
        rows.map(|rows| rows.into_iter().map(revision).collect()).transpose()
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
            delete_revisions(&transaction, owner, save.expected, save.keep).await?;
            change_mail_password(&transaction, owner, save.smtp_password, save.at).await?;
            insert_event(&*transaction, &save.event).await?;
            transaction.commit().await?;
        } else {
            transaction.roll_back().await?;
        }
        Ok(outcome)
    }
}

fn revisions(
    columns: impl Iterator<Item = studio_config_revision::Column>,
    before: Option<Revision>,
    limit: u32,
) -> Page<studio_config_revision::Entity> {
    use studio_config_revision::Column;
    Page {
        owner: Column::UserId,
        key: Column::Revision,
        columns: columns.collect(),
        before: before.map(Into::into),
        limit,
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
