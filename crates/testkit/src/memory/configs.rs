//! Configurations.

use std::num::NonZeroU32;

use application::port::{
    ConfigSave, FirstConfig, RevisionRecord, RevisionSummary, SaveOutcome, SealedSecret,
    StoredSecret, StudioConfigStore, StudioRecord,
};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Change;
use domain::integration::SecretKind;
use domain::studio::{AccountDefaults, Revision, StudioConfig};
use domain::value::UserId;

use super::MemoryStores;
use super::state::State;

/// One revision of a configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedRevision {
    /// Its number.
    pub revision: Revision,
    /// The settings.
    pub config: StudioConfig,
    /// The API names of the fields that changed.
    pub changed: Vec<&'static str>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The configuration of a user who saved.
#[derive(Default)]
pub(super) struct ConfigRow {
    history: Vec<SavedRevision>,
}

#[async_trait]
impl StudioConfigStore for MemoryStores {
    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<StudioRecord>, StoreError> {
        let state = self.state()?;
        let account = state.member(caller, now).map(|row| AccountDefaults::from(&row.stored.user));
        let database_time = self.database_time();
        Ok(account.map(|account| state.studio_record(caller.user_id(), account, database_time)))
    }

    async fn list_revisions(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionSummary>>, StoreError> {
        let records = self.load_revisions(caller, now, before, limit).await?;
        Ok(records.map(|records| records.into_iter().map(|record| record.summary).collect()))
    }

    async fn load_revisions(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionRecord>>, StoreError> {
        let (state, author) = (self.state()?, caller.user_id());
        Ok(state.member(caller, now).map(|_| state.revisions_before(author, before, limit)))
    }

    async fn save(&self, owner: UserId, save: ConfigSave) -> Result<SaveOutcome, StoreError> {
        let mut state = self.state()?;
        if !state.users.contains_key(&owner) {
            return Ok(SaveOutcome::Gone);
        }
        let latest = state.configs.get(&owner).and_then(|row| row.history.last());
        if latest.map_or(0, |latest| latest.revision) != save.expected {
            return Ok(SaveOutcome::Stale);
        }
        state.check_event(&save.event)?;
        state.change_mail_password(owner, save.smtp_password, save.at);
        state.configs.entry(owner).or_default().history.push(SavedRevision {
            revision: save.expected + 1,
            config: save.config,
            changed: save.changed,
            at: save.at,
        });
        state.forget_revisions(owner, save.keep, self.database_time());
        state.write_event(&save.event);
        Ok(SaveOutcome::Saved)
    }
}

impl SavedRevision {
    fn into_record(self, author: UserId) -> RevisionRecord {
        let summary = RevisionSummary {
            revision: self.revision,
            created_at: self.at,
            author,
            changed: self.changed.into_iter().map(str::to_owned).collect(),
        };
        RevisionRecord { summary, config: self.config }
    }
}

impl State {
    /// A user's revisions before that one, latest first.
    pub(super) fn revisions_before(
        &self,
        author: UserId,
        before: Option<Revision>,
        limit: u32,
    ) -> Vec<RevisionRecord> {
        let history = self.revisions(author).into_iter().rev();
        let earlier = history.filter(|saved| before.is_none_or(|before| saved.revision < before));
        earlier.take(limit as usize).map(|saved| saved.into_record(author)).collect()
    }

    /// A user's configuration.
    pub(super) fn studio_record(
        &self,
        owner: UserId,
        account: AccountDefaults,
        database_time: DateTime<Utc>,
    ) -> StudioRecord {
        let latest = self.configs.get(&owner).and_then(|row| row.history.last());
        let known = self.sync_record(owner, database_time);
        StudioRecord {
            config: latest.map(|latest| latest.config.clone()).unwrap_or_default(),
            revision: latest.map_or(0, |latest| latest.revision),
            updated_at: latest.map(|latest| latest.at),
            account,
            smtp_password_set: self.secrets.contains_key(&(owner, SecretKind::SmtpPassword)),
            linked: known.linked,
            sync: known.facts,
        }
    }

    fn change_mail_password(
        &mut self,
        owner: UserId,
        change: Change<SealedSecret>,
        at: DateTime<Utc>,
    ) {
        let place = (owner, SecretKind::SmtpPassword);
        match change {
            Change::Keep => {}
            Change::Clear => {
                self.secrets.remove(&place);
            }
            Change::Set(sealed) => {
                let secret = StoredSecret {
                    sealed,
                    preview: String::new(),
                    detail: None,
                    verified_at: None,
                    updated_at: at,
                };
                self.secrets.insert(place, secret);
            }
        }
    }

    /// All but the newest so many and the one that was synced last.
    fn forget_revisions(
        &mut self,
        owner: UserId,
        keep: Option<NonZeroU32>,
        database_time: DateTime<Utc>,
    ) {
        let synced = self.sync_record(owner, database_time).facts.synced_revision;
        let Some((keep, row)) = keep.zip(self.configs.get_mut(&owner)) else { return };
        let latest = row.history.last().map_or(0, |latest| latest.revision);
        let is_new = |revision| latest - revision < keep.get().into();
        row.history.retain(|it| is_new(it.revision) || Some(it.revision) == synced);
    }

    /// The configuration that an account brings.
    pub(super) fn begin_history(&mut self, owner: UserId, first: &FirstConfig) {
        let FirstConfig { config, changed, at } = first.clone();
        let history = vec![SavedRevision { revision: 1, config, changed, at }];
        self.configs.insert(owner, ConfigRow { history });
    }

    /// Forgets one revision.
    pub(super) fn forget_revision(&mut self, owner: UserId, revision: Revision) {
        if let Some(row) = self.configs.get_mut(&owner) {
            row.history.retain(|saved| saved.revision != revision);
        }
    }

    /// The history of a user's configuration, oldest first.
    pub(super) fn revisions(&self, owner: UserId) -> Vec<SavedRevision> {
        self.configs.get(&owner).map(|row| row.history.clone()).unwrap_or_default()
    }
}
