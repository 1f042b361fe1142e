use domain::Raw;
use domain::session::{REMEMBERED_SESSION_TTL, SESSION_TTL};
use secrecy::ExposeSecret;

use super::*;
use crate::port::RefreshToken;
use crate::use_case::fixture::{
    Mocks, at, away, credentials, hash_of, is_unavailable, origin, settings, tells, text, user,
    user_id, words,
};
use crate::{HashError, StoreError};

fn fields(identifier: &str, remember: Raw) -> LoginFields {
    LoginFields { identifier: text(identifier), password: text("secret"), remember }
}

async fn log_in(mocks: Mocks, fields: LoginFields) -> Result<TokenGrant, LogInError> {
    LogIn::new(&mocks.ports(), &settings()).run(&fields, origin()).await
}

/// The store knows this much of who logs in, and the password is judged once by it.
fn known(credentials: Option<Credentials>, right: bool) -> Mocks {
    let hash = credentials.as_ref().and_then(|known| known.password_hash.clone());
    let mut mocks = Mocks::default();
    mocks
        .users
        .expect_find_credentials()
        .withf(|_, address, now| (*address, *now) == (origin().ip, at(0)))
        .times(1)
        .return_once(|_, _, _| Ok(credentials));
    judge(&mut mocks, hash, right);
    mocks
}

fn judge(mocks: &mut Mocks, expected: Option<PasswordHash>, right: bool) {
    mocks
        .hasher
        .expect_verify()
        .withf(move |password, hash| password.expose_secret() == "secret" && *hash == expected)
        .times(1)
        .return_once(move |_, _| {
            Ok(if right { PasswordCheck::Right } else { PasswordCheck::Wrong })
        });
}

fn ada() -> Credentials {
    credentials(Some("phc"))
}

#[tokio::test]
async fn the_right_password_opens_a_session_for_as_long_as_asked() {
    for (remember, ttl) in [
        (Raw::Absent, SESSION_TTL),
        (Raw::Flag(false), SESSION_TTL),
        (Raw::Flag(true), REMEMBERED_SESSION_TTL),
    ] {
        let mut mocks = known(Some(ada()), true);
        mocks.issue_tokens();
        mocks
            .sessions
            .expect_add()
            .times(1)
            .withf(move |session, token, verified, event| {
                session.user_id == user_id()
                    && session.expires_at == at(0) + ttl
                    && *token == hash_of("minted")
                    && *verified == PasswordHash::new("phc")
                    && session.user_agent.as_deref() == Some("Firefox")
                    && tells(event, Some(user_id()), AuditKind::LoggedIn, &[])
            })
            .return_once(|_, _, _, _| Ok(true));
        let grant = log_in(mocks, fields("Ada@example.com", remember)).await.unwrap();
        assert_eq!(grant.user, user());
        assert_eq!(grant.refresh_token.expose(), "minted");
        assert_eq!(grant.remember, ttl == REMEMBERED_SESSION_TTL);
    }
}

#[tokio::test]
async fn wrong_credentials_cost_one_verification_and_one_event_whoever_it_was() {
    for credentials in [Some(ada()), Some(credentials(None)), None] {
        let whose = credentials.as_ref().map(|known| known.user.id);
        let mut mocks = known(credentials, false);
        mocks.expect_recorded(whose, AuditKind::LoginFailed);
        let error = log_in(mocks, fields("ada@example.com", Raw::Absent)).await.unwrap_err();
        assert!(matches!(error, LogInError::WrongCredentials), "{error:?}");
    }
}

#[tokio::test]
async fn what_is_no_identifier_costs_one_verification_and_one_event_too() {
    let mut mocks = Mocks::default();
    mocks.expect_recorded(None, AuditKind::LoginFailed);
    judge(&mut mocks, None, false);
    let error = log_in(mocks, fields("who?", Raw::Absent)).await.unwrap_err();
    assert!(matches!(error, LogInError::WrongCredentials));
}

#[tokio::test]
async fn nobody_is_let_in_even_by_a_hasher_that_says_yes_to_nobody() {
    let mut mocks = known(None, true);
    mocks.expect_recorded(None, AuditKind::LoginFailed);
    let error = log_in(mocks, fields("ada@example.com", Raw::Absent)).await.unwrap_err();
    assert!(matches!(error, LogInError::WrongCredentials));
}

#[tokio::test]
async fn faults_are_of_presence_and_type_only_and_ask_nobody() {
    let fields =
        LoginFields { identifier: Raw::Absent, password: Raw::Number(1.0), remember: text("yes") };
    let Err(LogInError::Invalid(faults)) = log_in(Mocks::default(), fields).await else {
        panic!("taken");
    };
    let expected =
        [("identifier", "required"), ("password", "wrong_type"), ("remember", "wrong_type")];
    assert_eq!(words(&faults), expected);
}

