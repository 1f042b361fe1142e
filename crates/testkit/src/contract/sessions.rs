//! What `SessionStore` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

use application::port::{RefreshCandidate, Rotation};
use chrono::TimeDelta;
use domain::session::{RefreshVerdict, Session, StoredRefreshToken};
use domain::value::{RequestOrigin, SessionId};

use super::race::{count_true, race};
use super::{Member, Stores};
use crate::sample::{self, at};

pub async fn a_token_nobody_was_given_is_not_found(stores: &Stores) {
    stores.sign_up("ada").await;
    assert_eq!(stores.sessions.find(&sample::token_hash("never given")).await.unwrap(), None);
}

pub async fn an_added_session_is_found_by_its_token_with_every_field(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    let origin = RequestOrigin { user_agent: Some(format!("{}א😀", "x".repeat(253))) };
    let id = sample::session_id("second");
    let remembered = Session::begin(id, ada.id(), true, origin, at(5));
    let plain = Session {
        id: sample::session_id("third"),
        last_used_at: at(7),
        origin: RequestOrigin::default(),
        ..sample::session(ada.id())
    };
    for (session, label) in [(remembered, "second"), (plain, "third")] {
        stores.sessions.add(&session, &sample::token_hash(label)).await.unwrap();
        let token = StoredRefreshToken { session, replaced_at: None, sealed_child: None };
        let expected = RefreshCandidate { user: ada.user.clone(), token };
        assert_eq!(find(stores, label).await, expected);
    }
    assert_eq!(find(stores, &ada.id().to_string()).await.token.session, ada.session);
}

pub async fn a_session_of_an_unknown_user_is_not_added(stores: &Stores) {
    let session = sample::session(sample::user_id("nobody"));
    assert!(stores.sessions.add(&session, &sample::token_hash("token")).await.is_err());
    assert_eq!(stores.sessions.find(&sample::token_hash("token")).await.unwrap(), None);
}

pub async fn a_replaced_token_is_found_with_its_sealed_child_and_the_child_is_current(
    stores: &Stores,
) {
    let ada = stores.sign_up("ada").await;
    let first = ada.id().to_string();
    assert!(stores.sessions.rotate(&rotation(&ada, &first, "child", 20)).await.unwrap());
    let session =
        Session { last_used_at: at(20), expires_at: at(20) + TimeDelta::days(7), ..ada.session };
    let parent = find(stores, &first).await.token;
    assert_eq!(parent.session, session);
    assert_eq!(parent.replaced_at, Some(at(20)));
    let sealed_child = b"sealed \0\xff child".to_vec();
    assert_eq!(parent.sealed_child.as_ref(), Some(&sealed_child));
    assert_eq!(parent.judge(at(25)), RefreshVerdict::Repeat { sealed_child });
    let child = find(stores, "child").await.token;
    assert_eq!(child, StoredRefreshToken { session, replaced_at: None, sealed_child: None });
}

pub async fn of_many_rotations_of_one_token_one_succeeds(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let parent = ada.id().to_string();
    let rotated = race(32, |number| {
        let (stores, label) = (stores.clone(), format!("child-{number}"));
        let rotation =
            Rotation { sealed_child: label.clone().into(), ..rotation(&ada, &parent, &label, 20) };
        async move { stores.sessions.rotate(&rotation).await.unwrap().then_some(label) }
    });
    let children: Vec<_> = rotated.await.into_iter().flatten().collect();
    let [child] = children.as_slice() else { panic!("{} were rotated", children.len()) };
    let parent = find(stores, &parent).await.token;
    assert_eq!(parent.sealed_child.as_deref(), Some(child.as_bytes()));
    for number in 0..32 {
        let label = format!("child-{number}");
        let found = stores.sessions.find(&sample::token_hash(&label)).await.unwrap();
        assert_eq!(found.is_some(), label == *child);
    }
}

pub async fn a_replaced_token_is_not_replaced_again_but_its_child_is(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let first = ada.id().to_string();
    assert!(stores.sessions.rotate(&rotation(&ada, &first, "child", 20)).await.unwrap());
    assert!(!stores.sessions.rotate(&rotation(&ada, &first, "other", 21)).await.unwrap());
    assert!(stores.sessions.rotate(&rotation(&ada, "child", "grandchild", 22)).await.unwrap());
    assert_eq!(find(stores, "child").await.token.replaced_at, Some(at(22)));
    assert_eq!(find(stores, &first).await.token.replaced_at, Some(at(20)));
}

pub async fn a_token_of_an_ended_session_is_found_but_not_replaced(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let first = ada.id().to_string();
    assert!(stores.sessions.revoke(ada.id(), ada.session.id, at(10)).await.unwrap());
    assert!(!stores.sessions.rotate(&rotation(&ada, &first, "child", 20)).await.unwrap());
    let token = find(stores, &first).await.token;
    assert_eq!(token.session, Session { revoked_at: Some(at(10)), ..ada.session });
    assert_eq!(token.judge(at(20)), RefreshVerdict::Ended);
    assert_eq!(stores.sessions.find(&sample::token_hash("child")).await.unwrap(), None);
}

pub async fn a_token_is_replaced_only_by_its_own_user_and_session(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    let of_ada = rotation(&ada, &ada.id().to_string(), "child", 20);
    let second = add_session(stores, &ada, "second").await;
    for foreign in [
        Rotation { user_id: eve.id(), ..of_ada.clone() },
        Rotation { session_id: eve.session.id, ..of_ada.clone() },
        Rotation { user_id: eve.id(), session_id: eve.session.id, ..of_ada.clone() },
        Rotation { session_id: second, ..of_ada.clone() },
    ] {
        assert!(!stores.sessions.rotate(&foreign).await.unwrap());
    }
    assert!(stores.sessions.rotate(&of_ada).await.unwrap());
}

