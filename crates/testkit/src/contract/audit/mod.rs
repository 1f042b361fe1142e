//! What `AuditLog` promises, and what the other stores promise of it.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

mod both_or_neither;
mod list;
mod written;

use application::Caller;
use chrono::{DateTime, Utc};
use domain::audit::AuditEvent;

pub use self::both_or_neither::*;
pub use self::list::*;
pub use self::written::*;
use super::{Member, Stores};
use crate::sample::at;

super::gate::gate_promises!(loads);

/// More than any test writes.
const ALL: u32 = 1000;

async fn loads(stores: &Stores, caller: Caller, now: DateTime<Utc>) -> bool {
    stores.audit.list(caller, now, None, ALL).await.unwrap().is_some()
}

/// Everything that happened to the member, latest first.
pub(super) async fn events(stores: &Stores, member: &Member) -> Vec<AuditEvent> {
    let listed = stores.audit.list(member.caller, at(1), None, ALL).await.unwrap();
    listed.expect("the member's own session is alive")
}

/// Everything that happened to the member since the sign-up, latest first.
async fn since_sign_up(stores: &Stores, member: &Member) -> Vec<AuditEvent> {
    let mut events = events(stores, member).await;
    events.pop().expect("the sign-up was written down");
    events
}
