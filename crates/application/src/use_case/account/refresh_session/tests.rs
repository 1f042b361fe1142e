use chrono::TimeDelta;
use domain::session::{REPLAY_GRACE, SESSION_TTL, StoredRefreshToken};
use mockall::Sequence;
use secrecy::ExposeSecret;

use super::*;
use crate::SealError;
use crate::use_case::fixture::{
    Mocks, at, away, hash_of, is_unavailable, origin, session, settings, tells, text, user,
    user_id, words,
};

/// What the store knows of the token `parent`, its session being of this kind.
fn candidate(change: impl FnOnce(&mut StoredRefreshToken)) -> RefreshCandidate {
    let mut token =
        StoredRefreshToken { session: session(), replaced_at: None, sealed_child: None };
    change(&mut token);
    RefreshCandidate { user: user(), token }
}

fn current() -> RefreshCandidate {
    candidate(|_| {})
}

/// Replaced by `child` this long ago.
fn replaced(ago: TimeDelta) -> RefreshCandidate {
    candidate(|token| {
        token.replaced_at = Some(at(0) - ago);
        token.sealed_child = Some(b"sealed child".to_vec());
    })
}

fn ended() -> RefreshCandidate {
    candidate(|token| token.session.revoked_at = Some(at(-1)))
}

/// The store answers with these, one look after another.
fn knowing(looks: Vec<RefreshCandidate>) -> Mocks {
    let mut mocks = Mocks::default();
    mocks.issue_tokens();
    let mut order = Sequence::new();
    for look in looks {
        mocks
            .sessions
            .expect_find()
            .withf(|hash| *hash == hash_of("parent"))
            .times(1)
            .in_sequence(&mut order)
            .return_once(|_| Ok(Some(look)));
    }
    mocks.refresh_tokens.expect_seal_child().returning(|parent, child| {
        assert_eq!((parent.expose(), child.expose()), ("parent", "minted"));
        b"sealed minted".to_vec()
    });
    mocks
}

async fn refresh(mocks: Mocks) -> Result<TokenGrant, RefreshError> {
    RefreshSession::new(&mocks.ports(), &settings()).run(&text("parent"), &origin()).await
}

async fn refresh_without_rotation(mocks: Mocks) -> Result<TokenGrant, RefreshError> {
    let settings = Settings { rotate_refresh_tokens: false, ..settings() };
    RefreshSession::new(&mocks.ports(), &settings).run(&text("parent"), &origin()).await
}

#[tokio::test]
async fn the_current_token_is_replaced_by_its_child_and_the_session_lasts_longer() {
    let mut mocks = knowing(vec![current()]);
    let expected = Rotation {
        session_id: session().id,
        user_id: user_id(),
        parent: hash_of("parent"),
        child: hash_of("minted"),
        sealed_child: b"sealed minted".to_vec(),
        at: at(0),
        expires_at: at(0) + SESSION_TTL,
    };
    mocks
        .sessions
        .expect_rotate()
        .withf(move |rotation| *rotation == expected)
        .times(1)
        .return_once(|_| Ok(true));
    let grant = refresh(mocks).await.unwrap();
    assert_eq!(grant.refresh_token.expose(), "minted");
    assert_eq!(grant.access_token.expose_secret(), "access");
    assert_eq!(grant.user, user());
}

#[tokio::test]
async fn a_token_that_was_replaced_a_moment_ago_gets_the_same_child_and_changes_nothing() {
    for ago in [TimeDelta::zero(), REPLAY_GRACE - TimeDelta::milliseconds(1)] {
        let mut mocks = knowing(vec![replaced(ago)]);
        open_child(&mut mocks);
        assert_eq!(refresh(mocks).await.unwrap().refresh_token.expose(), "child", "{ago}");
    }
}

#[tokio::test]
async fn a_grant_tells_whether_its_session_was_asked_to_last() {
    for remember in [false, true] {
        let asked = |mut found: RefreshCandidate| {
            found.token.session.remember = remember;
            found
        };
        let mut mocks = knowing(vec![asked(current())]);
        mocks.sessions.expect_rotate().times(1).return_once(|_| Ok(true));
        assert_eq!(refresh(mocks).await.unwrap().remember, remember);
        let mut mocks = knowing(vec![asked(replaced(TimeDelta::zero()))]);
        open_child(&mut mocks);
        assert_eq!(refresh(mocks).await.unwrap().remember, remember);
        let mut mocks = knowing(vec![asked(current())]);
        mocks.sessions.expect_touch().times(1).return_once(|_, _, _, _| Ok(true));
        assert_eq!(refresh_without_rotation(mocks).await.unwrap().remember, remember);
    }
}

#[tokio::test]
async fn who_loses_the_race_gets_the_winners_child_at_the_second_look() {
    let mut mocks = knowing(vec![current(), replaced(TimeDelta::zero())]);
    mocks.sessions.expect_rotate().times(1).return_once(|_| Ok(false));
    open_child(&mut mocks);
    assert_eq!(refresh(mocks).await.unwrap().refresh_token.expose(), "child");
}

