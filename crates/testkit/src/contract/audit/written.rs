//! What a store changes it writes down, and what it does not change it does not.

use application::port::{ConfigSave, PasswordChange, SaveOutcome, StoredSecret};
use domain::audit::{AuditEvent, AuditKind};
use domain::integration::SecretKind;
use domain::studio::StudioConfig;
use domain::user::User;
use domain::value::UserId;

use super::{events, since_sign_up};
use crate::contract::Stores;
use crate::contract::race::race;
use crate::contract::sessions::add_session;
use crate::sample::{self, at};

pub async fn a_sign_up_is_written_down_and_a_refused_one_is_not(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let [event] = events(stores, &ada).await.try_into().unwrap();
    let expected = sample::event(ada.id(), AuditKind::SignedUp);
    assert_eq!(event, AuditEvent { id: event.id, ..expected });

    let refused = User { email: ada.user.email.clone(), ..sample::user("eve") };
    let (hash, token) = (sample::password_hash("pw"), sample::token_hash("refused"));
    let event = sample::event(refused.id, AuditKind::SignedUp);
    let session = sample::session(refused.id);
    assert!(stores.users.add(&refused, &hash, &session, &token, &event).await.is_err());
    let eve = stores.sign_up("eve").await;
    assert_eq!(since_sign_up(stores, &eve).await, []);
}

pub async fn a_login_is_written_down_and_a_refused_one_is_not(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let log_in = async |hash: &str, event: &AuditEvent| {
        let session = sample::session_of(ada.id(), "second");
        let (token, verified) = (sample::token_hash("second"), sample::password_hash(hash));
        stores.sessions.add(&session, &token, &verified, event).await.unwrap()
    };
    assert!(!log_in("another", &sample::event(ada.id(), AuditKind::LoggedIn)).await);
    assert_eq!(since_sign_up(stores, &ada).await, []);
    let event = sample::event(ada.id(), AuditKind::LoggedIn);
    assert!(log_in("pw", &event).await);
    assert_eq!(since_sign_up(stores, &ada).await, [event]);
}

pub async fn the_end_of_a_session_is_written_down_once(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    let second = add_session(stores, &ada, "second").await;
    let before = events(stores, &ada).await;
    let revoke = async |owner: UserId, now, event: &AuditEvent| {
        stores.sessions.revoke(owner, second.id, now, event).await.unwrap()
    };
    let event = || sample::event(ada.id(), AuditKind::SessionEnded);
    assert!(!revoke(eve.id(), at(10), &event()).await);
    assert!(!revoke(ada.id(), second.expires_at, &event()).await);
    assert_eq!(events(stores, &ada).await, before, "it is not eve's, or has expired");
    let ended = event();
    assert!(revoke(ada.id(), at(10), &ended).await);
    assert!(!revoke(ada.id(), at(11), &event()).await);
    assert_eq!(events(stores, &ada).await, [vec![ended], before].concat());
}

pub async fn of_many_who_end_one_session_one_writes_it_down(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let second = add_session(stores, &ada, "second").await;
    let before = events(stores, &ada).await;
    let ended = race(16, |_| {
        let (stores, owner, session) = (stores.clone(), ada.id(), second.id);
        let event = sample::event(owner, AuditKind::SessionEnded);
        async move {
            let ended = stores.sessions.revoke(owner, session, at(10), &event).await.unwrap();
            ended.then_some(event)
        }
    });
    let ended: Vec<_> = ended.await.into_iter().flatten().collect();
    assert_eq!(ended.len(), 1);
    assert_eq!(events(stores, &ada).await, [ended, before].concat());
}

pub async fn the_end_of_all_other_sessions_is_written_down_where_there_are_any(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for label in ["second", "third"] {
        add_session(stores, &ada, label).await;
    }
    let expired = add_session(stores, &ada, "expired").await;
    assert!(stores.sessions.touch(ada.id(), expired.id, at(2), at(20)).await.unwrap());
    let before = events(stores, &ada).await;
    let revoke_others = async |seconds, event: &AuditEvent| {
        let keep = ada.session.id;
        stores.sessions.revoke_others(ada.id(), keep, at(seconds), event).await.unwrap()
    };
    let event = || sample::event(ada.id(), AuditKind::OtherSessionsEnded);
    let ended = event();
    assert_eq!(revoke_others(20, &ended).await, 2);
    assert_eq!(revoke_others(21, &event()).await, 0);
    assert_eq!(events(stores, &ada).await, [vec![ended], before].concat());
}

pub async fn the_end_of_sessions_that_have_expired_is_not_written_down(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let expired = add_session(stores, &ada, "expired").await;
    assert!(stores.sessions.touch(ada.id(), expired.id, at(2), at(20)).await.unwrap());
    let (before, keep) = (events(stores, &ada).await, ada.session.id);
    let event = sample::event(ada.id(), AuditKind::OtherSessionsEnded);
    assert_eq!(stores.sessions.revoke_others(ada.id(), keep, at(20), &event).await.unwrap(), 0);
    assert_eq!(events(stores, &ada).await, before);
}

