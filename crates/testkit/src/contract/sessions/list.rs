//! What a user sees of their sessions.

use std::cmp::Reverse;
use std::slice;

use chrono::TimeDelta;
use domain::session::Session;
use domain::value::RequestOrigin;

use super::{add_session, rotation};
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

pub async fn sessions_are_listed_with_every_field_latest_used_first(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let remembered = Session {
        last_used_at: at(20),
        ..Session::begin(
            sample::session_id("remembered"),
            ada.id(),
            true,
            RequestOrigin::default(),
            at(3),
        )
    };
    let (token, password) = (sample::token_hash("remembered"), sample::password_hash("pw"));
    assert!(stores.sessions.add(&remembered, &token, &password).await.unwrap());
    let second = add_session(stores, &ada, "second").await;
    assert!(stores.sessions.touch(ada.id(), second.id, at(30), at(900)).await.unwrap());
    let second = Session { last_used_at: at(30), expires_at: at(900), ..second };
    assert_eq!(list(stores, &ada, 50).await, [second.clone(), remembered, ada.session.clone()]);

    let first = ada.id().to_string();
    assert!(stores.sessions.rotate(&rotation(&ada.session, &first, "child", 40)).await.unwrap());
    let listed = list(stores, &ada, 50).await;
    assert_eq!(listed.len(), 3, "a session is listed once however many tokens it had");
    assert_eq!((listed[0].id, listed[0].last_used_at), (ada.session.id, at(40)));
    assert_eq!(listed[1], second);
}

pub async fn sessions_used_at_the_same_time_are_listed_in_one_order(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let mut expected = vec![ada.session.clone()];
    for number in 0..8 {
        expected.push(add_session(stores, &ada, &format!("session-{number}")).await);
    }
    // Ids begin with the time: the latest begun first.
    expected.sort_by_key(|session| Reverse(session.id));
    assert_eq!(list(stores, &ada, 1).await, expected);
}

pub async fn a_session_that_was_ended_or_expired_is_not_listed(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let (ended, short) =
        (add_session(stores, &ada, "ended").await, add_session(stores, &ada, "short").await);
    assert!(stores.sessions.touch(ada.id(), short.id, at(5), at(20)).await.unwrap());
    assert!(stores.sessions.revoke(ada.id(), ended.id, at(10)).await.unwrap());
    let ids = async |now| {
        let listed = stores.sessions.list(ada.caller, now).await.unwrap().unwrap();
        listed.into_iter().map(|session| session.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(at(20) - TimeDelta::microseconds(1)).await, [short.id, ada.session.id]);
    assert_eq!(ids(at(20)).await, [ada.session.id]);
    assert_eq!(ids(at(9)).await, [short.id, ada.session.id], "however late the asking clock is");
}

pub async fn another_user_s_sessions_are_not_listed(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    let second = add_session(stores, &eve, "second").await;
    assert!(stores.sessions.touch(eve.id(), second.id, at(5), at(900)).await.unwrap());
    assert_eq!(list(stores, &ada, 10).await, slice::from_ref(&ada.session));
    assert_eq!(list(stores, &eve, 10).await.len(), 2);
}

async fn list(stores: &Stores, member: &Member, seconds: i64) -> Vec<Session> {
    let listed = stores.sessions.list(member.caller, at(seconds)).await.unwrap();
    listed.expect("the member's own session is alive")
}
