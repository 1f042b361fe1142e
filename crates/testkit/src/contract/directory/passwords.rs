//! Passwords that an operator sets.

use application::StoreError;
use domain::account::Identifier;
use domain::audit::AuditKind;

use super::{disable, disabled_at, found, happened, sessions, set_password, times, unwritable};
use crate::contract::acts::{add, find_credentials};
use crate::contract::sessions::add_session;
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

pub async fn a_password_is_set_whatever_it_was_and_ends_every_session(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    add_session(stores, &ada, "second").await;
    assert!(set_password(stores, ada.id(), "new", at(10)).await);
    assert!(logs_in_with(stores, &ada, "new").await);
    assert_eq!(found(stores, ada.id()).await.unwrap().user, ada.user, "and nothing else");
    let kept = sessions(stores, &ada).await;
    assert!(kept.len() == 2 && kept.iter().all(|session| session.revoked_at == Some(at(10))));
    assert_eq!(stores.users.load(ada.caller, at(11)).await.unwrap(), None);
    assert_eq!(times(stores, &ada, AuditKind::PasswordSetByOperator).await, 1);
    let session = sample::session_of(ada.id(), "third");
    assert!(!add(stores, &session, "third", &sample::password_hash("pw")).await);
    assert!(add(stores, &session, "third", &sample::password_hash("new")).await);
}

pub async fn a_password_is_set_for_one_user_and_for_no_unknown_one(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    assert!(!set_password(stores, sample::user_id("nobody"), "new", at(10)).await);
    assert!(set_password(stores, ada.id(), "new", at(10)).await);
    assert!(logs_in_with(stores, &eve, "pw").await);
    assert_eq!(sessions(stores, &eve).await, std::slice::from_ref(&eve.session));
    let nobody = stores.sign_up("nobody").await;
    assert_eq!(happened(stores, &nobody).await.len(), 1, "none but of the sign-up");
}

pub async fn a_password_that_is_set_lets_nobody_in_who_is_disabled(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    assert!(disable(stores, ada.id(), at(10)).await);
    assert!(set_password(stores, ada.id(), "new", at(20)).await);
    assert_eq!(disabled_at(stores, &ada).await, Some(at(10)));
    assert!(!logs_in_with(stores, &ada, "new").await);
    assert!(super::enable(stores, ada.id()).await);
    assert!(logs_in_with(stores, &ada, "new").await);
}

pub async fn a_password_that_cannot_be_written_down_is_not_set(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let event = unwritable(stores, &ada).await;
    let hash = sample::password_hash("new");
    let refused = stores.directory.set_password(ada.id(), &hash, at(10), &event).await;
    assert!(matches!(refused, Err(StoreError::Corrupt(_))));
    assert!(logs_in_with(stores, &ada, "pw").await);
    assert_eq!(sessions(stores, &ada).await, std::slice::from_ref(&ada.session));
}

async fn logs_in_with(stores: &Stores, member: &Member, label: &str) -> bool {
    let login = Identifier::Email(member.user.email.clone());
    let credentials = find_credentials(stores, &login).await.expect("the member is found");
    credentials.password_hash == Some(sample::password_hash(label))
}
