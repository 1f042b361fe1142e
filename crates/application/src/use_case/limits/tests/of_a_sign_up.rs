use std::sync::Arc;

use domain::account::SignUpFields;
use domain::value::RequestOrigin;

use super::count::{Count, settings};
use crate::ChangeError;
use crate::use_case::account::SignUp;
use crate::use_case::fixture::{Mocks, origin, text};

/// Someone signs up with a password that is too easy.
async fn sign_up(count: &Arc<Count>, mocks: Mocks, origin: RequestOrigin) -> ChangeError {
    let fields = SignUpFields {
        email: text("ada@example.com"),
        password: text("password"),
        ..SignUpFields::default()
    };
    SignUp::new(&count.ports(mocks), &settings()).run(&fields, origin).await.unwrap_err()
}

fn judging() -> Mocks {
    let mut mocks = Mocks::default();
    mocks.strength.expect_is_guessable().times(1).return_once(|_, _| true);
    mocks
}

#[tokio::test]
async fn it_counts_for_its_address_whether_it_works_or_not() {
    let count = Count::new();
    assert!(matches!(sign_up(&count, judging(), origin()).await, ChangeError::Invalid(_)));
    assert_eq!(count.asked(), ["+ signup 203.0.113.7"]);
}

#[tokio::test]
async fn one_too_many_is_refused_before_its_password_is_judged() {
    let count = Count::new();
    count.spend("signup 203.0.113.7");
    let error = sign_up(&count, Mocks::default(), origin()).await;
    assert!(matches!(error, ChangeError::Limited(left) if left.quota.name == "signup"));
}

#[tokio::test]
async fn without_an_address_nothing_is_counted() {
    let count = Count::new();
    let error = sign_up(&count, judging(), RequestOrigin::default()).await;
    assert!(matches!(error, ChangeError::Invalid(_)));
    assert!(count.asked().is_empty());
}
