//! What `UserDirectory` promises, and what the other stores promise of who is disabled.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

mod added;
mod deleted;
mod disabled;
mod listed;
mod nobody;
mod passwords;

use application::port::ListedUser;
use chrono::{DateTime, Utc};
use domain::account::UserHandle;
use domain::audit::{AuditEvent, AuditKind};
use domain::session::Session;
use domain::value::UserId;

pub use self::added::*;
pub use self::deleted::*;
pub use self::disabled::*;
pub use self::listed::*;
pub use self::nobody::*;
pub use self::passwords::*;
use super::{Member, Stores};
use crate::sample;

async fn found(stores: &Stores, id: UserId) -> Option<ListedUser> {
    stores.directory.find(&UserHandle::Id(id)).await.unwrap()
}

async fn disabled_at(stores: &Stores, member: &Member) -> Option<DateTime<Utc>> {
    found(stores, member.id()).await.expect("the member is there").disabled_at
}

pub(super) async fn disable(stores: &Stores, owner: UserId, at: DateTime<Utc>) -> bool {
    let event = sample::event(owner, AuditKind::DisabledByOperator);
    stores.directory.disable(owner, at, &event).await.unwrap()
}

async fn enable(stores: &Stores, owner: UserId) -> bool {
    let event = sample::event(owner, AuditKind::EnabledByOperator);
    stores.directory.enable(owner, &event).await.unwrap()
}

async fn set_password(stores: &Stores, owner: UserId, label: &str, at: DateTime<Utc>) -> bool {
    let event = sample::event(owner, AuditKind::PasswordSetByOperator);
    let hash = sample::password_hash(label);
    stores.directory.set_password(owner, &hash, at, &event).await.unwrap()
}

/// The member's sessions, ended ones too.
async fn sessions(stores: &Stores, member: &Member) -> Vec<Session> {
    stores.records.sessions(member.id()).await.unwrap()
}

/// What happened to the member, latest first.
async fn happened(stores: &Stores, member: &Member) -> Vec<AuditEvent> {
    let events = stores.records.events(member.id(), None, 1000).await.unwrap();
    events.expect("the member is there")
}

/// How often this happened to the member.
async fn times(stores: &Stores, member: &Member, kind: AuditKind) -> usize {
    happened(stores, member).await.iter().filter(|event| event.kind == kind).count()
}

/// An event that cannot be written, for one of its id is there already.
async fn unwritable(stores: &Stores, member: &Member) -> AuditEvent {
    happened(stores, member).await.pop().expect("the sign-up was written down")
}
