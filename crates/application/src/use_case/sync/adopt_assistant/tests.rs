use std::sync::Mutex;

use super::*;
use crate::port::{Claim, Integrations, LiveAssistant, SyncRecord};
use crate::use_case::fixture::{
    Mocks, SERVER_KEY, away, caller, is_unavailable, origin, settings, studio, text, user_id, words,
};
use crate::use_case::sync::stage::{
    LEASE, OWN_KEY, REVISION, Stage, assistant, foreign, linked, live, own_key,
};
use crate::{GatewayError, Reach};

/// What the user reads before and after.
fn shown(linked: Option<AssistantId>) -> StudioRecord {
    StudioRecord { linked, ..studio(REVISION) }
}

/// A user with a key of their own and nothing linked, so far as they see; under the lease this
/// is known.
fn stage(record: SyncRecord) -> Stage {
    let mut stage = Stage::bare(Some(own_key()));
    let looks = Mutex::new([None, Some(assistant(1))].into_iter());
    stage
        .mocks
        .configs
        .expect_load()
        .withf(|who, _| *who == caller())
        .returning(move |_, _| Ok(Some(shown(looks.lock().unwrap().next().unwrap()))));
    let known = record.clone();
    stage.mocks.syncs.expect_load().times(1).return_once(|_| Ok(known));
    stage.expect_claim(Claim::Granted(LEASE, record));
    stage
}

async fn adopt_id(stage: Stage, id: &Raw) -> Result<StudioRecord, AdoptError> {
    let (ports, settings) = stage.wired();
    AdoptAssistant::new(&ports, &settings).run(caller(), id, &origin()).await
}

async fn adopt(stage: Stage) -> Result<StudioRecord, AdoptError> {
    adopt_id(stage, &text(&format!(" {}\n", assistant(1)))).await
}

#[tokio::test]
async fn one_of_their_own_key_is_linked_under_the_lease_which_is_given_back() {
    let unmarked = LiveAssistant { marker: None, ..live(1) };
    for found in [live(1), unmarked] {
        let mut stage = stage(SyncRecord::default());
        stage
            .mocks
            .gateway
            .expect_find()
            .withf(|key, id, limit| {
                key.expose() == OWN_KEY && (*id, *limit) == (assistant(1), CALL_LIMIT)
            })
            .times(1)
            .return_once(|_, _, _| Ok(found));
        stage.expect_link(1, OWN_KEY, true);
        stage.expect_release();
        stage.mocks.expect_recorded(Some(user_id()), AuditKind::AssistantAdopted);
        assert_eq!(adopt(stage).await.unwrap(), shown(Some(assistant(1))));
    }
}

#[tokio::test]
async fn none_of_the_servers_key_is_ever_linked() {
    let mut stage = Stage::bare(Some(Integrations::default()));
    assert_eq!(stage.settings.server_vapi_key.as_ref().unwrap().expose(), SERVER_KEY);
    stage.save(shown(None));
    let outcome = adopt(stage).await;
    assert!(matches!(outcome, Err(AdoptError::Sync(SyncError::NotConfigured))));
}

#[tokio::test]
async fn a_key_that_is_taken_back_while_they_wait_links_nothing() {
    let mut stage = stage(SyncRecord::default());
    stage.mocks.secrets.checkpoint();
    let looks = Mutex::new([own_key(), Integrations::default()].into_iter());
    stage
        .mocks
        .secrets
        .expect_load()
        .times(2)
        .returning(move |_, _| Ok(looks.lock().unwrap().next()));
    stage.expect_release();
    let outcome = adopt(stage).await;
    assert!(matches!(outcome, Err(AdoptError::Sync(SyncError::NotConfigured))));
}

#[tokio::test]
async fn what_is_no_id_is_refused_before_anything_is_asked() {
    for (id, word) in [
        (text("my assistant"), "invalid_format"),
        (text(""), "invalid_format"),
        (Raw::Absent, "required"),
        (Raw::Flag(true), "wrong_type"),
    ] {
        let mut stage = Stage::bare(None);
        stage.save(shown(None));
        let Err(AdoptError::Invalid(faults)) = adopt_id(stage, &id).await else {
            panic!("{id:?} was taken");
        };
        assert_eq!(words(&faults), [(FIELD, word)]);
    }
}

#[tokio::test]
async fn what_vapi_does_not_have_under_their_key_is_at_fault() {
    let mut stage = stage(SyncRecord::default());
    stage.expect_find(1, Err(GatewayError::NotFound));
    stage.expect_release();
    let Err(AdoptError::Invalid(faults)) = adopt(stage).await else { panic!("taken") };
    assert_eq!(words(&faults), [(FIELD, "unknown_value")]);
}

