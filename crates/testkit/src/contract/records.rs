//! What `UserRecords` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

use application::port::Integrations;
use domain::integration::SecretKind;

use super::acts::put;
use super::directory::disable;
use super::sessions::add_session;
use super::{Member, Stores};
use crate::sample::{self, at};

pub async fn what_a_user_may_read_is_read_without_a_caller(stores: &Stores) {
    let ada = furnished(stores, "ada").await;
    furnished(stores, "eve").await;
    let (caller, now, records) = (ada.caller, at(1), &stores.records);
    let sessions = stores.sessions.list_kept(caller, now).await.unwrap().unwrap();
    assert_eq!(records.sessions(ada.id()).await.unwrap(), sessions);
    assert_eq!(sessions.len(), 2);
    let studio = stores.configs.load(caller, now).await.unwrap();
    assert_eq!(records.studio(ada.id()).await.unwrap(), studio);
    let integrations = stores.secrets.load(caller, now).await.unwrap();
    assert_eq!(records.integrations(ada.id()).await.unwrap(), integrations);
    for (before, limit) in [(None, 9), (None, 1), (Some(2), 9), (Some(1), 9)] {
        let revisions = stores.configs.load_revisions(caller, now, before, limit).await.unwrap();
        assert_eq!(records.revisions(ada.id(), before, limit).await.unwrap(), revisions);
    }
    let events = stores.audit.list(caller, now, None, 9).await.unwrap().unwrap();
    assert_eq!(records.events(ada.id(), None, 9).await.unwrap(), Some(events.clone()));
    let page = records.events(ada.id(), Some(events[0].id), 2).await.unwrap().unwrap();
    assert_eq!(page, events[1..3]);
}

pub async fn what_is_a_disabled_user_s_is_read_too(stores: &Stores) {
    let ada = furnished(stores, "ada").await;
    let studio = stores.configs.load(ada.caller, at(1)).await.unwrap();
    assert!(disable(stores, ada.id(), at(10)).await);
    let records = &stores.records;
    assert_eq!(records.studio(ada.id()).await.unwrap(), studio);
    assert_eq!(records.sessions(ada.id()).await.unwrap().len(), 2);
    assert!(records.integrations(ada.id()).await.unwrap().unwrap().vapi_key.is_some());
    assert_eq!(records.revisions(ada.id(), None, 9).await.unwrap().unwrap().len(), 2);
    assert!(!records.events(ada.id(), None, 9).await.unwrap().unwrap().is_empty());
}

pub async fn a_user_who_has_done_nothing_is_read_too(stores: &Stores) {
    let ada = sample::user("ada");
    let event = sample::event(ada.id, domain::audit::AuditKind::CreatedByOperator);
    stores.directory.add(&ada, &sample::password_hash("pw"), &event).await.unwrap();
    let records = &stores.records;
    assert_eq!(records.studio(ada.id).await.unwrap().unwrap().revision, 0);
    assert_eq!(records.integrations(ada.id).await.unwrap(), Some(Integrations::default()));
    assert_eq!(records.revisions(ada.id, None, 9).await.unwrap(), Some(Vec::new()));
    assert_eq!(records.sessions(ada.id).await.unwrap(), []);
}

pub async fn nothing_is_read_of_an_unknown_user(stores: &Stores) {
    furnished(stores, "ada").await;
    let (records, nobody) = (&stores.records, sample::user_id("nobody"));
    assert_eq!(records.sessions(nobody).await.unwrap(), []);
    assert_eq!(records.studio(nobody).await.unwrap(), None);
    assert_eq!(records.integrations(nobody).await.unwrap(), None);
    assert_eq!(records.revisions(nobody, None, 9).await.unwrap(), None);
    assert_eq!(records.events(nobody, None, 9).await.unwrap(), None);
}

/// A member with something in every store that is read.
async fn furnished(stores: &Stores, label: &str) -> Member {
    let member = stores.sign_up_as(sample::full_user(label)).await;
    add_session(stores, &member, &format!("{label} second")).await;
    for revision in 0..2 {
        let save = sample::save(member.id(), revision, sample::full_config());
        stores.configs.save(member.id(), save).await.unwrap();
    }
    for kind in [SecretKind::VapiKey, SecretKind::TwilioAuthToken] {
        assert!(put(stores, member.id(), kind, &sample::stored_secret(label)).await);
    }
    member
}
