//! A change whose event cannot be written, because there is one of its id, is not made.

use std::fmt::Debug;
use std::num::NonZeroU32;
use std::time::Duration;

use application::StoreError;
use application::port::{AccountDeletion, ConfigSave, PasswordChange, SaveOutcome};
use domain::account::Identifier;
use domain::audit::{AuditEvent, AuditKind};
use domain::integration::SecretKind;

use super::events;
use crate::contract::acts::{find_credentials, put};
use crate::contract::sessions::{add_session, session_by};
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

pub async fn a_sign_up_that_cannot_be_written_down_is_none(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, sample::user("eve"));
    let (hash, token) = (sample::password_hash("pw"), sample::token_hash("eve"));
    let (session, event) = (sample::session(eve.id), written(stores, &ada).await);
    corrupt(&stores.users.add(&eve, &hash, &session, &token, &event).await);
    assert_eq!(find_credentials(stores, &Identifier::Email(eve.email.clone())).await, None);
    assert_eq!(stores.sessions.find(&token).await.unwrap(), None);
    stores.sign_up_as(eve).await;
}

pub async fn a_login_that_cannot_be_written_down_is_none(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let (session, event) = (sample::session_of(ada.id(), "second"), written(stores, &ada).await);
    let (token, hash) = (sample::token_hash("second"), sample::password_hash("pw"));
    corrupt(&stores.sessions.add(&session, &token, &hash, &event).await);
    assert_eq!(stores.sessions.find(&token).await.unwrap(), None);
    let kept = stores.sessions.list_kept(ada.caller, at(1)).await.unwrap().unwrap();
    assert_eq!(kept, [ada.session]);
}

pub async fn sessions_do_not_end_when_that_cannot_be_written_down(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let (second, event) = (add_session(stores, &ada, "second").await, written(stores, &ada).await);
    corrupt(&stores.sessions.revoke(ada.id(), second.id, at(10), &event).await);
    assert_eq!(session_by(stores, "second").await, second);
    corrupt(&stores.sessions.revoke_others(ada.id(), ada.session.id, at(10), &event).await);
    assert_eq!(session_by(stores, "second").await, second);
}

pub async fn a_password_stays_when_a_new_one_cannot_be_written_down(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let second = add_session(stores, &ada, "second").await;
    let change = PasswordChange {
        owner: ada.id(),
        from: sample::password_hash("pw"),
        to: sample::password_hash("new"),
        end_all_but: Some(ada.session.id),
        at: at(30),
        event: Some(written(stores, &ada).await),
    };
    corrupt(&stores.users.change_password(&change).await);
    let credentials = stores.users.load_credentials(ada.caller, at(1)).await.unwrap().unwrap();
    assert!(credentials.password_hash == Some(sample::password_hash("pw")));
    assert_eq!(session_by(stores, "second").await, second);
}

pub async fn a_secret_stays_when_its_change_cannot_be_written_down(stores: &Stores) {
    let (ada, kind) = (stores.sign_up("ada").await, SecretKind::VapiKey);
    let first = sample::stored_secret("first");
    assert!(put(stores, ada.id(), kind, &first).await);
    let event = written(stores, &ada).await;
    let vapi_key = async || {
        let integrations = stores.secrets.load(ada.caller, at(1)).await.unwrap();
        integrations.and_then(|integrations| integrations.vapi_key)
    };
    let second = sample::stored_secret("second");
    corrupt(&stores.secrets.put(ada.id(), kind, second, &event).await);
    assert_eq!(vapi_key().await, Some(first.clone()));
    corrupt(&stores.secrets.remove(ada.id(), kind, &event).await);
    assert_eq!(vapi_key().await, Some(first));
}

pub async fn a_save_that_cannot_be_written_down_is_none(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for (revision, kept) in [(0, 0), (1, 1)] {
        let before = stores.configs.load(ada.caller, at(1)).await.unwrap();
        let unwritten = ConfigSave {
            smtp_password: domain::Change::Set(sample::sealed("unwritten")),
            keep: NonZeroU32::new(1),
            event: written(stores, &ada).await,
            ..sample::save(ada.id(), revision, sample::full_config())
        };
        corrupt(&stores.configs.save(ada.id(), unwritten).await);
        assert_eq!(stores.configs.load(ada.caller, at(1)).await.unwrap(), before);
        let history = stores.configs.list_revisions(ada.caller, at(1), None, 10).await.unwrap();
        assert_eq!(history.map(|history| history.len()), Some(kept));
        let saved = sample::save(ada.id(), revision, sample::least_config());
        assert_eq!(stores.configs.save(ada.id(), saved).await.unwrap(), SaveOutcome::Saved);
    }
}

pub async fn a_user_stays_whose_deletion_cannot_be_written_down(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let deletion = AccountDeletion {
        owner: ada.id(),
        verified: Some(sample::password_hash("pw")),
        removal: Some(sample::removal(ada.id(), "ada")),
        event: written(stores, &ada).await,
    };
    let before = events(stores, &ada).await;
    corrupt(&stores.users.delete(&deletion).await);
    assert!(stores.users.load(ada.caller, at(1)).await.unwrap().is_some());
    assert_eq!(events(stores, &ada).await, before, "with all it tells");
    let due = stores.removals.take_due(Duration::from_secs(1)).await.unwrap();
    assert_eq!(due, None);
}

/// An event that is written already.
async fn written(stores: &Stores, member: &Member) -> AuditEvent {
    let event = sample::event(member.id(), AuditKind::AssistantSynced);
    stores.audit.record(&event).await.unwrap();
    event
}

fn corrupt<T: Debug>(done: &Result<T, StoreError>) {
    assert!(matches!(done, Err(StoreError::Corrupt(_))), "{done:?}");
}
