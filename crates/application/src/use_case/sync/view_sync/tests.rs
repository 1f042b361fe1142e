use domain::sync::SyncState;

use super::*;
use crate::port::{Integrations, SyncRecord};
use crate::use_case::fixture::{
    Mocks, SERVER_KEY, away, caller, is_unavailable, settings, studio, user_id,
};
use crate::use_case::sync::stage::{
    OWN_KEY, REVISION, Stage, assistant, confirmed, faster, foreign, linked, live, own_key, under,
};
use crate::{GatewayError, Reach};

/// Of a user without a key of their own. Nothing but reads is expected of anything.
fn stage(record: SyncRecord) -> Stage {
    Stage::seen(Integrations::default(), record)
}

/// It was seen to be changed before.
fn drifted(record: SyncRecord) -> SyncRecord {
    SyncRecord { facts: SyncFacts { drifted: true, ..record.facts }, ..record }
}

fn expect_noted(stage: &mut Stage, drifted: bool, noted: bool) {
    stage
        .mocks
        .syncs
        .expect_note_drift()
        .withf(move |owner, confirmations, seen| {
            (*owner, *confirmations, *seen) == (user_id(), 3, drifted)
        })
        .times(1)
        .return_once(move |_, _, _| Ok(noted));
}

async fn view(stage: Stage) -> Result<StudioRecord, CallError> {
    let (ports, settings) = stage.wired();
    ViewSync::new(&ports, &settings).run(caller()).await
}

async fn state(stage: Stage) -> SyncState {
    let studio = view(stage).await.unwrap();
    studio.sync.state(studio.revision)
}

#[tokio::test]
async fn vapi_is_not_asked_where_nothing_can_have_changed() {
    let at_work = SyncFacts { at_work: true, ..confirmed(1).facts };
    for (record, expected) in [
        (SyncRecord::default(), SyncState::Never),
        // Adopted, not pushed.
        (linked(1), SyncState::Never),
        (SyncRecord { facts: at_work, ..confirmed(1) }, SyncState::Syncing),
    ] {
        let mut mocks = Mocks::default();
        let shown = StudioRecord { linked: record.linked, sync: record.facts, ..studio(REVISION) };
        let expected_studio = shown.clone();
        mocks.configs.expect_load().times(1).return_once(|_, _| Ok(Some(shown)));
        let viewed = ViewSync::new(&mocks.ports(), &settings()).run(caller()).await.unwrap();
        assert_eq!(viewed, expected_studio);
        assert_eq!(viewed.sync.state(REVISION), expected);
    }
}

#[tokio::test]
async fn what_is_as_it_was_confirmed_is_in_sync_and_nothing_is_noted() {
    let mut stage = stage(confirmed(1));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_drift(1, Vec::new());
    assert_eq!(state(stage).await, SyncState::InSync);
}

#[tokio::test]
async fn what_somebody_changed_is_noted_when_it_is_news_and_not_again() {
    let mut news = stage(confirmed(1));
    expect_noted(&mut news, true, true);
    for mut stage in [news, stage(drifted(confirmed(1)))] {
        stage.expect_find(1, Ok(live(1)));
        stage.expect_drift(1, faster());
        assert_eq!(state(stage).await, SyncState::Drifted);
    }
}

#[tokio::test]
async fn what_is_deleted_at_vapi_has_changed() {
    let mut stage = stage(confirmed(1));
    stage.expect_find(1, Err(GatewayError::NotFound));
    expect_noted(&mut stage, true, true);
    assert_eq!(state(stage).await, SyncState::Drifted);
}

#[tokio::test]
async fn what_was_changed_back_is_in_sync_again() {
    let mut stage = stage(drifted(confirmed(1)));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_drift(1, Vec::new());
    expect_noted(&mut stage, false, true);
    assert_eq!(state(stage).await, SyncState::InSync);
}

#[tokio::test]
async fn what_was_pushed_meanwhile_is_not_said_to_have_changed() {
    let mut stage = stage(confirmed(1));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_drift(1, faster());
    expect_noted(&mut stage, true, false);
    assert_eq!(state(stage).await, SyncState::InSync);
}

