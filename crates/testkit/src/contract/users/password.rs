//! Passwords and their replacement.

use application::port::{Credentials, PasswordChange, StoredUser};
use domain::audit::AuditKind;
use domain::session::{RefreshVerdict, Session};
use domain::user::User;
use domain::value::{Name, UserId};

use super::{credentials, stored};
use crate::contract::Stores;
use crate::contract::acts::revoke;
use crate::contract::race::{count_true, race};
use crate::contract::sessions::races::{Race, what_ends_while_it_is_refreshed_stays_ended};
use crate::contract::sessions::{add_session, find, session_by};
use crate::sample::{self, at};

pub async fn a_caller_is_loaded_with_the_password_hash(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    stores.sign_up("eve").await;
    let expected = Credentials {
        user: ada.user.clone(),
        password_hash: Some(sample::password_hash("pw")),
        logged_in_from_here: false,
    };
    let loaded = stores.users.load_credentials(ada.caller, at(1)).await.unwrap();
    assert_eq!(loaded, Some(expected));
}

pub async fn a_password_is_replaced_and_nothing_else_of_the_user(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    assert!(change(stores, change_of(ada.id(), "new")).await);
    let expected = Some(sample::password_hash("new"));
    assert!(credentials(stores, &ada).await.password_hash == expected);
    let loaded = stores.users.load_credentials(ada.caller, at(1)).await.unwrap().unwrap();
    assert!(loaded.password_hash == expected);
    let expected = StoredUser { user: ada.user.clone(), version: 0 };
    assert_eq!(stored(stores, &ada).await, expected);
}

pub async fn a_password_is_replaced_only_from_the_hash_that_was_verified(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let second = add_session(stores, &ada, "second").await;
    let from_another = PasswordChange {
        from: sample::password_hash("another"),
        end_all_but: Some(ada.session.id),
        ..change_of(ada.id(), "new")
    };
    assert!(!change(stores, from_another).await);
    assert!(credentials(stores, &ada).await.password_hash == Some(sample::password_hash("pw")));
    assert_eq!(session_by(stores, "second").await, second);
}

pub async fn a_password_of_an_unknown_user_is_not_replaced(stores: &Stores) {
    stores.sign_up("ada").await;
    assert!(!change(stores, change_of(sample::user_id("nobody"), "new")).await);
}

pub async fn a_new_password_touches_no_other_user(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    assert!(change(stores, ending_others(&ada.session, "new")).await);
    assert!(credentials(stores, &eve).await.password_hash == Some(sample::password_hash("pw")));
    assert_eq!(session_by(stores, &eve.id().to_string()).await, eve.session);
    // Another user's session is none that one could keep.
    let with_eve_s = PasswordChange {
        from: sample::password_hash("new"),
        end_all_but: Some(eve.session.id),
        ..change_of(ada.id(), "newer")
    };
    assert!(change(stores, with_eve_s).await);
    assert_eq!(session_by(stores, &ada.id().to_string()).await.revoked_at, Some(at(30)));
    assert_eq!(session_by(stores, &eve.id().to_string()).await, eve.session);
}

pub async fn a_new_password_ends_every_other_session_with_its_tokens(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let ended = add_session(stores, &ada, "ended").await;
    assert!(revoke(stores, ada.id(), ended.id, at(10)).await);
    for label in ["second", "third"] {
        add_session(stores, &ada, label).await;
    }
    assert!(change(stores, ending_others(&ada.session, "new")).await);
    for label in ["second", "third"] {
        let token = find(stores, label).await.token;
        assert_eq!(token.session.revoked_at, Some(at(30)));
        assert_eq!(token.judge(at(30)), RefreshVerdict::Ended);
        let caller = sample::caller(&token.session);
        assert_eq!(stores.users.load(caller, at(30)).await.unwrap(), None);
    }
    assert_eq!(session_by(stores, "ended").await.revoked_at, Some(at(10)), "keeps its end");
    assert_eq!(session_by(stores, &ada.id().to_string()).await, ada.session);
}

/// A clock that is behind, on another replica, may take it for alive, and a refresh by it
/// would make it so for all.
pub async fn a_new_password_ends_sessions_that_have_expired_too(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let expired = add_session(stores, &ada, "expired").await;
    assert!(stores.sessions.touch(ada.id(), expired.id, at(5), at(30)).await.unwrap());
    assert!(change(stores, ending_others(&ada.session, "new")).await);
    assert_eq!(find(stores, "expired").await.token.judge(at(29)), RefreshVerdict::Ended);
}

pub async fn a_hash_can_be_replaced_without_ending_a_session(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let second = add_session(stores, &ada, "second").await;
    assert!(change(stores, change_of(ada.id(), "stronger")).await);
    assert_eq!(session_by(stores, "second").await, second);
    assert_eq!(session_by(stores, &ada.id().to_string()).await, ada.session);
}

pub async fn of_many_new_passwords_from_one_hash_one_is_taken(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let mut sessions = Vec::new();
    for number in 0..16 {
        sessions.push(add_session(stores, &ada, &format!("session-{number}")).await);
    }
    let taken = race(sessions.len(), |number| {
        let (stores, session) = (stores.clone(), sessions[number].clone());
        async move {
            let done = change(&stores, ending_others(&session, &format!("pw-{number}"))).await;
            done.then_some((number, session))
        }
    });
    let taken: Vec<_> = taken.await.into_iter().flatten().collect();
    let [(number, kept)] = taken.as_slice() else { panic!("{} were taken", taken.len()) };
    let hash = credentials(stores, &ada).await.password_hash;
    assert!(hash == Some(sample::password_hash(&format!("pw-{number}"))));
    let alive = stores.sessions.list(sample::caller(kept), at(30)).await.unwrap();
    assert_eq!(alive, Some(vec![kept.clone()]), "the refused ones ended none");
}

pub async fn a_new_password_and_a_new_profile_at_the_same_time_are_both_kept(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let renamed = User { name: Some(Name::parse("Ada").unwrap()), ..ada.user.clone() };
    let done = race(2, |number| {
        let (stores, renamed, ada) = (stores.clone(), renamed.clone(), ada.id());
        async move {
            if number == 0 {
                stores.users.update(&renamed, 0).await.unwrap()
            } else {
                change(&stores, change_of(ada, "new")).await
            }
        }
    });
    assert_eq!(count_true(done.await), 2);
    assert_eq!(stored(stores, &ada).await, StoredUser { user: renamed, version: 1 });
    assert!(credentials(stores, &ada).await.password_hash == Some(sample::password_hash("new")));
}

pub async fn sessions_that_a_new_password_ends_while_they_are_refreshed_stay_ended(
    stores: &Stores,
) {
    what_ends_while_it_is_refreshed_stays_ended(stores, async |race: Race| {
        assert!(change(&race.stores, ending_others(&race.kept, "new")).await);
    })
    .await;
}

/// From the sign-up's password to this one, ending no session.
fn change_of(owner: UserId, to: &str) -> PasswordChange {
    PasswordChange {
        owner,
        from: sample::password_hash("pw"),
        to: sample::password_hash(to),
        end_all_but: None,
        at: at(30),
        event: Some(sample::event(owner, AuditKind::PasswordChanged)),
    }
}

/// The same, ending every session but this one.
fn ending_others(keep: &Session, to: &str) -> PasswordChange {
    PasswordChange { end_all_but: Some(keep.id), ..change_of(keep.user_id, to) }
}

async fn change(stores: &Stores, change: PasswordChange) -> bool {
    stores.users.change_password(&change).await.unwrap()
}
