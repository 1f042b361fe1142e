use domain::Raw;

use super::*;
use crate::HashError;
use crate::port::{PasswordCheck, PasswordHash};
use crate::use_case::fixture::{
    Mocks, at, caller, credentials, origin, settings, tells, text, user_id,
};

fn fields() -> PasswordFields {
    PasswordFields {
        current_password: text("the old password"),
        new_password: text("a new password"),
    }
}

fn mocks(check: PasswordCheck, guessable: bool) -> Mocks {
    let mut mocks = Mocks::default();
    mocks.users.expect_load_credentials().return_once(|_, _| Ok(Some(credentials(Some("old")))));
    mocks.hasher.expect_verify().times(1).return_once(move |_, _| Ok(check));
    mocks.strength.expect_is_guessable().return_once(move |_, _| guessable);
    mocks
}

async fn run(mocks: Mocks) -> Result<(), ChangeError> {
    ChangePassword::new(&mocks.ports(), &settings()).run(caller(), &fields(), &origin()).await
}

fn pointers(outcome: Result<(), ChangeError>) -> Vec<String> {
    let Err(ChangeError::Invalid(faults)) = outcome else { panic!("{outcome:?}") };
    faults.iter().map(|(field, _)| field.to_owned()).collect()
}

#[tokio::test]
async fn the_hash_that_was_verified_is_replaced_and_other_sessions_end() {
    let mut mocks = mocks(PasswordCheck::RightButOutdated, false);
    mocks.hasher.expect_hash().return_once(|_| Ok(PasswordHash::new("new")));
    mocks
        .users
        .expect_change_password()
        .withf(|change| {
            change.owner == user_id()
                && change.from == PasswordHash::new("old")
                && change.to == PasswordHash::new("new")
                && change.end_all_but == Some(caller().session_id())
                && change.at == at(0)
                && change.event.as_ref().is_some_and(|event| {
                    tells(event, Some(user_id()), AuditKind::PasswordChanged, &[])
                })
        })
        .times(1)
        .return_once(|_| Ok(true));
    run(mocks).await.unwrap();
}

#[tokio::test]
async fn a_wrong_password_and_a_guessable_one_are_told_at_once_and_nothing_is_hashed() {
    for (check, guessable, expected) in [
        (PasswordCheck::Wrong, true, &[NEW, CURRENT][..]),
        (PasswordCheck::Wrong, false, &[CURRENT]),
        (PasswordCheck::Right, true, &[NEW]),
    ] {
        let mut mocks = mocks(check, guessable);
        if check == PasswordCheck::Wrong {
            mocks.expect_recorded(Some(user_id()), AuditKind::PasswordRefused);
        }
        assert_eq!(pointers(run(mocks).await), expected);
    }
}

#[tokio::test]
async fn a_password_that_was_changed_meanwhile_is_wrong() {
    let mut mocks = mocks(PasswordCheck::Right, false);
    mocks.hasher.expect_hash().return_once(|_| Ok(PasswordHash::new("new")));
    mocks.users.expect_change_password().return_once(|_| Ok(false));
    assert_eq!(pointers(run(mocks).await), [CURRENT]);
}

#[tokio::test]
async fn a_user_without_a_password_costs_the_same_work_and_has_none_to_change() {
    let mut mocks = Mocks::default();
    mocks.users.expect_load_credentials().return_once(|_, _| Ok(Some(credentials(None))));
    mocks
        .hasher
        .expect_verify()
        .withf(|_, hash| hash.is_none())
        .times(1)
        .return_once(|_, _| Ok(PasswordCheck::Wrong));
    mocks.strength.expect_is_guessable().return_once(|_, _| false);
    mocks.expect_recorded(Some(user_id()), AuditKind::PasswordRefused);
    assert_eq!(pointers(run(mocks).await), [CURRENT]);
}

#[tokio::test]
async fn whoever_is_gone_is_told_before_anything_else() {
    let mut mocks = Mocks::default();
    mocks.users.expect_load_credentials().return_once(|_, _| Ok(None));
    let fields = PasswordFields { current_password: Raw::Null, new_password: Raw::Null };
    let change = ChangePassword::new(&mocks.ports(), &settings());
    let outcome = change.run(caller(), &fields, &origin()).await;
    assert!(matches!(outcome, Err(ChangeError::Unauthenticated)));
}

#[tokio::test]
async fn too_many_at_once_are_asked_to_come_back() {
    let mut mocks = Mocks::default();
    mocks.users.expect_load_credentials().return_once(|_, _| Ok(Some(credentials(None))));
    mocks.hasher.expect_verify().return_once(|_, _| Err(HashError::Busy));
    let outcome = run(mocks).await;
    assert!(matches!(outcome, Err(ChangeError::Failed(Failure::Unavailable(_)))));
}
