//! Configurations and their history.

mod record;
mod save;

use application::port::{
    ConfigSave, RevisionRecord, RevisionSummary, SaveOutcome, StudioConfigStore, StudioRecord,
};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::studio::Revision;
use domain::value::UserId;
use sea_orm::Iterable;

pub(super) use self::record::load_record;
use self::save::{change_mail_password, delete_revisions, insert_revision, write_config};
use super::audit::insert_event;
use crate::entity::studio_config_revision;
use crate::page::Page;
use crate::record::studio_config::columns;
use crate::record::studio_config_revision::{revision, summary};
use crate::row::Reader;
use crate::sql::Sql;

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
        load_record(&self.sql, Reader::Caller(caller, now)).await
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
        let rows = page.read::<Summary, i64>(&self.sql, Reader::Caller(caller, now)).await?;
        rows.map(|rows| rows.iter().map(summary).collect()).transpose()
    }

    async fn load_revisions(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionRecord>>, StoreError> {
        load_history(&self.sql, Reader::Caller(caller, now), before, limit).await
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

/// A user's revisions before that one, latest first, whole.
pub(super) async fn load_history(
    sql: &Sql,
    reader: Reader,
    before: Option<Revision>,
    limit: u32,
) -> Result<Option<Vec<RevisionRecord>>, StoreError> {
    use studio_config_revision::{Column, Model};
    let page = revisions(Column::iter(), before, limit);
    let rows = page.read::<Model, i64>(sql, reader).await?;
    rows.map(|rows| rows.into_iter().map(revision).collect()).transpose()
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