#[tokio::test]
async fn what_is_away_or_overloaded_is_no_wrong_password() {
    let mut store_away = Mocks::default();
    store_away.users.expect_find_credentials().return_once(|_, _, _| Err(away()));
    let mut hasher_busy = Mocks::default();
    hasher_busy.users.expect_find_credentials().return_once(|_, _, _| Ok(Some(ada())));
    hasher_busy.hasher.expect_verify().return_once(|_, _| Err(HashError::Busy));
    let mut session_not_stored = known(Some(ada()), true);
    session_not_stored.refresh_tokens.expect_mint().return_once(|| RefreshToken::new("minted"));
    session_not_stored.hash_tokens();
    session_not_stored.sessions.expect_add().return_once(|_, _, _, _| Err(away()));
    for mocks in [store_away, hasher_busy, session_not_stored] {
        let error = log_in(mocks, fields("ada@example.com", Raw::Absent)).await.unwrap_err();
        assert!(
            matches!(&error, LogInError::Failed(failure) if is_unavailable(failure)),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn no_password_is_tried_unseen() {
    let mut mocks = known(Some(ada()), false);
    mocks.audit.expect_record().times(1).return_once(|_| Err(away()));
    let error = log_in(mocks, fields("ada@example.com", Raw::Absent)).await.unwrap_err();
    assert!(matches!(&error, LogInError::Failed(failure) if is_unavailable(failure)));
}

#[tokio::test]
async fn a_corrupt_store_is_told_to_the_operator() {
    let mut mocks = Mocks::default();
    let corrupt = || Err(StoreError::Corrupt("a user without an email".into()));
    mocks.users.expect_find_credentials().return_once(move |_, _, _| corrupt());
    let error = log_in(mocks, fields("ada@example.com", Raw::Absent)).await.unwrap_err();
    assert!(matches!(error, LogInError::Failed(Failure::Internal(_))));
}

#[tokio::test]
async fn an_outdated_hash_is_replaced_by_one_of_the_same_password() {
    let mut mocks = Mocks::default();
    mocks.users.expect_find_credentials().return_once(|_, _, _| Ok(Some(ada())));
    mocks.hasher.expect_verify().return_once(|_, _| Ok(PasswordCheck::RightButOutdated));
    mocks
        .hasher
        .expect_hash()
        .withf(|password| password.expose() == "a password of old")
        .times(1)
        .return_once(|_| Ok(PasswordHash::new("new")));
    let expected = PasswordChange {
        owner: user().id,
        from: PasswordHash::new("phc"),
        to: PasswordHash::new("new"),
        end_all_but: None,
        at: at(0),
        event: None,
    };
    mocks
        .users
        .expect_change_password()
        .withf(move |change| *change == expected)
        .times(1)
        .return_once(|_| Ok(true));
    mocks.issue_tokens();
    mocks.sessions.expect_add().times(1).return_once(|_, _, _, _| Ok(true));
    let fields = LoginFields {
        password: text("a password of old"),
        ..fields("ada@example.com", Raw::Absent)
    };
    assert!(log_in(mocks, fields).await.is_ok());
}

#[tokio::test]
async fn a_hash_that_cannot_be_replaced_now_keeps_nobody_out() {
    let mut mocks = Mocks::default();
    mocks.users.expect_find_credentials().return_once(|_, _, _| Ok(Some(ada())));
    mocks.hasher.expect_verify().return_once(|_, _| Ok(PasswordCheck::RightButOutdated));
    mocks.hasher.expect_hash().return_once(|_| Err(HashError::Busy));
    mocks.issue_tokens();
    mocks.sessions.expect_add().times(1).return_once(|_, _, _, _| Ok(true));
    let fields = LoginFields {
        password: text("a password of old"),
        ..fields("ada@example.com", Raw::Absent)
    };
    assert!(log_in(mocks, fields).await.is_ok());
}

#[tokio::test]
async fn a_password_that_was_changed_while_it_was_checked_opens_nothing() {
    let mut mocks = known(Some(ada()), true);
    mocks.issue_tokens();
    mocks.sessions.expect_add().times(1).return_once(|_, _, _, _| Ok(false));
    mocks.expect_recorded(Some(user_id()), AuditKind::LoginFailed);
    let error = log_in(mocks, fields("ada@example.com", Raw::Absent)).await.unwrap_err();
    assert!(matches!(error, LogInError::WrongCredentials));
}
