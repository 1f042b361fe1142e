//! Users whom an operator deletes.

use application::port::{AccountDeletion, PasswordHash};
use domain::audit::AuditKind;
use domain::value::UserId;

use super::{disable, found};
use crate::contract::Stores;
use crate::sample::{self, at};

pub async fn an_operator_deletes_whatever_the_password_is(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    assert!(delete(stores, ada.id(), None).await);
    assert_eq!(found(stores, ada.id()).await, None);
    assert!(found(stores, eve.id()).await.is_some());
    assert!(!delete(stores, ada.id(), None).await, "once");
}

pub async fn a_user_who_is_disabled_is_deleted_by_an_operator_alone(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    assert!(disable(stores, ada.id(), at(10)).await);
    assert!(!delete(stores, ada.id(), Some(sample::password_hash("pw"))).await);
    assert!(found(stores, ada.id()).await.is_some());
    assert!(delete(stores, ada.id(), None).await);
    assert_eq!(found(stores, ada.id()).await, None);
}

async fn delete(stores: &Stores, owner: UserId, verified: Option<PasswordHash>) -> bool {
    let event = sample::event(owner, AuditKind::DeletedByOperator);
    let deletion = AccountDeletion { owner, verified, removal: None, event };
    stores.users.delete(&deletion).await.unwrap()
}
