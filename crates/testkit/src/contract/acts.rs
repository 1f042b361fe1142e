//! What is done to a store, with an event of its kind.

use application::port::{
    AccountDeletion, AssistantRemoval, Credentials, PasswordHash, StoredSecret,
};
use chrono::{DateTime, Utc};
use domain::account::Identifier;
use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::session::Session;
use domain::value::{SessionId, UserId};

use super::Stores;
use crate::sample::{self, at};

/// Who logs in with this.
pub(super) async fn find_credentials(
    stores: &Stores,
    identifier: &Identifier,
) -> Option<Credentials> {
    stores.users.find_credentials(identifier, None, at(1)).await.unwrap()
}

/// Adds a session, with the token of this label, after this hash was verified.
pub(super) async fn add(
    stores: &Stores,
    session: &Session,
    token: &str,
    verified: &PasswordHash,
) -> bool {
    let event = sample::event(session.user_id, AuditKind::LoggedIn);
    stores.sessions.add(session, &sample::token_hash(token), verified, &event).await.unwrap()
}

pub(super) async fn revoke(
    stores: &Stores,
    owner: UserId,
    session: SessionId,
    now: DateTime<Utc>,
) -> bool {
    let event = sample::event(owner, AuditKind::SessionEnded);
    stores.sessions.revoke(owner, session, now, &event).await.unwrap()
}

pub(super) async fn revoke_others(
    stores: &Stores,
    owner: UserId,
    keep: SessionId,
    now: DateTime<Utc>,
) -> u64 {
    let event = sample::event(owner, AuditKind::OtherSessionsEnded);
    stores.sessions.revoke_others(owner, keep, now, &event).await.unwrap()
}

pub(super) async fn put(
    stores: &Stores,
    owner: UserId,
    kind: SecretKind,
    secret: &StoredSecret,
) -> bool {
    let event = sample::event(owner, AuditKind::VapiKeySaved);
    stores.secrets.put(owner, kind, secret.clone(), &event).await.unwrap()
}

pub(super) async fn remove(stores: &Stores, owner: UserId, kind: SecretKind) {
    let event = sample::event(owner, AuditKind::removal_of(kind));
    stores.secrets.remove(owner, kind, &event).await.unwrap();
}

/// Deletes a user who has the sign-up's password.
pub(super) async fn delete(
    stores: &Stores,
    owner: UserId,
    removal: Option<AssistantRemoval>,
) -> bool {
    let event = sample::event(owner, AuditKind::AccountDeleted);
    let verified = Some(sample::password_hash("pw"));
    let deletion = AccountDeletion { owner, verified, removal, event };
    stores.users.delete(&deletion).await.unwrap()
}
