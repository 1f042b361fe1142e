//! Keeping users out, and letting them in again.

use application::StoreError;
use domain::audit::AuditKind;

use super::{disable, disabled_at, enable, found, happened, sessions, times, unwritable};
use crate::contract::Stores;
use crate::contract::acts::add;
use crate::contract::race::{count_true, race};
use crate::contract::sessions::{add_session, rotation};
use crate::sample::{self, at};

pub async fn a_user_is_disabled_once_and_enabled_once(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    assert!(!enable(stores, ada.id()).await, "nobody is disabled at first");
    assert!(disable(stores, ada.id(), at(10)).await);
    assert!(!disable(stores, ada.id(), at(20)).await);
    assert_eq!(disabled_at(stores, &ada).await, Some(at(10)));
    assert!(enable(stores, ada.id()).await);
    assert!(!enable(stores, ada.id()).await);
    assert_eq!(disabled_at(stores, &ada).await, None);
    let kinds: Vec<_> = happened(stores, &ada).await.iter().map(|event| event.kind).collect();
    let (disabled, enabled) = (AuditKind::DisabledByOperator, AuditKind::EnabledByOperator);
    assert_eq!(kinds, [enabled, disabled, AuditKind::SignedUp]);
}

pub async fn an_unknown_user_is_neither_disabled_nor_enabled(stores: &Stores) {
    let nobody = sample::user_id("nobody");
    assert!(!disable(stores, nobody, at(10)).await);
    assert!(!enable(stores, nobody).await);
    let nobody = stores.sign_up("nobody").await;
    assert_eq!(happened(stores, &nobody).await.len(), 1, "none but of the sign-up");
}

pub async fn who_is_disabled_or_enabled_is_otherwise_the_same(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    assert!(disable(stores, ada.id(), at(10)).await);
    assert_eq!(found(stores, ada.id()).await.unwrap().user, ada.user);
    assert!(enable(stores, ada.id()).await);
    assert_eq!(found(stores, ada.id()).await.unwrap().user, ada.user);
    let session = sample::session_of(ada.id(), "again");
    assert!(add(stores, &session, "again", &sample::password_hash("pw")).await);
    let loaded = stores.users.load(sample::caller(&session), at(11)).await.unwrap().unwrap();
    assert_eq!((loaded.user, loaded.version), (ada.user, 0));
}

pub async fn one_user_is_disabled_and_no_other(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    assert!(disable(stores, ada.id(), at(10)).await);
    assert_eq!(disabled_at(stores, &eve).await, None);
    assert_eq!(sessions(stores, &eve).await, std::slice::from_ref(&eve.session));
    assert!(stores.users.load(eve.caller, at(11)).await.unwrap().is_some());
    assert!(disable(stores, eve.id(), at(12)).await);
    assert!(enable(stores, eve.id()).await);
    assert_eq!(disabled_at(stores, &ada).await, Some(at(10)));
}

pub async fn every_session_ends_and_stays_ended_when_the_user_is_enabled(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    add_session(stores, &ada, "second").await;
    assert!(disable(stores, ada.id(), at(10)).await);
    assert!(enable(stores, ada.id()).await);
    let kept = sessions(stores, &ada).await;
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|session| session.revoked_at == Some(at(10))), "{kept:?}");
    assert_eq!(stores.users.load(ada.caller, at(11)).await.unwrap(), None);
    let again = rotation(&ada.session, &ada.id().to_string(), "child", 12);
    assert!(!stores.sessions.rotate(&again).await.unwrap());
}

pub async fn sessions_that_end_while_they_are_refreshed_stay_ended(stores: &Stores) {
    for round in 0..4 {
        let ada = stores.sign_up(&format!("user-{round}")).await;
        let parent = ada.id().to_string();
        let done = race(8, |number| {
            let (stores, ada) = (stores.clone(), ada.clone());
            let rotation = rotation(&ada.session, &parent, &format!("{round} {number}"), 20);
            async move {
                if number == 0 {
                    return disable(&stores, ada.id(), at(30)).await;
                }
                stores.sessions.rotate(&rotation).await.unwrap();
                false
            }
        });
        assert_eq!(count_true(done.await), 1);
        assert!(enable(stores, ada.id()).await);
        let [session] = &sessions(stores, &ada).await[..] else { panic!("one session") };
        assert_eq!(session.revoked_at, Some(at(30)));
    }
}

/// A login that was verified before is refused, or its session is ended.
pub async fn a_login_that_overlaps_the_disabling_does_not_outlive_it(stores: &Stores) {
    for round in 0..4 {
        let ada = stores.sign_up(&format!("user-{round}")).await;
        let done = race(8, |number| {
            let (stores, ada) = (stores.clone(), ada.clone());
            async move {
                if number == 0 {
                    return disable(&stores, ada.id(), at(30)).await;
                }
                let label = format!("{round} {number}");
                let session = sample::session_of(ada.id(), &label);
                add(&stores, &session, &label, &sample::password_hash("pw")).await;
                false
            }
        });
        assert_eq!(count_true(done.await), 1);
        let kept = sessions(stores, &ada).await;
        assert!(kept.iter().all(|session| session.revoked_at == Some(at(30))), "{kept:?}");
    }
}

pub async fn of_many_who_disable_one_user_one_does(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let disabled = race(16, |_| {
        let (stores, owner) = (stores.clone(), ada.id());
        async move { disable(&stores, owner, at(10)).await }
    });
    assert_eq!(count_true(disabled.await), 1);
    assert_eq!(times(stores, &ada, AuditKind::DisabledByOperator).await, 1);
}

pub async fn nobody_is_disabled_or_enabled_when_that_cannot_be_written_down(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let event = unwritable(stores, &ada).await;
    let refused = stores.directory.disable(ada.id(), at(10), &event).await;
    assert!(matches!(refused, Err(StoreError::Corrupt(_))));
    assert_eq!(disabled_at(stores, &ada).await, None);
    assert_eq!(sessions(stores, &ada).await, std::slice::from_ref(&ada.session));
    assert!(disable(stores, ada.id(), at(10)).await);
    let refused = stores.directory.enable(ada.id(), &event).await;
    assert!(matches!(refused, Err(StoreError::Corrupt(_))));
    assert_eq!(disabled_at(stores, &ada).await, Some(at(10)));
}