pub async fn a_new_password_is_written_down_when_the_user_has_a_part_in_it(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let event = sample::event(ada.id(), AuditKind::PasswordChanged);
    let change = |from: &str, to: &str, event: Option<AuditEvent>| PasswordChange {
        owner: ada.id(),
        from: sample::password_hash(from),
        to: sample::password_hash(to),
        end_all_but: Some(ada.session.id),
        at: at(30),
        event,
    };
    let refused = sample::event(ada.id(), AuditKind::PasswordChanged);
    for (change, taken) in [
        (change("another", "new", Some(refused)), false),
        (change("pw", "stronger", None), true),
        (change("stronger", "new", Some(event.clone())), true),
    ] {
        assert_eq!(stores.users.change_password(&change).await.unwrap(), taken);
    }
    assert_eq!(since_sign_up(stores, &ada).await, [event]);
}

pub async fn a_secret_is_written_down_when_it_is_put_and_when_there_was_one_to_forget(
    stores: &Stores,
) {
    let ada = stores.sign_up("ada").await;
    let put = async |secret: StoredSecret, event: &AuditEvent| {
        stores.secrets.put(ada.id(), SecretKind::VapiKey, secret, event).await.unwrap()
    };
    let remove = async |event: &AuditEvent| {
        stores.secrets.remove(ada.id(), SecretKind::VapiKey, event).await.unwrap();
    };
    let event = |kind| sample::event(ada.id(), kind);
    remove(&event(AuditKind::VapiKeyRemoved)).await;
    assert_eq!(since_sign_up(stores, &ada).await, [], "there was none to forget");
    let mut expected = Vec::new();
    for label in ["first", "second"] {
        let saved = event(AuditKind::VapiKeySaved);
        assert!(put(sample::stored_secret(label), &saved).await);
        expected.insert(0, saved);
    }
    let removed = event(AuditKind::VapiKeyRemoved);
    remove(&removed).await;
    expected.insert(0, removed);
    remove(&event(AuditKind::VapiKeyRemoved)).await;
    assert_eq!(since_sign_up(stores, &ada).await, expected);
}

pub async fn a_save_is_written_down_and_a_stale_one_is_not(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let save = |expected| {
        let save = sample::save(ada.id(), expected, sample::full_config());
        let fields = save.changed.iter().map(|&field| field.to_owned()).collect();
        ConfigSave { event: AuditEvent { fields, ..save.event }, ..save }
    };
    let mut expected = Vec::new();
    for (revision, outcome) in [
        (1, SaveOutcome::Stale),
        (0, SaveOutcome::Saved),
        (0, SaveOutcome::Stale),
        (1, SaveOutcome::Saved),
    ] {
        let save = save(revision);
        if outcome == SaveOutcome::Saved {
            expected.insert(0, save.event.clone());
        }
        assert_eq!(stores.configs.save(ada.id(), save).await.unwrap(), outcome);
        assert_eq!(since_sign_up(stores, &ada).await, expected);
    }
}

pub async fn of_many_saves_from_one_revision_one_is_written_down(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for revision in [0, 1] {
        let before = events(stores, &ada).await;
        let saved = race(16, |_| {
            let save = sample::save(ada.id(), revision, StudioConfig::default());
            let (stores, owner, event) = (stores.clone(), ada.id(), save.event.clone());
            async move {
                let outcome = stores.configs.save(owner, save).await.unwrap();
                (outcome == SaveOutcome::Saved).then_some(event)
            }
        });
        let saved: Vec<_> = saved.await.into_iter().flatten().collect();
        assert_eq!(saved.len(), 1);
        assert_eq!(events(stores, &ada).await, [saved, before].concat());
    }
}

pub async fn what_is_not_done_for_an_unknown_user_is_not_written_down(stores: &Stores) {
    let (nobody, now) = (sample::user("nobody"), at(1));
    let (session, token) = (sample::session(nobody.id), sample::token_hash("nobody"));
    let event = |kind| sample::event(nobody.id, kind);
    let hash = sample::password_hash("pw");
    let login = event(AuditKind::LoggedIn);
    assert!(!stores.sessions.add(&session, &token, &hash, &login).await.unwrap());
    let ended = event(AuditKind::SessionEnded);
    assert!(!stores.sessions.revoke(nobody.id, session.id, now, &ended).await.unwrap());
    let others = event(AuditKind::OtherSessionsEnded);
    let none = stores.sessions.revoke_others(nobody.id, session.id, now, &others).await;
    assert_eq!(none.unwrap(), 0);
    let saved = event(AuditKind::VapiKeySaved);
    let (kind, secret) = (SecretKind::VapiKey, sample::stored_secret("nobody"));
    assert!(!stores.secrets.put(nobody.id, kind, secret, &saved).await.unwrap());
    let removed = event(AuditKind::VapiKeyRemoved);
    stores.secrets.remove(nobody.id, kind, &removed).await.unwrap();
    let save = sample::save(nobody.id, 0, sample::full_config());
    assert_eq!(stores.configs.save(nobody.id, save).await.unwrap(), SaveOutcome::Gone);

    let nobody = stores.sign_up_as(nobody).await;
    assert_eq!(since_sign_up(stores, &nobody).await, []);
}
