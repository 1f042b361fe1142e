//! Ending one session, or all but one.

use chrono::TimeDelta;
use domain::session::{RefreshVerdict, Session};

use super::{add_session, find, session_by};
use crate::contract::Stores;
use crate::contract::acts::{self, revoke};
use crate::contract::race::{count_true, race};
use crate::sample::at;

pub async fn a_session_is_ended_once(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let revoke = async |seconds| revoke(stores, ada.id(), ada.session.id, at(seconds)).await;
    assert!(revoke(10).await);
    assert!(!revoke(11).await);
    assert_eq!(session_by(stores, &ada.id().to_string()).await.revoked_at, Some(at(10)));
}

pub async fn of_many_who_end_one_session_one_does(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let ended = race(16, |_| {
        let (stores, owner, session) = (stores.clone(), ada.id(), ada.session.id);
        async move { revoke(&stores, owner, session, at(10)).await }
    });
    assert_eq!(count_true(ended.await), 1);
}

pub async fn an_expired_session_is_not_ended(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let late = ada.session.expires_at + TimeDelta::seconds(1);
    assert!(!revoke(stores, ada.id(), ada.session.id, late).await);
}

pub async fn nobody_ends_another_user_s_session(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    assert!(!revoke(stores, eve.id(), ada.session.id, at(10)).await);
    assert_eq!(session_by(stores, &ada.id().to_string()).await.revoked_at, None);
}

pub async fn ending_a_session_leaves_the_others_alone(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let second = add_session(stores, &ada, "second").await;
    assert!(revoke(stores, ada.id(), second.id, at(10)).await);
    assert_eq!(session_by(stores, &ada.id().to_string()).await.revoked_at, None);
}

pub async fn the_other_sessions_are_ended_and_counted_and_the_kept_one_is_not(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for label in ["second", "third"] {
        add_session(stores, &ada, label).await;
    }
    assert_eq!(revoke_others(stores, &ada.session, 10).await, 2);
    for label in ["second", "third"] {
        let token = find(stores, label).await.token;
        assert_eq!(token.session.revoked_at, Some(at(10)));
        assert_eq!(token.judge(at(11)), RefreshVerdict::Ended);
    }
    assert_eq!(session_by(stores, &ada.id().to_string()).await, ada.session);
    assert_eq!(revoke_others(stores, &ada.session, 12).await, 0, "nothing is left to end");
}

pub async fn a_session_that_was_ended_keeps_its_end_when_the_others_are(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let ended = add_session(stores, &ada, "ended").await;
    add_session(stores, &ada, "alive").await;
    assert!(revoke(stores, ada.id(), ended.id, at(10)).await);
    assert_eq!(revoke_others(stores, &ada.session, 20).await, 1);
    assert_eq!(session_by(stores, "ended").await.revoked_at, Some(at(10)));
    assert_eq!(session_by(stores, "alive").await.revoked_at, Some(at(20)));
}

/// A clock that is behind, on another replica, may take it for alive, and a refresh by it
/// would make it so for all.
pub async fn an_expired_session_is_ended_with_the_others_but_not_counted(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let expired = add_session(stores, &ada, "expired").await;
    assert!(stores.sessions.touch(ada.id(), expired.id, at(5), at(20)).await.unwrap());
    assert_eq!(revoke_others(stores, &ada.session, 20).await, 0);
    assert_eq!(find(stores, "expired").await.token.judge(at(19)), RefreshVerdict::Ended);
    assert!(!stores.sessions.touch(ada.id(), expired.id, at(19), at(900)).await.unwrap());
}

pub async fn ending_the_other_sessions_leaves_other_users_alone(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    assert_eq!(revoke_others(stores, &ada.session, 10).await, 0);
    assert_eq!(session_by(stores, &eve.id().to_string()).await, eve.session);
    // Another user's session is none that one could keep.
    let eve_s = Session { user_id: ada.id(), ..eve.session.clone() };
    assert_eq!(revoke_others(stores, &eve_s, 10).await, 1);
    assert_eq!(session_by(stores, &eve.id().to_string()).await, eve.session);
}

async fn revoke_others(stores: &Stores, keep: &Session, seconds: i64) -> u64 {
    acts::revoke_others(stores, keep.user_id, keep.id, at(seconds)).await
}
