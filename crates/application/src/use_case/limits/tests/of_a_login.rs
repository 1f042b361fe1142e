use domain::account::LoginFields;
use domain::audit::AuditKind;
use domain::value::RequestOrigin;

use super::count::{Count, RATES, allowance, settings};
use crate::port::{Credentials, PasswordCheck};
use crate::rate_limit::ALL_ADDRESSES;
use crate::use_case::account::{LogIn, LogInError, TokenGrant};
use crate::use_case::fixture::{
    self, Mocks, away, credentials, is_unavailable, origin, text, user_id,
};
use crate::{Ports, Quota, Settings};

type Outcome = Result<TokenGrant, LogInError>;

const HERE: &str = "203.0.113.7";

fn ada() -> Credentials {
    credentials(Some("phc"))
}

fn ada_where_she_is_known() -> Credentials {
    Credentials { logged_in_from_here: true, ..ada() }
}

/// The store knows this much of who logs in.
fn known(credentials: Option<Credentials>) -> Mocks {
    let mut mocks = Mocks::default();
    mocks.users.expect_find_credentials().return_once(|_, _, _| Ok(credentials));
    mocks
}

fn wrong(credentials: Option<Credentials>) -> Mocks {
    let whose = credentials.as_ref().map(|known| known.user.id);
    let mut mocks = known(credentials);
    mocks.hasher.expect_verify().times(1).return_once(|_, _| Ok(PasswordCheck::Wrong));
    mocks
        .audit
        .expect_record()
        .withf(move |event| (event.user_id, event.kind) == (whose, AuditKind::LoginFailed))
        .times(1)
        .return_once(|_| Ok(()));
    mocks
}

fn right(credentials: Credentials) -> Mocks {
    let mut mocks = known(Some(credentials));
    mocks.hasher.expect_verify().times(1).return_once(|_, _| Ok(PasswordCheck::Right));
    mocks.issue_tokens();
    mocks.sessions.expect_add().times(1).return_once(|_, _, _, _| Ok(true));
    mocks
}

async fn log_in(ports: Ports, identifier: &str, origin: RequestOrigin) -> Outcome {
    let fields = LoginFields {
        identifier: text(identifier),
        password: text("secret"),
        ..LoginFields::default()
    };
    LogIn::new(&ports, &settings()).run(&fields, origin).await
}

async fn log_in_from_here(ports: Ports) -> Outcome {
    log_in(ports, "ada@example.com", origin()).await
}

fn is_wrong(outcome: &Outcome) -> bool {
    matches!(outcome, Err(LogInError::WrongCredentials))
}

fn is_limited_by(outcome: &Outcome, quota: Quota) -> bool {
    matches!(outcome, Err(LogInError::Limited(left)) if *left == allowance(quota, false))
}

#[tokio::test]
async fn a_failed_one_counts_for_the_pair_then_the_address_then_the_account() {
    let count = Count::new();
    assert!(is_wrong(&log_in_from_here(count.ports(wrong(Some(ada())))).await));
    let id = user_id();
    let expected = [
        format!("+ login_account {id} {HERE}"),
        format!("+ login_address {HERE}"),
        format!("+ login_account {id} *"),
    ];
    assert_eq!(count.asked(), expected);
}

#[tokio::test]
async fn one_that_works_counts_for_the_pair_alone() {
    let count = Count::new();
    log_in_from_here(count.ports(right(ada()))).await.unwrap();
    let id = user_id();
    let given_back = [format!("- login_address {HERE}"), format!("- login_account {id} *")];
    assert_eq!(count.asked()[3..], given_back);
}

#[tokio::test]
async fn one_from_where_the_account_is_known_counts_for_the_pair_alone() {
    let id = user_id();
    for mocks in [wrong(Some(ada_where_she_is_known())), right(ada_where_she_is_known())] {
        let count = Count::new();
        count.spend(&format!("login_address {HERE}"));
        count.spend(&format!("login_account {id} *"));
        let outcome = log_in_from_here(count.ports(mocks)).await;
        assert!(outcome.is_ok() || is_wrong(&outcome), "{outcome:?}");
        assert_eq!(count.asked(), [format!("+ login_account {id} {HERE}")]);
    }
}

#[tokio::test]
async fn a_pair_that_is_spent_tries_no_password_and_takes_from_nothing_else() {
    let id = user_id();
    for credentials in [ada(), ada_where_she_is_known()] {
        let count = Count::new();
        count.spend(&format!("login_account {id} {HERE}"));
        let outcome = log_in_from_here(count.ports(known(Some(credentials)))).await;
        let quota = Quota { name: "login_account", rate: RATES.login_account };
        assert!(is_limited_by(&outcome, quota));
        assert_eq!(count.asked(), [format!("! login_account {id} {HERE}")]);
    }
}

