//! Ports on which things go wrong.

use std::future::pending;
use std::sync::Arc;

use application::port::{
    ConfigSave, DatabaseHealth, Readiness, SaveOutcome, StudioConfigStore, StudioRecord,
};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
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

/// A store of configurations that is in trouble whenever it is read.
pub(crate) struct Troubled {
    inner: Arc<dyn StudioConfigStore>,
    trouble: Trouble,
}

impl Troubled {
    pub(crate) fn configs(inner: &Arc<dyn StudioConfigStore>, trouble: Trouble) -> Arc<Self> {
        Arc::new(Self { inner: Arc::clone(inner), trouble })
    }

    async fn befall(&self) -> Result<(), StoreError> {
        match self.trouble {
            Trouble::Panics => panic!("{CAUSE}"),
            Trouble::Hangs => pending().await,
            Trouble::LetsOthersFirst => {
                tokio::task::yield_now().await;
                Ok(())
            }
            Trouble::IsCorrupt => Err(StoreError::Corrupt(CAUSE.into())),
        }
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
        self.befall().await?;
        loaded
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