#[tokio::test]
async fn another_users_assistant_is_not_linked() {
    let mut stage = stage(SyncRecord::default());
    stage.expect_find(1, Ok(foreign(1)));
    stage.expect_release();
    let outcome = adopt(stage).await;
    assert!(matches!(outcome, Err(AdoptError::Sync(SyncError::ForeignAssistant))));
}

#[tokio::test]
async fn what_vapi_does_not_say_is_told_and_nothing_linked() {
    for error in [GatewayError::KeyRefused, GatewayError::TimedOut { reach: Reach::Unknown }] {
        let mut stage = stage(SyncRecord::default());
        stage.expect_find(1, Err(error.clone()));
        stage.expect_release();
        let outcome = adopt(stage).await;
        assert!(
            matches!(outcome, Err(AdoptError::Sync(SyncError::Gateway(told))) if told == error)
        );
    }
}

#[tokio::test]
async fn another_one_that_is_linked_has_to_be_let_go_of_first() {
    let mut stage = stage(linked(2));
    stage.expect_release();
    assert!(matches!(adopt(stage).await, Err(AdoptError::AlreadyLinked)));
}

#[tokio::test]
async fn linking_what_is_linked_changes_nothing() {
    let mut mocks = Mocks::default();
    let known = shown(Some(assistant(1)));
    let expected = known.clone();
    mocks.configs.expect_load().times(1).return_once(|_, _| Ok(Some(known)));
    let adopt_assistant = AdoptAssistant::new(&mocks.ports(), &settings());
    let id = text(&assistant(1).to_string());
    assert_eq!(adopt_assistant.run(caller(), &id, &origin()).await.unwrap(), expected);

    let mut linked_meanwhile = stage(linked(1));
    linked_meanwhile.expect_release();
    assert_eq!(adopt(linked_meanwhile).await.unwrap(), expected);
}

#[tokio::test]
async fn a_push_at_work_for_longer_than_patience_lasts_is_told() {
    let mut stage = Stage::bare(Some(own_key()));
    stage.save(shown(None));
    stage.mocks.syncs.expect_load().returning(|_| Ok(linked(2)));
    stage.mocks.syncs.expect_claim().returning(|_, _, _, _| Ok(Claim::Refused(linked(2))));
    assert!(matches!(adopt(stage).await, Err(AdoptError::Sync(SyncError::Busy))));
}

#[tokio::test]
async fn a_lease_that_is_lost_links_nothing() {
    let mut passed_on = stage(SyncRecord::default());
    passed_on.expect_find(1, Ok(live(1)));
    passed_on.expect_link(1, OWN_KEY, false);
    passed_on.expect_release();
    let mut lost = stage(SyncRecord::default());
    lost.stuck();
    lost.mocks.syncs.expect_renew().times(1).return_once(|_, _, _| Ok(false));
    for stage in [passed_on, lost] {
        assert!(matches!(adopt(stage).await, Err(AdoptError::Sync(SyncError::Busy))));
    }
}

#[tokio::test]
async fn who_is_gone_is_nobody() {
    let mut gone = Stage::bare(None);
    gone.mocks.configs.expect_load().times(1).return_once(|_, _| Ok(None));
    let mut gone_meanwhile = Stage::bare(Some(own_key()));
    let looks = Mutex::new([Some(shown(None)), None].into_iter());
    gone_meanwhile
        .mocks
        .configs
        .expect_load()
        .times(2)
        .returning(move |_, _| Ok(looks.lock().unwrap().next().unwrap()));
    gone_meanwhile.mocks.syncs.expect_load().return_once(|_| Ok(SyncRecord::default()));
    gone_meanwhile.expect_claim(Claim::Refused(SyncRecord::default()));
    for stage in [gone, gone_meanwhile] {
        let outcome = adopt(stage).await;
        assert!(matches!(outcome, Err(AdoptError::Sync(SyncError::Unauthenticated))));
    }
}

#[tokio::test]
async fn a_store_that_is_away_is_told_and_the_lease_is_given_back() {
    let mut stage = stage(SyncRecord::default());
    stage.expect_find(1, Ok(live(1)));
    stage.mocks.syncs.expect_link().times(1).return_once(|_, _, _, _| Err(away()));
    stage.expect_release();
    let outcome = adopt(stage).await;
    assert!(matches!(
        outcome,
        Err(AdoptError::Sync(SyncError::Failed(failure))) if is_unavailable(&failure)
    ));
}
