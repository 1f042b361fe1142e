//! Nobody is who was deleted.

use application::port::{Claim, Lease, SaveOutcome, SyncRecord};
use domain::integration::SecretKind;

use super::at_work;
use crate::contract::acts::{self, put};
use crate::contract::sessions::rotation;
use crate::contract::time::LONG;
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

pub async fn who_was_deleted_is_nobody_to_any_call(stores: &Stores) {
    let (ada, lease) = at_work(stores, "ada").await;
    assert!(acts::delete(stores, ada.id(), None).await);
    has_no_account(stores, &ada).await;
    has_no_session(stores, &ada).await;
    has_no_configuration(stores, &ada).await;
    has_no_secret(stores, &ada).await;
    has_no_assistant(stores, &ada, lease).await;
}

async fn has_no_account(stores: &Stores, ada: &Member) {
    assert_eq!(stores.users.load(ada.caller, at(1)).await.unwrap(), None);
    assert_eq!(stores.users.load_credentials(ada.caller, at(1)).await.unwrap(), None);
    for version in [0, 1] {
        assert!(!stores.users.update(&ada.user, version).await.unwrap());
    }
    let removal = sample::removal(ada.id(), "ada");
    assert!(!acts::delete(stores, ada.id(), Some(removal)).await);
    assert_eq!(stores.audit.list(ada.caller, at(1), None, 9).await.unwrap(), None);
}

async fn has_no_session(stores: &Stores, ada: &Member) {
    assert_eq!(stores.sessions.list(ada.caller, at(1)).await.unwrap(), None);
    assert_eq!(stores.sessions.list_kept(ada.caller, at(1)).await.unwrap(), None);
    let (owner, session) = (ada.id(), ada.session.id);
    let third = sample::session_of(owner, "third");
    assert!(!acts::add(stores, &third, "third", &sample::password_hash("pw")).await);
    let rotation = rotation(&ada.session, &format!("{owner} child"), "grandchild", 20);
    assert!(!stores.sessions.rotate(&rotation).await.unwrap());
    assert!(!stores.sessions.touch(owner, session, at(5), at(900)).await.unwrap());
    assert!(!acts::revoke(stores, owner, session, at(10)).await);
    assert_eq!(acts::revoke_others(stores, owner, session, at(10)).await, 0);
}

async fn has_no_configuration(stores: &Stores, ada: &Member) {
    assert_eq!(stores.configs.load(ada.caller, at(1)).await.unwrap(), None);
    assert_eq!(stores.configs.list_revisions(ada.caller, at(1), None, 9).await.unwrap(), None);
    assert_eq!(stores.configs.load_revisions(ada.caller, at(1), None, 9).await.unwrap(), None);
    for revision in [0, 1] {
        let save = sample::save(ada.id(), revision, sample::full_config());
        assert_eq!(stores.configs.save(ada.id(), save).await.unwrap(), SaveOutcome::Gone);
    }
}

async fn has_no_secret(stores: &Stores, ada: &Member) {
    assert_eq!(stores.secrets.load(ada.caller, at(1)).await.unwrap(), None);
    for kind in SecretKind::ALL {
        assert!(!put(stores, ada.id(), kind, &sample::stored_secret("late")).await);
        acts::remove(stores, ada.id(), kind).await;
    }
}

async fn has_no_assistant(stores: &Stores, ada: &Member, lease: Lease) {
    let owner = ada.id();
    let claim = stores.syncs.claim(owner, sample::holder("late"), i64::MAX, LONG).await.unwrap();
    assert_eq!(claim, Claim::Refused(SyncRecord::default()));
    assert!(!stores.syncs.renew(owner, lease, LONG).await.unwrap());
    assert!(!stores.syncs.fail(owner, lease, "late").await.unwrap());
    let confirmation = sample::confirmation("ada", 1);
    assert!(!stores.syncs.confirm(owner, lease, confirmation).await.unwrap());
    assert!(!stores.syncs.release(owner, lease).await.unwrap());
    assert_eq!(stores.syncs.load(owner).await.unwrap(), SyncRecord::default());
}
