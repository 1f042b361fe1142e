use super::*;

/// Everything that proves that nothing was made.
fn not_made() -> Vec<GatewayError> {
    let mut errors = errors();
    errors.retain(|error| error.reach() == Reach::NotSent);
    errors.push(GatewayError::NotFound);
    errors
}

#[tokio::test]
async fn a_create_that_made_nothing_closes_its_intent() {
    for error in not_made() {
        let mut stage = Stage::of(never());
        stage.expect_open_intent(true);
        stage.expect_create(Err(error.clone()));
        stage.expect_close_intent(false);
        stage.expect_fail("Vapi ");
        assert_eq!(refused(stage).await, error);
    }
}

#[tokio::test]
async fn a_create_that_made_nothing_leaves_an_older_attempt_open() {
    for error in not_made() {
        let mut stage = Stage::of(unclear(never(), 0));
        stage.expect_search(search_from(), Ok(vec![]));
        stage.expect_open_intent(true);
        stage.expect_create(Err(error.clone()));
        stage.expect_close_intent(true);
        stage.expect_fail("Vapi ");
        assert_eq!(refused(stage).await, error);
    }
}

#[tokio::test]
async fn what_an_unclear_create_made_is_found_and_adopted() {
    for reach in [Reach::Answered, Reach::Unknown] {
        for error in lost(reach) {
            let mut stage = Stage::of(never());
            stage.expect_open_intent(true);
            stage.expect_create(Err(error));
            if reach == Reach::Answered {
                stage.expect_intent_answered();
            }
            stage.expect_search(five_minutes_ago(), Ok(vec![live(1)]));
            stage.expect_link(1, SERVER_KEY, true);
            stage.expect_find(1, Ok(live(1)));
            stage.expect_confirm(SyncAction::Created, 1, true);
            assert_eq!(done(stage).await, (SyncAction::Created, assistant(1)));
        }
    }
}

#[tokio::test]
async fn what_an_unclear_create_made_is_brought_up_to_date() {
    let mut stage = Stage::of(never());
    stage.expect_open_intent(true);
    stage.expect_create(Err(GatewayError::TimedOut { reach: Reach::Unknown }));
    stage.expect_search(five_minutes_ago(), Ok(vec![outdated(1)]));
    stage.expect_link(1, SERVER_KEY, true);
    stage.expect_find(1, Ok(outdated(1)));
    stage.expect_update(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Created, 1, true);
    assert_eq!(done(stage).await, (SyncAction::Created, assistant(1)));
}

#[tokio::test]
async fn with_nothing_found_the_intent_stays_and_there_is_no_second_create() {
    for reach in [Reach::Answered, Reach::Unknown] {
        for error in lost(reach) {
            let mut stage = Stage::of(never());
            stage.expect_open_intent(true);
            stage.expect_create(Err(error.clone()));
            if reach == Reach::Answered {
                stage.expect_intent_answered();
            }
            stage.expect_search(five_minutes_ago(), Ok(vec![]));
            stage.expect_fail("Vapi ");
            assert_eq!(refused(stage).await, error);
        }
    }
}

#[tokio::test]
async fn the_failure_of_the_create_is_told_when_the_search_fails_too() {
    let error = GatewayError::TimedOut { reach: Reach::Unknown };
    let mut stage = Stage::of(never());
    stage.expect_open_intent(true);
    stage.expect_create(Err(error.clone()));
    stage.expect_search(five_minutes_ago(), Err(GatewayError::KeyRefused));
    stage.expect_fail("Vapi did not answer in time.");
    assert_eq!(refused(stage).await, error);
}

#[tokio::test]
async fn an_older_attempt_is_looked_for_from_its_own_time() {
    let mut stage = Stage::of(unclear(never(), 0));
    stage.expect_search(search_from(), Ok(vec![]));
    stage.expect_open_intent(true);
    stage.expect_create(Err(GatewayError::TimedOut { reach: Reach::Unknown }));
    stage.expect_search(search_from(), Ok(vec![live(1), live(2)]));
    stage.expect_link(1, SERVER_KEY, true);
    stage.expect_delete(2, Ok(()));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Created, 1, true);
    assert_eq!(done(stage).await, (SyncAction::Created, assistant(1)));
}

#[tokio::test]
async fn an_unclear_recreation_that_is_found_is_said_to_be_one() {
    let mut stage = Stage::of(linked(1));
    stage.expect_find(1, Err(GatewayError::NotFound));
    stage.expect_open_intent(true);
    stage.expect_create(Err(GatewayError::Unavailable { reach: Reach::Answered }));
    stage.expect_intent_answered();
    stage.expect_search(five_minutes_ago(), Ok(vec![live(2)]));
    stage.expect_link(2, SERVER_KEY, true);
    stage.expect_find(2, Ok(live(2)));
    stage.expect_confirm(SyncAction::Recreated, 2, true);
    assert_eq!(done(stage).await, (SyncAction::Recreated, assistant(2)));
}

#[tokio::test]
async fn with_no_time_left_nothing_is_searched() {
    let error = GatewayError::TimedOut { reach: Reach::Unknown };
    let mut stage = Stage::of(never());
    stage.expect_open_intent(true);
    let (clock, answer) = (stage.clock(), error.clone());
    stage.mocks.gateway.expect_create().return_once(move |_, _, _| {
        clock.advance(Duration::from_millis(18_500));
        Err(answer)
    });
    stage.expect_fail("Vapi did not answer in time.");
    assert_eq!(refused(stage).await, error);
}