pub async fn a_use_is_noted_with_the_session_s_new_end(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let touched = stores.sessions.touch(ada.id(), ada.session.id, at(30), at(900)).await.unwrap();
    assert!(touched);
    let token = find(stores, &ada.id().to_string()).await.token;
    let session = Session { last_used_at: at(30), expires_at: at(900), ..ada.session };
    assert_eq!(token, StoredRefreshToken { session, replaced_at: None, sealed_child: None });
}

pub async fn no_use_is_noted_of_a_session_that_is_ended_or_another_user_s(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    let touch =
        async |session| stores.sessions.touch(ada.id(), session, at(30), at(900)).await.unwrap();
    assert!(!touch(eve.session.id).await);
    assert!(!touch(sample::session_id("never begun")).await);
    assert!(stores.sessions.revoke(ada.id(), ada.session.id, at(10)).await.unwrap());
    assert!(!touch(ada.session.id).await);
    assert_eq!(find(stores, &eve.id().to_string()).await.token.session, eve.session);
}

pub async fn a_session_is_ended_once(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let revoke = async |seconds| {
        stores.sessions.revoke(ada.id(), ada.session.id, at(seconds)).await.unwrap()
    };
    assert!(revoke(10).await);
    assert!(!revoke(11).await);
    let token = find(stores, &ada.id().to_string()).await.token;
    assert_eq!(token.session.revoked_at, Some(at(10)));
}

pub async fn of_many_who_end_one_session_one_does(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let ended = race(16, |_| {
        let (stores, owner, session) = (stores.clone(), ada.id(), ada.session.id);
        async move { stores.sessions.revoke(owner, session, at(10)).await.unwrap() }
    });
    assert_eq!(count_true(ended.await), 1);
}

pub async fn an_expired_session_is_not_ended(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let late = ada.session.expires_at + TimeDelta::seconds(1);
    assert!(!stores.sessions.revoke(ada.id(), ada.session.id, late).await.unwrap());
}

pub async fn nobody_ends_another_user_s_session(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    assert!(!stores.sessions.revoke(eve.id(), ada.session.id, at(10)).await.unwrap());
    assert_eq!(find(stores, &ada.id().to_string()).await.token.session.revoked_at, None);
}

pub async fn ending_a_session_leaves_the_others_alone(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let second = add_session(stores, &ada, "second").await;
    assert!(stores.sessions.revoke(ada.id(), second, at(10)).await.unwrap());
    assert_eq!(find(stores, &ada.id().to_string()).await.token.session.revoked_at, None);
}

pub async fn tidying_wipes_sealed_children_whose_grace_is_over_and_no_others(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let first = ada.id().to_string();
    assert!(stores.sessions.rotate(&rotation(&ada, &first, "child", 20)).await.unwrap());
    assert!(stores.sessions.rotate(&rotation(&ada, "child", "grandchild", 25)).await.unwrap());
    assert_eq!(stores.sessions.tidy(at(29)).await.unwrap(), 0);
    assert_eq!(stores.sessions.tidy(at(31)).await.unwrap(), 1);
    let wiped = find(stores, &first).await.token;
    assert_eq!((wiped.replaced_at, wiped.sealed_child.as_ref()), (Some(at(20)), None));
    assert_eq!(wiped.judge(at(31)), RefreshVerdict::Replayed);
    assert!(find(stores, "child").await.token.sealed_child.is_some());
    assert_eq!(stores.sessions.tidy(at(31)).await.unwrap(), 0);
}

pub async fn tidying_forgets_sessions_that_are_over_for_more_than_thirty_days(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let second = add_session(stores, &ada, "second").await;
    assert!(stores.sessions.revoke(ada.id(), second, at(100)).await.unwrap());
    let known = async |label: &str| {
        stores.sessions.find(&sample::token_hash(label)).await.unwrap().is_some()
    };
    let (first, month, second) = (ada.id().to_string(), TimeDelta::days(30), TimeDelta::seconds(1));
    for (over_since, label) in [(at(100), "second"), (ada.session.expires_at, first.as_str())] {
        assert_eq!(stores.sessions.tidy(over_since + month - second).await.unwrap(), 0);
        assert!(known(label).await);
        assert!(stores.sessions.tidy(over_since + month + second).await.unwrap() > 0);
        assert!(!known(label).await);
    }
}

/// The replacement of one token of a member's first session by another, at a time, to end
/// seven days later.
fn rotation(member: &Member, parent: &str, child: &str, seconds: i64) -> Rotation {
    Rotation {
        session_id: member.session.id,
        user_id: member.id(),
        parent: sample::token_hash(parent),
        child: sample::token_hash(child),
        sealed_child: b"sealed \0\xff child".to_vec(),
        at: at(seconds),
        expires_at: at(seconds) + TimeDelta::days(7),
    }
}

async fn add_session(stores: &Stores, member: &Member, label: &str) -> SessionId {
    let session = sample::session_of(member.id(), label);
    stores.sessions.add(&session, &sample::token_hash(label)).await.unwrap();
    session.id
}

async fn find(stores: &Stores, label: &str) -> RefreshCandidate {
    let found = stores.sessions.find(&sample::token_hash(label)).await.unwrap();
    found.expect("the token was given to someone")
}
