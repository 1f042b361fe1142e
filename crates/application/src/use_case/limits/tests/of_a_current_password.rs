use std::sync::Arc;

use domain::account::PasswordFields;
use domain::audit::AuditKind;
use domain::value::RequestOrigin;

use super::count::{Count, settings};
use crate::ChangeError;
use crate::port::PasswordCheck;
use crate::use_case::account::{ChangePassword, DeleteAccount};
use crate::use_case::fixture::{Mocks, caller, credentials, origin, text, user_id};

fn known() -> Mocks {
    let mut mocks = Mocks::default();
    mocks.users.expect_load_credentials().return_once(|_, _| Ok(Some(credentials(Some("phc")))));
    mocks
}

fn wrong() -> Mocks {
    let mut mocks = known();
    mocks.hasher.expect_verify().times(1).return_once(|_, _| Ok(PasswordCheck::Wrong));
    mocks.strength.expect_is_guessable().return_once(|_, _| false);
    mocks
        .audit
        .expect_record()
        .withf(|event| event.kind == AuditKind::PasswordRefused)
        .times(1)
        .return_once(|_| Ok(()));
    mocks
}

async fn change(count: &Arc<Count>, mocks: Mocks, origin: &RequestOrigin) -> ChangeError {
    let fields =
        PasswordFields { current_password: text("secret"), new_password: text("a new password") };
    let change = ChangePassword::new(&count.ports(mocks), &settings());
    change.run(caller(), &fields, origin).await.unwrap_err()
}

async fn delete(count: &Arc<Count>, mocks: Mocks, origin: &RequestOrigin) -> ChangeError {
    let delete = DeleteAccount::new(&count.ports(mocks), &settings());
    delete.run(caller(), &text("secret"), origin).await.unwrap_err()
}

#[tokio::test]
async fn it_counts_for_the_account_from_where_it_is_tried_as_a_login_does() {
    let count = Count::new();
    let pair = format!("login_account {} 203.0.113.7", user_id());
    assert!(matches!(change(&count, wrong(), &origin()).await, ChangeError::Invalid(_)));
    assert!(matches!(delete(&count, wrong(), &origin()).await, ChangeError::Invalid(_)));
    assert_eq!(count.asked(), [format!("+ {pair}"), format!("+ {pair}")]);
}

#[tokio::test]
async fn too_many_tries_are_neither_hashed_nor_written_down() {
    let count = Count::new();
    let pair = format!("login_account {} 203.0.113.7", user_id());
    count.spend(&pair);
    assert!(matches!(change(&count, known(), &origin()).await, ChangeError::Limited(_)));
    assert!(matches!(delete(&count, known(), &origin()).await, ChangeError::Limited(_)));
    assert_eq!(count.asked(), [format!("! {pair}"), format!("! {pair}")]);
}

#[tokio::test]
async fn without_an_address_the_account_alone_is_counted() {
    let count = Count::new();
    let nowhere = RequestOrigin::default();
    assert!(matches!(change(&count, wrong(), &nowhere).await, ChangeError::Invalid(_)));
    assert!(matches!(delete(&count, wrong(), &nowhere).await, ChangeError::Invalid(_)));
    let account = format!("+ login_account {} *", user_id());
    assert_eq!(count.asked(), [account.clone(), account]);
}

#[tokio::test]
async fn what_is_no_request_is_not_counted() {
    let count = Count::new();
    let fields = PasswordFields::default();
    let change = ChangePassword::new(&count.ports(known()), &settings());
    assert!(change.run(caller(), &fields, &origin()).await.is_err());
    let delete = DeleteAccount::new(&count.ports(known()), &settings());
    assert!(delete.run(caller(), &domain::Raw::Null, &origin()).await.is_err());
    assert!(count.asked().is_empty());
}
