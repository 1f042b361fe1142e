//! Refresh tokens and their replacement.

use application::port::{PasswordChange, RefreshCandidate, Rotation};
use chrono::TimeDelta;
use domain::session::{RefreshVerdict, Session, StoredRefreshToken};

use super::{add_session, find, rotation};
use crate::contract::Stores;
use crate::contract::acts::{add, revoke};
use crate::contract::race::race;
use crate::sample::{self, at};

pub async fn a_token_nobody_was_given_is_not_found(stores: &Stores) {
    stores.sign_up("ada").await;
    assert_eq!(stores.sessions.find(&sample::token_hash("never given")).await.unwrap(), None);
}

pub async fn an_added_session_is_found_by_its_token_with_every_field(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    let user_agent = Some(format!("{}א😀", "x".repeat(253)));
    let id = sample::session_id("second");
    let remembered = Session::begin(id, ada.id(), true, user_agent, at(5));
    let plain = Session {
        id: sample::session_id("third"),
        last_used_at: at(7),
        user_agent: None,
        ..sample::session(ada.id())
    };
    for (session, label) in [(remembered, "second"), (plain, "third")] {
        let password = sample::password_hash("pw");
        assert!(add(stores, &session, label, &password).await);
        let token = StoredRefreshToken { session, replaced_at: None, sealed_child: None };
        let expected = RefreshCandidate { user: ada.user.clone(), token };
        assert_eq!(find(stores, label).await, expected);
    }
    assert_eq!(find(stores, &ada.id().to_string()).await.token.session, ada.session);
}

pub async fn a_session_of_an_unknown_user_is_not_added(stores: &Stores) {
    let session = sample::session(sample::user_id("nobody"));
    let password = sample::password_hash("pw");
    assert!(!add(stores, &session, "token", &password).await);
    assert_eq!(stores.sessions.find(&sample::token_hash("token")).await.unwrap(), None);
}

pub async fn a_session_is_not_added_for_a_password_that_was_changed_since(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let session = sample::session_of(ada.id(), "second");
    let (old, new) = (sample::password_hash("pw"), sample::password_hash("new"));
    let change = PasswordChange {
        owner: ada.id(),
        from: old.clone(),
        to: new.clone(),
        end_all_but: Some(ada.session.id),
        at: at(5),
        event: None,
    };
    assert!(stores.users.change_password(&change).await.unwrap());
    assert!(!add(stores, &session, "second", &old).await);
    let token = sample::token_hash("second");
    assert_eq!(stores.sessions.find(&token).await.unwrap(), None);
    assert!(add(stores, &session, "second", &new).await);
}

pub async fn a_login_that_overlaps_a_change_of_the_password_does_not_outlive_it(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let (old, new) = (sample::password_hash("pw"), sample::password_hash("new"));
    let change = PasswordChange {
        owner: ada.id(),
        from: old.clone(),
        to: new,
        end_all_but: Some(ada.session.id),
        at: at(5),
        event: None,
    };
    let logins = (0..12).map(|index| {
        let (stores, old) = (stores.clone(), old.clone());
        let label = format!("login {index}");
        let session = sample::session_of(ada.id(), &label);
        tokio::spawn(async move { add(&stores, &session, &label, &old).await })
    });
    let logins: Vec<_> = logins.collect();
    assert!(stores.users.change_password(&change).await.unwrap());
    for login in logins {
        login.await.unwrap();
    }
    let alive = stores.sessions.list(ada.caller, at(6)).await.unwrap().unwrap();
    assert_eq!(alive, [ada.session]);
}

pub async fn a_replaced_token_is_found_with_its_sealed_child_and_the_child_is_current(
    stores: &Stores,
) {
    let ada = stores.sign_up("ada").await;
    let first = ada.id().to_string();
    assert!(stores.sessions.rotate(&rotation(&ada.session, &first, "child", 20)).await.unwrap());
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
        let rotation = Rotation {
            sealed_child: label.clone().into(),
            ..rotation(&ada.session, &parent, &label, 20)
        };
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
    assert!(stores.sessions.rotate(&rotation(&ada.session, &first, "child", 20)).await.unwrap());
    assert!(!stores.sessions.rotate(&rotation(&ada.session, &first, "other", 21)).await.unwrap());
    assert!(
        stores.sessions.rotate(&rotation(&ada.session, "child", "grandchild", 22)).await.unwrap()
    );
    assert_eq!(find(stores, "child").await.token.replaced_at, Some(at(22)));
    assert_eq!(find(stores, &first).await.token.replaced_at, Some(at(20)));
}

pub async fn a_token_of_an_ended_session_is_found_but_not_replaced(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let first = ada.id().to_string();
    assert!(revoke(stores, ada.id(), ada.session.id, at(10)).await);
    assert!(!stores.sessions.rotate(&rotation(&ada.session, &first, "child", 20)).await.unwrap());
    let token = find(stores, &first).await.token;
    assert_eq!(token.session, Session { revoked_at: Some(at(10)), ..ada.session });
    assert_eq!(token.judge(at(20)), RefreshVerdict::Ended);
    assert_eq!(stores.sessions.find(&sample::token_hash("child")).await.unwrap(), None);
}

pub async fn a_token_is_replaced_only_by_its_own_user_and_session(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    let of_ada = rotation(&ada.session, &ada.id().to_string(), "child", 20);
    let second = add_session(stores, &ada, "second").await;
    for foreign in [
        Rotation { user_id: eve.id(), ..of_ada.clone() },
        Rotation { session_id: eve.session.id, ..of_ada.clone() },
        Rotation { user_id: eve.id(), session_id: eve.session.id, ..of_ada.clone() },
        Rotation { session_id: second.id, ..of_ada.clone() },
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
    assert!(revoke(stores, ada.id(), ada.session.id, at(10)).await);
    assert!(!touch(ada.session.id).await);
    assert_eq!(find(stores, &eve.id().to_string()).await.token.session, eve.session);
}
