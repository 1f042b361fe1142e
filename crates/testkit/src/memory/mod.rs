//! The store ports in memory, over one shared state, so that uniqueness, cascades and
//! compare-and-set work across them as they do in a database.

mod audit;
mod configs;
mod directory;
mod history;
mod import;
mod limits;
mod operator;
mod removals;
mod secrets;
mod sessions;
mod state;
mod syncs;
mod users;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use application::StoreError;
use application::port::{AssistantRemoval, Clock, DatabaseHealth, Readiness};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::audit::AuditEvent;
use domain::value::UserId;

pub use self::configs::SavedRevision;
use self::state::State;
use crate::contract::Stores;
use crate::doubles::TokioClock;

/// An empty database. A clone is the same database.
#[derive(Clone)]
pub struct MemoryStores {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    clock: Arc<dyn Clock>,
    available: AtomicBool,
}

impl MemoryStores {
    /// A database whose clock, by which leases, intents and limits go, is a [`TokioClock`].
    pub fn new() -> Self {
        Self::with_clock(Arc::new(TokioClock::new()))
    }

    /// A database with this clock.
    pub fn with_clock(clock: Arc<dyn Clock>) -> Self {
        let state = Mutex::default();
        Self { shared: Arc::new(Shared { state, clock, available: AtomicBool::new(true) }) }
    }

    /// This database as each of its ports.
    pub fn stores(&self) -> Stores {
        Stores {
            users: Arc::new(self.clone()),
            sessions: Arc::new(self.clone()),
            configs: Arc::new(self.clone()),
            syncs: Arc::new(self.clone()),
            secrets: Arc::new(self.clone()),
            audit: Arc::new(self.clone()),
            removals: Arc::new(self.clone()),
            limiter: Arc::new(self.clone()),
            sealed: Arc::new(self.clone()),
            servers: Arc::new(self.clone()),
            directory: Arc::new(self.clone()),
            records: Arc::new(self.clone()),
            history: Arc::new(self.clone()),
            imports: Arc::new(self.clone()),
            database: Arc::new(self.clone()),
        }
    }

    /// From now on every call is [`StoreError::Unavailable`], or no longer is.
    pub fn set_available(&self, available: bool) {
        self.shared.available.store(available, Ordering::Relaxed);
    }

    /// Deletes a user and all that hangs on it. False when there was none.
    pub fn delete_user(&self, id: UserId) -> bool {
        self.shared.state.lock().unwrap().delete_user(id)
    }

    /// From now on the user has no password. False when there is no such user.
    pub fn take_password(&self, id: UserId) -> bool {
        let mut state = self.shared.state.lock().unwrap();
        state.users.get_mut(&id).map(|row| row.password_hash = None).is_some()
    }

    /// The history of a user's configuration, oldest first.
    pub fn revisions(&self, owner: UserId) -> Vec<SavedRevision> {
        self.shared.state.lock().unwrap().revisions(owner)
    }

    /// Everything that happened, to whomever, in its order.
    pub fn events(&self) -> Vec<AuditEvent> {
        self.shared.state.lock().unwrap().events.values().cloned().collect()
    }

    /// What is left to be deleted at Vapi, due or not.
    pub fn removals(&self) -> Vec<AssistantRemoval> {
        let state = self.shared.state.lock().unwrap();
        state.removals.values().map(|row| row.removal.clone()).collect()
    }

    fn state(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        if self.shared.available.load(Ordering::Relaxed) {
            Ok(self.shared.state.lock().unwrap())
        } else {
            Err(StoreError::Unavailable("the database was switched off".into()))
        }
    }

    fn database_time(&self) -> DateTime<Utc> {
        self.shared.clock.now()
    }
}

impl Default for MemoryStores {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStores").finish_non_exhaustive()
    }
}

#[async_trait]
impl DatabaseHealth for MemoryStores {
    async fn check(&self) -> Result<Readiness, StoreError> {
        self.state().map(|_| Readiness::Ready { unknown_migrations: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use application::port::{Claim, SaveOutcome};
    use domain::Raw;
    use domain::studio::Setting;
    use domain::value::RequestOrigin;

    use super::*;
    use crate::doubles::ManualClock;
    use crate::sample;

    #[tokio::test]
    async fn an_intent_stays_open_until_it_is_settled_and_is_searched_for_ten_minutes_more() {
        let (clock, minute) = (Arc::new(ManualClock::new()), Duration::from_mins(1));
        let stores = MemoryStores::with_clock(Arc::clone(&clock) as _).stores();
        let ada = stores.sign_up("ada").await.id();
        let claim = stores.syncs.claim(ada, sample::holder("holder"), 0, minute * 600).await;
        let Ok(Claim::Granted(lease, _)) = claim else { panic!("refused") };
        let open = async |label| {
            let intent = sample::intent_id(label);
            assert!(stores.syncs.open_intent(ada, lease, intent, minute).await.unwrap());
        };
        let settle = async || assert!(stores.syncs.close_intent(ada, lease, true).await.unwrap());
        let search_from =
            async || stores.syncs.load(ada).await.unwrap().intent.map(|intent| intent.search_from);
        open("first").await;
        clock.advance(minute * 60);
        assert_eq!(search_from().await, Some(sample::at(-5 * 60)), "nobody has settled it");
        open("second").await;
        settle().await;
        clock.advance(minute * 9);
        settle().await;
        assert_eq!(
            search_from().await,
            Some(sample::at(-5 * 60)),
            "settling again gives no more time"
        );
        clock.advance(minute);
        assert_eq!(search_from().await, None);
        open("third").await;
        assert_eq!(search_from().await, Some(sample::at((70 - 5) * 60)));
    }

    #[tokio::test]
    async fn a_database_that_is_switched_off_is_unavailable() {
        let memory = MemoryStores::new();
        let stores = memory.stores();
        memory.set_available(false);
        assert!(matches!(stores.database.check().await, Err(StoreError::Unavailable(_))));
        let load = stores.syncs.load(sample::user_id("ada")).await;
        assert!(matches!(load, Err(StoreError::Unavailable(_))));
        memory.set_available(true);
        assert!(stores.database.check().await.is_ok());
    }

    #[tokio::test]
    async fn a_user_that_was_deleted_leaves_what_happened_without_its_origin() {
        let memory = MemoryStores::new();
        let stores = memory.stores();
        let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
        let before = memory.events();
        assert!(memory.delete_user(ada.id()));
        assert!(!memory.delete_user(ada.id()));
        assert_eq!(stores.users.load(ada.caller, sample::at(1)).await.unwrap(), None);
        assert!(stores.users.load(eve.caller, sample::at(1)).await.unwrap().is_some());
        let of_ada = AuditEvent { origin: RequestOrigin::default(), ..before[0].clone() };
        assert_ne!(of_ada, before[0]);
        assert_eq!(memory.events(), [of_ada, before[1].clone()]);
    }

    #[tokio::test]
    async fn every_save_is_in_the_history_and_no_stale_one() {
        let memory = MemoryStores::new();
        let stores = memory.stores();
        let ada = stores.sign_up("ada").await.id();
        let config = sample::config(&[(Setting::Tone, Raw::Text("warm".to_owned()))]);
        let save = async || stores.configs.save(ada, sample::save(ada, 0, config.clone())).await;
        assert_eq!(save().await.unwrap(), SaveOutcome::Saved);
        assert_eq!(save().await.unwrap(), SaveOutcome::Stale);
        let saved = SavedRevision {
            revision: 1,
            config: config.clone(),
            changed: vec!["tone"],
            at: sample::time(),
        };
        assert_eq!(memory.revisions(ada), [saved]);
    }
}
