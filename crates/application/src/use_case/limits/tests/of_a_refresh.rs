use std::sync::Arc;

use chrono::TimeDelta;
use domain::session::StoredRefreshToken;

use super::count::{Count, allowance, settings};
use crate::Settings;
use crate::port::{RefreshCandidate, RefreshToken};
use crate::use_case::account::{RefreshError, RefreshSession, TokenGrant};
use crate::use_case::fixture::{Mocks, at, away, origin, session, text, user};

fn current() -> RefreshCandidate {
    let token = StoredRefreshToken { session: session(), replaced_at: None, sealed_child: None };
    RefreshCandidate { user: user(), token }
}

fn replaced() -> RefreshCandidate {
    let mut candidate = current();
    candidate.token.replaced_at = Some(at(0) - TimeDelta::seconds(1));
    candidate.token.sealed_child = Some(b"sealed child".to_vec());
    candidate
}

/// The store answers with these, one look after another.
fn knowing(looks: Vec<RefreshCandidate>) -> Mocks {
    let mut mocks = Mocks::default();
    mocks.issue_tokens();
    let mut looks = looks.into_iter();
    mocks.sessions.expect_find().returning(move |_| Ok(looks.next()));
    mocks.refresh_tokens.expect_seal_child().returning(|_, _| b"sealed".to_vec());
    mocks.refresh_tokens.expect_open_child().returning(|_, _| Ok(RefreshToken::new("child")));
    mocks
}

async fn refresh(count: &Arc<Count>, mocks: Mocks) -> Result<TokenGrant, RefreshError> {
    let refresh = RefreshSession::new(&count.ports(mocks), &settings());
    refresh.run(&text("parent"), &origin()).await
}

fn quota() -> String {
    format!("refresh {}", session().id)
}

#[tokio::test]
async fn it_is_counted_once_the_token_was_replaced() {
    let count = Count::new();
    let mut mocks = knowing(vec![current()]);
    mocks.sessions.expect_rotate().times(1).return_once(|_| Ok(true));
    refresh(&count, mocks).await.unwrap();
    assert_eq!(count.asked(), [format!("? {}", quota()), format!("+ {}", quota())]);
}

#[tokio::test]
async fn who_is_given_the_child_of_another_is_not_counted() {
    let count = Count::new();
    let mut mocks = knowing(vec![current(), replaced()]);
    mocks.sessions.expect_rotate().times(1).return_once(|_| Ok(false));
    refresh(&count, mocks).await.unwrap();
    assert_eq!(count.asked(), [format!("? {}", quota())]);
    refresh(&count, knowing(vec![replaced()])).await.unwrap();
    assert!(count.asked().is_empty());
}

#[tokio::test]
async fn one_too_many_is_refused_before_anything_is_written() {
    let count = Count::new();
    count.spend(&quota());
    let error = refresh(&count, knowing(vec![current()])).await.unwrap_err();
    assert!(matches!(error, RefreshError::Limited(left) if left.quota.name == "refresh"));
    assert_eq!(count.asked(), [format!("! {}", quota())]);
}

#[tokio::test]
async fn a_token_that_stays_is_counted_at_each_use_while_its_session_lives() {
    let count = Count::new();
    for (looks, alive) in [(vec![current()], true), (vec![current()], false)] {
        let mut mocks = knowing(looks);
        mocks.sessions.expect_touch().times(1).return_once(move |_, _, _, _| Ok(alive));
        let settings = Settings { rotate_refresh_tokens: false, ..settings() };
        let refresh = RefreshSession::new(&count.ports(mocks), &settings);
        assert_eq!(refresh.run(&text("parent"), &origin()).await.is_ok(), alive);
        let counted = count.asked().contains(&format!("+ {}", quota()));
        assert_eq!(counted, alive);
    }
}

#[tokio::test]
async fn what_cannot_be_counted_is_granted_once_it_was_written() {
    let mut mocks = knowing(vec![current()]);
    mocks.sessions.expect_rotate().times(1).return_once(|_| Ok(true));
    mocks.limiter.expect_look().times(1).return_once(|quota, _| Ok(allowance(quota, true)));
    mocks.limiter.expect_take().times(1).return_once(|_, _| Err(away()));
    let refresh = RefreshSession::new(&mocks.ports(), &settings());
    assert!(refresh.run(&text("parent"), &origin()).await.is_ok());
}
