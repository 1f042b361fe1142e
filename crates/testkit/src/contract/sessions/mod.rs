//! What `SessionStore` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

mod ends;
mod list;
pub(super) mod races;
mod refresh;
mod tidying;

use application::Caller;
use application::port::{RefreshCandidate, Rotation};
use chrono::{DateTime, TimeDelta, Utc};
use domain::session::Session;

pub use self::ends::*;
pub use self::list::*;
pub use self::races::*;
pub use self::refresh::*;
pub use self::tidying::*;
use super::acts::add;
use super::{Member, Stores};
use crate::sample::{self, at};

super::gate::gate_promises!(loads);

async fn loads(stores: &Stores, caller: Caller, now: DateTime<Utc>) -> bool {
    let listed = stores.sessions.list(caller, now).await.unwrap().is_some();
    let kept = stores.sessions.list_kept(caller, now).await.unwrap().is_some();
    assert_eq!(kept, listed, "one gate for both");
    listed
}

/// The replacement of one token of a session by another, at a time, to end seven days later.
pub(super) fn rotation(session: &Session, parent: &str, child: &str, seconds: i64) -> Rotation {
    Rotation {
        session_id: session.id,
        user_id: session.user_id,
        parent: sample::token_hash(parent),
        child: sample::token_hash(child),
        sealed_child: b"sealed \0\xff child".to_vec(),
        at: at(seconds),
        expires_at: at(seconds) + TimeDelta::days(7),
    }
}

/// Another session of a member, with a token of the same label.
pub(super) async fn add_session(stores: &Stores, member: &Member, label: &str) -> Session {
    let session = sample::session_of(member.id(), label);
    let password = sample::password_hash("pw");
    assert!(add(stores, &session, label, &password).await);
    session
}

/// What is known of the token of this label.
pub(super) async fn find(stores: &Stores, label: &str) -> RefreshCandidate {
    let found = stores.sessions.find(&sample::token_hash(label)).await.unwrap();
    found.expect("the token was given to someone")
}

/// The session that the token of this label belongs to.
pub(super) async fn session_by(stores: &Stores, label: &str) -> Session {
    find(stores, label).await.token.session
}