#[tokio::test]
async fn who_is_being_pushed_by_now_is_not_looked_at() {
    let mut stage = Stage::bare(Some(Integrations::default()));
    let record = confirmed(1);
    let sync = record.facts.clone();
    stage.save(StudioRecord { linked: record.linked, sync, ..studio(REVISION) });
    let facts = SyncFacts { at_work: true, ..record.facts.clone() };
    let at_work = SyncRecord { facts, ..record };
    stage.mocks.syncs.expect_load().times(1).return_once(|_| Ok(at_work));
    assert_eq!(state(stage).await, SyncState::InSync);
}

#[tokio::test]
async fn what_was_known_is_answered_when_vapi_does_not_say_within_three_seconds() {
    for record in [confirmed(1), drifted(confirmed(1))] {
        for error in [
            GatewayError::Unavailable { reach: Reach::NotSent },
            GatewayError::TimedOut { reach: Reach::Unknown },
            GatewayError::RateLimited { retry_after: None },
            GatewayError::KeyRefused,
        ] {
            let mut stage = stage(record.clone());
            stage
                .mocks
                .gateway
                .expect_find()
                .withf(|key, id, limit| {
                    key.expose() == SERVER_KEY
                        && (*id, *limit) == (assistant(1), Duration::from_secs(3))
                })
                .times(1)
                .return_once(|_, _, _| Err(error));
            assert_eq!(view(stage).await.unwrap().sync, record.facts);
        }
    }
}

#[tokio::test]
async fn another_users_assistant_is_not_compared() {
    let mut stage = stage(confirmed(1));
    stage.expect_find(1, Ok(foreign(1)));
    assert_eq!(state(stage).await, SyncState::InSync);
}

#[tokio::test]
async fn it_is_looked_for_under_the_key_that_it_lives_under_and_no_other() {
    for (record, key) in [(confirmed(1), SERVER_KEY), (under(OWN_KEY, confirmed(1)), OWN_KEY)] {
        let mut stage = Stage::seen(own_key(), record);
        stage
            .mocks
            .gateway
            .expect_find()
            .withf(move |asked, _, _| asked.expose() == key)
            .times(1)
            .return_once(|_, _, _| Ok(live(1)));
        stage.expect_drift(1, Vec::new());
        assert_eq!(state(stage).await, SyncState::InSync);
    }
    let elsewhere = Stage::seen(own_key(), under("a-former-key", confirmed(1)));
    assert_eq!(state(elsewhere).await, SyncState::InSync);
}

#[tokio::test]
async fn without_any_key_what_was_known_is_answered() {
    let mut stage = stage(confirmed(1));
    stage.settings.server_vapi_key = None;
    assert_eq!(state(stage).await, SyncState::InSync);
}

#[tokio::test]
async fn who_is_gone_is_nobody() {
    let mut gone = Stage::bare(None);
    gone.mocks.configs.expect_load().return_once(|_, _| Ok(None));
    let mut gone_meanwhile = Stage::bare(None);
    let record = confirmed(1);
    let sync = record.facts.clone();
    gone_meanwhile.save(StudioRecord { linked: record.linked, sync, ..studio(REVISION) });
    gone_meanwhile.mocks.syncs.expect_load().return_once(|_| Ok(record));
    for stage in [gone, gone_meanwhile] {
        assert!(matches!(view(stage).await, Err(CallError::Unauthenticated)));
    }
}

#[tokio::test]
async fn a_store_that_is_away_is_told() {
    let mut at_once = Stage::bare(None);
    at_once.mocks.configs.expect_load().return_once(|_, _| Err(away()));
    let mut noting = stage(confirmed(1));
    noting.expect_find(1, Ok(live(1)));
    noting.expect_drift(1, faster());
    noting.mocks.syncs.expect_note_drift().return_once(|_, _, _| Err(away()));
    for stage in [at_once, noting] {
        let outcome = view(stage).await;
        assert!(matches!(outcome, Err(CallError::Failed(failure)) if is_unavailable(&failure)));
    }
}