#[tokio::test]
async fn who_loses_the_race_to_the_sessions_end_is_out() {
    let mut mocks = knowing(vec![current(), ended()]);
    mocks.sessions.expect_rotate().times(1).return_once(|_| Ok(false));
    assert!(matches!(refresh(mocks).await, Err(RefreshError::Ended)));
}

#[tokio::test]
async fn a_store_that_never_decides_is_given_up_on() {
    let mut mocks = knowing(vec![current(), current(), current()]);
    mocks.sessions.expect_rotate().times(3).returning(|_| Ok(false));
    let error = refresh(mocks).await.unwrap_err();
    assert!(matches!(error, RefreshError::Failed(failure) if is_unavailable(&failure)));
}

#[tokio::test]
async fn a_token_that_was_replaced_before_the_grace_ends_its_session() {
    let mut wiped = replaced(TimeDelta::seconds(1));
    wiped.token.sealed_child = None;
    for replayed in [replaced(REPLAY_GRACE), wiped] {
        let mut mocks = knowing(vec![replayed]);
        mocks
            .sessions
            .expect_revoke()
            .withf(|owner, id, now, event| {
                (*owner, *id, *now) == (user_id(), session().id, at(0))
                    && tells(event, Some(user_id()), AuditKind::RefreshTokenReused, &[])
            })
            .times(1)
            .return_once(|_, _, _, _| Ok(true));
        assert!(matches!(refresh(mocks).await, Err(RefreshError::Ended)));
    }
}

#[tokio::test]
async fn a_replay_is_not_called_ended_before_it_is() {
    let mut mocks = knowing(vec![replaced(REPLAY_GRACE)]);
    mocks.sessions.expect_revoke().return_once(|_, _, _, _| Err(away()));
    assert!(matches!(refresh(mocks).await, Err(RefreshError::Failed(_))));
}

#[tokio::test]
async fn no_token_of_a_session_that_is_over_is_worth_anything() {
    let expired = candidate(|token| token.session.expires_at = at(0));
    for over in [ended(), expired] {
        assert!(matches!(refresh(knowing(vec![over])).await, Err(RefreshError::Ended)));
    }
}

#[tokio::test]
async fn a_token_that_nobody_was_given_is_worth_nothing() {
    let mut mocks = Mocks::default();
    mocks.hash_tokens();
    mocks.sessions.expect_find().times(1).return_once(|_| Ok(None));
    assert!(matches!(refresh(mocks).await, Err(RefreshError::Ended)));
}

#[tokio::test]
async fn without_rotation_the_token_stays_and_the_session_lasts_longer() {
    let mut mocks = knowing(vec![current()]);
    mocks
        .sessions
        .expect_touch()
        .withf(|owner, id, now, expires_at| {
            (*owner, *id) == (user_id(), session().id)
                && (*now, *expires_at) == (at(0), at(0) + SESSION_TTL)
        })
        .times(1)
        .return_once(|_, _, _, _| Ok(true));
    let grant = refresh_without_rotation(mocks).await.unwrap();
    assert_eq!(grant.refresh_token.expose(), "parent");
}

#[tokio::test]
async fn without_rotation_a_session_can_be_ended_all_the_same() {
    let mut mocks = knowing(vec![current(), ended()]);
    mocks.sessions.expect_touch().times(1).return_once(|_, _, _, _| Ok(false));
    assert!(matches!(refresh_without_rotation(mocks).await, Err(RefreshError::Ended)));
}

#[tokio::test]
async fn what_cannot_be_a_token_of_ours_is_not_looked_for() {
    let oversized = text(&"x".repeat(MAX_BYTES + 1));
    for (sent, word) in [
        (oversized, "too_long"),
        (Raw::Absent, "required"),
        (Raw::Null, "required"),
        (Raw::Number(1.0), "wrong_type"),
    ] {
        let refresh = RefreshSession::new(&Mocks::default().ports(), &settings());
        let Err(RefreshError::Invalid(faults)) = refresh.run(&sent, &origin()).await else {
            panic!("{sent:?} was taken");
        };
        assert_eq!(words(&faults), [("refresh_token", word)]);
    }
}

#[tokio::test]
async fn a_child_that_does_not_open_is_told_to_the_operator() {
    let mut mocks = knowing(vec![replaced(TimeDelta::zero())]);
    mocks.refresh_tokens.expect_open_child().return_once(|_, _| Err(SealError::Broken));
    assert!(matches!(refresh(mocks).await, Err(RefreshError::Failed(crate::Failure::Internal(_)))));
}

fn open_child(mocks: &mut Mocks) {
    mocks
        .refresh_tokens
        .expect_open_child()
        .withf(|parent, sealed| parent.expose() == "parent" && sealed == b"sealed child")
        .times(1)
        .return_once(|_, _| Ok(RefreshToken::new("child")));
}
