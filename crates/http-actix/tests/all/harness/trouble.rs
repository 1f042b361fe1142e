//! Ports on which things go wrong.

use std::future::pending;
use std::sync::Arc;

use application::port::{
    ConfigSave, DatabaseHealth, Readiness, RevisionRecord, RevisionSummary, SaveOutcome,
    StudioConfigStore, StudioRecord,
};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::studio::Revision;
use domain::value::UserId;

/// What happens between asking a port and its answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Trouble {
    /// It panics.
    Panics,
    /// It never answers.
    Hangs,
    /// It lets everybody else go first, so that requests at the same time interleave.
    LetsOthersFirst,
    /// It says that the store holds what cannot be.
    IsCorrupt,
}

/// A cause that must reach the log alone.
pub(crate) const CAUSE: &str = "SELECT password_hash FROM users";

/// A store of configurations that is in trouble whenever they, or their history, are read.
pub(crate) struct Troubled {
    inner: Arc<dyn StudioConfigStore>,
    present: Option<Trouble>,
    past: Option<Trouble>,
}

impl Troubled {
    pub(crate) fn configs(inner: &Arc<dyn StudioConfigStore>, trouble: Trouble) -> Arc<Self> {
        Arc::new(Self { inner: Arc::clone(inner), present: Some(trouble), past: None })
    }

    pub(crate) fn revisions(inner: &Arc<dyn StudioConfigStore>, trouble: Trouble) -> Arc<Self> {
        Arc::new(Self { inner: Arc::clone(inner), present: None, past: Some(trouble) })
    }
}

async fn befall(trouble: Option<Trouble>) -> Result<(), StoreError> {
    match trouble {
        None => Ok(()),
        Some(Trouble::Panics) => panic!("{CAUSE}"),
        Some(Trouble::Hangs) => pending().await,
        Some(Trouble::LetsOthersFirst) => {
            tokio::task::yield_now().await;
            Ok(())
        }
        Some(Trouble::IsCorrupt) => Err(StoreError::Corrupt(CAUSE.into())),
    }
}

#[async_trait]
impl StudioConfigStore for Troubled {
    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<StudioRecord>, StoreError> {
        let loaded = self.inner.load(caller, now).await;
        befall(self.present).await?;
        loaded
    }

    async fn list_revisions(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionSummary>>, StoreError> {
        befall(self.past).await?;
        self.inner.list_revisions(caller, now, before, limit).await
    }

    async fn load_revisions(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionRecord>>, StoreError> {
        befall(self.past).await?;
        self.inner.load_revisions(caller, now, before, limit).await
    }

    async fn save(&self, owner: UserId, save: ConfigSave) -> Result<SaveOutcome, StoreError> {
        self.inner.save(owner, save).await
    }
}

/// A database whose schema is not this program's.
pub(crate) struct OtherSchema(pub(crate) Readiness);

#[async_trait]
impl DatabaseHealth for OtherSchema {
    async fn check(&self) -> Result<Readiness, StoreError> {
        Ok(self.0.clone())
    }
}
