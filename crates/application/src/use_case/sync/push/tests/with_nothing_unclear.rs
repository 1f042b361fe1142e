use super::*;

#[tokio::test]
async fn the_first_sync_writes_its_intent_then_creates_then_confirms() {
    let mut stage = Stage::of(never());
    stage.expect_open_intent(true);
    stage.expect_create(Ok(live(1)));
    stage.expect_confirm(SyncAction::Created, 1, false);
    assert_eq!(done(stage).await, (SyncAction::Created, assistant(1)));
}

#[tokio::test]
async fn what_is_created_bears_the_intent_that_was_written_down() {
    let mut stage = Stage::of(never());
    // The first id names the holder of the lease.
    let intent = IntentId::new(nth_id(2));
    let syncs = &mut stage.mocks.syncs;
    syncs
        .expect_open_intent()
        .withf(move |_, _, written, _| *written == intent)
        .times(1)
        .return_once(|_, _, _, _| Ok(true));
    stage
        .mocks
        .gateway
        .expect_create()
        .withf(move |key, push, limit| {
            key.expose() == SERVER_KEY
                && push.payload.expose() == format!("new, of intent {intent}")
                && *limit == CALL_LIMIT
        })
        .times(1)
        .return_once(|_, _, _| Ok(live(1)));
    stage.expect_confirm(SyncAction::Created, 1, false);
    done(stage).await;
}

#[tokio::test]
async fn nothing_is_created_when_the_intent_cannot_be_written_down() {
    let mut stage = Stage::of(never());
    stage.expect_open_intent(false);
    stage.expect_release();
    assert!(matches!(stage.sync().await, Err(SyncError::Busy)));

    let mut stage = Stage::of(never());
    stage.mocks.syncs.expect_open_intent().return_once(|_, _, _, _| Err(away()));
    stage.expect_fail("The push could not be finished.");
    assert!(matches!(stage.sync().await, Err(SyncError::Failed(_))));
}

#[tokio::test]
async fn nothing_is_pushed_when_nothing_differs() {
    let mut stage = Stage::of(linked(1));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Unchanged, 1, false);
    assert_eq!(done(stage).await, (SyncAction::Unchanged, assistant(1)));
}

#[tokio::test]
async fn what_differs_is_updated() {
    let mut stage = Stage::of(linked(1));
    stage.expect_find(1, Ok(outdated(1)));
    stage.expect_update(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Updated, 1, false);
    let report = stage.sync().await.unwrap();
    assert_eq!(report.action, SyncAction::Updated);
    assert_eq!(report.warnings, []);
}

#[tokio::test]
async fn an_assistant_without_a_marker_is_the_linked_ones_all_the_same() {
    let mut stage = Stage::of(linked(1));
    stage.expect_find(1, Ok(LiveAssistant { marker: None, ..outdated(1) }));
    stage.expect_update(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Updated, 1, false);
    assert_eq!(done(stage).await.0, SyncAction::Updated);
}

#[tokio::test]
async fn what_vapi_no_longer_has_is_created_again_and_said_to_be() {
    let mut stage = Stage::of(linked(1));
    stage.expect_find(1, Err(GatewayError::NotFound));
    stage.expect_open_intent(true);
    stage.expect_create(Ok(live(2)));
    stage.expect_confirm(SyncAction::Recreated, 2, false);
    assert_eq!(done(stage).await, (SyncAction::Recreated, assistant(2)));
}

#[tokio::test]
async fn what_is_deleted_under_the_update_is_created_again() {
    let mut stage = Stage::of(linked(1));
    stage.expect_find(1, Ok(outdated(1)));
    stage.expect_update(1, Err(GatewayError::NotFound));
    stage.expect_open_intent(true);
    stage.expect_create(Ok(live(2)));
    stage.expect_confirm(SyncAction::Recreated, 2, false);
    assert_eq!(done(stage).await, (SyncAction::Recreated, assistant(2)));
}

#[tokio::test]
async fn no_other_error_of_a_read_or_an_update_ever_creates() {
    for error in errors() {
        let mut reading = Stage::of(linked(1));
        reading.expect_find(1, Err(error.clone()));
        reading.expect_fail("Vapi ");
        assert_eq!(refused(reading).await, error);

        let mut updating = Stage::of(linked(1));
        updating.expect_find(1, Ok(outdated(1)));
        updating.expect_update(1, Err(error.clone()));
        updating.expect_fail("Vapi ");
        assert_eq!(refused(updating).await, error);
    }
}

#[tokio::test]
async fn a_failure_is_stored_in_words_for_the_user() {
    let unreachable = GatewayError::Unavailable { reach: Reach::Answered };
    let rejected = GatewayError::Rejected {
        fields: vec![(None, "name is too long".into()), (None, "voice is odd".into())],
    };
    for (error, words) in [
        (GatewayError::KeyRefused, "Vapi refused the key."),
        (rejected, "Vapi did not accept the settings: name is too long; voice is odd"),
        (GatewayError::RateLimited { retry_after: None }, "Vapi asks us to slow down."),
        (GatewayError::Conflict, "Vapi reports that the assistant is in use elsewhere."),
        (unreachable, "Vapi could not be reached."),
        (GatewayError::TimedOut { reach: Reach::Unknown }, "Vapi did not answer in time."),
    ] {
        let mut stage = Stage::of(linked(1));
        stage.expect_find(1, Err(error.clone()));
        stage.expect_fail(words);
        assert_eq!(refused(stage).await, error);
    }
}

#[tokio::test]
async fn another_users_assistant_is_left_alone() {
    let mut stage = Stage::of(linked(1));
    stage.expect_find(1, Ok(foreign(1)));
    stage.expect_fail("The linked assistant belongs to another account.");
    assert!(matches!(stage.sync().await, Err(SyncError::ForeignAssistant)));
}

#[tokio::test]
async fn what_vapi_did_not_take_becomes_a_warning() {
    let mut stage = Stage::of(linked(1));
    stage.expect_find(1, Ok(outdated(1)));
    stage.expect_update(1, Ok(outdated(1)));
    stage.expect_confirm(SyncAction::Updated, 1, false);
    let warnings = stage.sync().await.unwrap().warnings;
    let settings: Vec<_> = warnings.iter().map(|warning| warning.setting).collect();
    assert_eq!(settings, [Some(domain::studio::Setting::VoiceSpeed), None]);
    assert_eq!(warnings[0].detail, "Vapi keeps 0.9 for voiceSpeed instead of what was sent.");
    assert_eq!(
        warnings[1].detail,
        "Vapi keeps nothing for metadata.owner instead of what was sent."
    );
}