#[tokio::test]
async fn an_address_that_is_spent_tries_no_password() {
    let count = Count::new();
    count.spend(&format!("login_address {HERE}"));
    let outcome = log_in_from_here(count.ports(known(Some(ada())))).await;
    assert!(is_limited_by(&outcome, Quota { name: "login_address", rate: RATES.login_address }));
    let id = user_id();
    let expected = [format!("+ login_account {id} {HERE}"), format!("! login_address {HERE}")];
    assert_eq!(count.asked(), expected);
}

#[tokio::test]
async fn an_account_that_is_spent_everywhere_tries_no_password_and_gives_the_address_back() {
    let count = Count::new();
    let id = user_id();
    count.spend(&format!("login_account {id} *"));
    let outcome = log_in_from_here(count.ports(known(Some(ada())))).await;
    let rate = RATES.login_account.times(ALL_ADDRESSES);
    assert!(is_limited_by(&outcome, Quota { name: "login_account", rate }));
    let expected = [
        format!("+ login_account {id} {HERE}"),
        format!("+ login_address {HERE}"),
        format!("! login_account {id} *"),
        format!("- login_address {HERE}"),
    ];
    assert_eq!(count.asked(), expected);
}

#[tokio::test]
async fn without_an_address_the_account_alone_is_counted() {
    let count = Count::new();
    let id = user_id();
    for (mocks, asked) in [
        (wrong(Some(ada())), vec![format!("+ login_account {id} *")]),
        (right(ada()), ["+", "-"].map(|sign| format!("{sign} login_account {id} *")).to_vec()),
    ] {
        let ports = count.ports(mocks);
        let outcome = log_in(ports, "ada@example.com", RequestOrigin::default()).await;
        assert!(outcome.is_ok() || is_wrong(&outcome), "{outcome:?}");
        assert_eq!(count.asked(), asked);
    }
}

#[tokio::test]
async fn an_account_is_one_by_whatever_it_is_called_whether_it_exists_or_not() {
    let id = user_id().to_string();
    for (identifier, credentials, account) in [
        ("Ada@Example.com", Some(ada()), &*id),
        ("+33 6 12 34 56 78", Some(ada()), &*id),
        ("Nobody@Example.com", None, "nobody@example.com"),
        ("0033 6 12-34-56-78", None, "+33612345678"),
    ] {
        let count = Count::new();
        let outcome = log_in(count.ports(wrong(credentials)), identifier, origin()).await;
        assert!(is_wrong(&outcome));
        assert_eq!(count.asked()[0], format!("+ login_account {account} {HERE}"));
    }
}

#[tokio::test]
async fn whatever_is_no_identifier_is_one_account() {
    let count = Count::new();
    for identifier in ["who?", "what?"] {
        let mut mocks = wrong(None);
        mocks.users.checkpoint();
        assert!(is_wrong(&log_in(count.ports(mocks), identifier, origin()).await));
    }
    let third = log_in(count.ports(Mocks::default()), "where?", origin()).await;
    assert!(matches!(third, Err(LogInError::Limited(_))));
}

#[tokio::test]
async fn nobody_passes_uncounted() {
    let mut mocks = known(Some(ada()));
    mocks.limiter.expect_take().times(1).return_once(|_, _| Err(away()));
    let outcome = log_in_from_here(mocks.ports()).await;
    assert!(matches!(outcome, Err(LogInError::Failed(failure)) if is_unavailable(&failure)));
}

#[tokio::test]
async fn what_cannot_be_given_back_keeps_nobody_out() {
    let mut mocks = right(ada());
    mocks.limiter.expect_take().times(3).returning(|quota, _| Ok(allowance(quota, true)));
    mocks.limiter.expect_give_back().times(2).returning(|_, _| Err(away()));
    assert!(log_in_from_here(mocks.ports()).await.is_ok());
}

#[tokio::test]
async fn without_limits_nobody_is_counted() {
    let unlimited = Settings { rate_limits: None, ..fixture::settings() };
    let fields = LoginFields {
        identifier: text("ada@example.com"),
        password: text("secret"),
        ..LoginFields::default()
    };
    for mocks in [right(ada()), wrong(Some(ada()))] {
        let count = Count::new();
        let log_in = LogIn::new(&count.ports(mocks), &unlimited);
        let outcome = log_in.run(&fields, origin()).await;
        assert!(outcome.is_ok() || is_wrong(&outcome), "{outcome:?}");
        assert!(count.asked().is_empty());
    }
}
