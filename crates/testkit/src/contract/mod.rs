//! The promises of the store ports, each as one `async fn` that panics when it is broken.

mod acts;
mod audit;
mod configs;
mod database;
mod directory;
mod gate;
mod history;
mod imports;
mod limiter;
mod list;
pub mod passwordless;
mod race;
mod records;
mod removals;
mod sealed;
mod secrets;
mod servers;
mod sessions;
pub mod silence;
mod syncs;
mod time;
mod users;

use std::sync::Arc;

use application::Caller;
use application::port::{
    AccountImport, AssistantRemovalStore, AssistantSyncStore, AuditLog, DatabaseHealth,
    HistoryStore, RateLimiter, SealedSecrets, SecretStore, ServerRegistry, SessionStore,
    StudioConfigStore, UserDirectory, UserRecords, UserStore,
};
use domain::audit::AuditKind;
use domain::session::Session;
use domain::user::User;
use domain::value::UserId;

use crate::sample;

/// Every promise by its port: what [`contract_tests!`](crate::contract_tests) runs.
pub mod promise {
    crate::contract_tests! { @each expose }
}

/// The stores of one database.
#[derive(Clone)]
#[expect(missing_docs, reason = "each field is the port of its type")]
pub struct Stores {
    pub users: Arc<dyn UserStore>,
    pub sessions: Arc<dyn SessionStore>,
    pub configs: Arc<dyn StudioConfigStore>,
    pub syncs: Arc<dyn AssistantSyncStore>,
    pub secrets: Arc<dyn SecretStore>,
    pub audit: Arc<dyn AuditLog>,
    pub removals: Arc<dyn AssistantRemovalStore>,
    pub limiter: Arc<dyn RateLimiter>,
    pub sealed: Arc<dyn SealedSecrets>,
    pub servers: Arc<dyn ServerRegistry>,
    pub directory: Arc<dyn UserDirectory>,
    pub records: Arc<dyn UserRecords>,
    pub history: Arc<dyn HistoryStore>,
    pub imports: Arc<dyn AccountImport>,
    pub database: Arc<dyn DatabaseHealth>,
}

/// A user who signed up, with the session of the sign-up.
#[derive(Debug, Clone)]
pub struct Member {
    /// The user.
    pub user: User,
    /// The session.
    pub session: Session,
    /// The user as a caller.
    pub caller: Caller,
}

impl Member {
    /// The user's id.
    pub const fn id(&self) -> UserId {
        self.user.id
    }
}

impl Stores {
    /// Stores the [`sample::user`] of this label with its [`sample::session`].
    pub async fn sign_up(&self, label: &str) -> Member {
        self.sign_up_as(sample::user(label)).await
    }

    /// Stores this user with the [`sample::session`] of its id.
    pub async fn sign_up_as(&self, user: User) -> Member {
        let session = sample::session(user.id);
        let token = sample::token_hash(&user.id.to_string());
        let hash = sample::password_hash("pw");
        let event = sample::event(user.id, AuditKind::SignedUp);
        self.users.add(&user, &hash, &session, &token, &event).await.unwrap();
        let caller = sample::caller(&session);
        Member { user, session, caller }
    }
}
