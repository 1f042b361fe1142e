//! What a user sees of their sessions.

use std::cmp::Reverse;
use std::slice;

use chrono::TimeDelta;
use domain::session::Session;

use super::{add_session, rotation};
use crate::contract::acts::{add, revoke};
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

pub async fn sessions_are_listed_with_every_field_latest_used_first(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let remembered = Session {
        last_used_at: at(20),
        ..Session::begin(sample::session_id("remembered"), ada.id(), true, None, at(3))
    };
    assert!(add(stores, &remembered, "remembered", &sample::password_hash("pw")).await);
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
    assert!(revoke(stores, ada.id(), ended.id, at(10)).await);
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

pub async fn of_what_is_kept_ended_and_expired_sessions_are_listed_too(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    add_session(stores, &eve, "eve's second").await;
    let mut expected = vec![ada.session.clone()];
    for (number, label) in (1..).zip(["ended", "second", "third"]) {
        let session = add_session(stores, &ada, label).await;
        let (used, end) = (at(10 * number), at(40));
        assert!(stores.sessions.touch(ada.id(), session.id, used, end).await.unwrap());
        expected.insert(0, Session { last_used_at: used, expires_at: end, ..session });
    }
    let ended = &mut expected[2];
    assert!(revoke(stores, ada.id(), ended.id, at(35)).await);
    ended.revoked_at = Some(at(35));
    for now in [at(39), at(40), at(5000)] {
        let kept = stores.sessions.list_kept(ada.caller, now).await.unwrap();
        assert_eq!(kept.as_deref(), Some(&*expected));
    }
    assert_eq!(stores.sessions.list_kept(eve.caller, at(1)).await.unwrap().unwrap().len(), 2);
}

pub async fn of_what_is_kept_nothing_is_listed_that_tidying_has_forgotten(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let second = add_session(stores, &ada, "second").await;
    assert!(revoke(stores, ada.id(), second.id, at(10)).await);
    let (month, first) = (TimeDelta::days(31), ada.session.clone());
    assert!(stores.sessions.touch(ada.id(), first.id, at(5), at(6) + month * 2).await.unwrap());
    stores.sessions.tidy(at(10) + month).await.unwrap();
    let kept = stores.sessions.list_kept(ada.caller, at(10) + month).await.unwrap().unwrap();
    assert_eq!(kept.into_iter().map(|session| session.id).collect::<Vec<_>>(), [first.id]);
}

async fn list(stores: &Stores, member: &Member, seconds: i64) -> Vec<Session> {
    let listed = stores.sessions.list(member.caller, at(seconds)).await.unwrap();
    listed.expect("the member's own session is alive")
}
