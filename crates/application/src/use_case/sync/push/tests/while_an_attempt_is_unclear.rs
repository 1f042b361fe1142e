use super::*;

#[tokio::test]
async fn a_sync_searches_first_and_adopts_what_it_finds() {
    for still_on_its_way in [0, 4] {
        let mut stage = Stage::of(unclear(never(), still_on_its_way));
        stage.expect_search(search_from(), Ok(vec![live(1)]));
        stage.expect_link(1, SERVER_KEY, true);
        stage.expect_find(1, Ok(live(1)));
        stage.expect_confirm(SyncAction::Unchanged, 1, true);
        assert_eq!(done(stage).await, (SyncAction::Unchanged, assistant(1)));
    }
}

#[tokio::test]
async fn nothing_found_of_an_attempt_on_its_way_means_to_come_back_when_it_is_over() {
    for record in [never(), linked(1)] {
        let is_linked = record.linked.is_some();
        let mut stage = Stage::of(unclear(record, 4));
        if is_linked {
            stage.expect_find(1, Err(GatewayError::NotFound));
        }
        stage.expect_search(search_from(), Ok(vec![]));
        stage.expect_fail("Vapi has not said yet");
        let error = stage.sync().await.unwrap_err();
        let wait = Duration::from_secs(4);
        assert!(
            matches!(error, SyncError::Unclear { retry_after } if retry_after == wait),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn nothing_found_of_an_attempt_that_is_over_means_to_create_and_go_on_searching() {
    let mut stage = Stage::of(unclear(never(), 0));
    stage.expect_search(search_from(), Ok(vec![]));
    stage.expect_open_intent(true);
    stage.expect_create(Ok(live(1)));
    stage.expect_confirm(SyncAction::Created, 1, true);
    assert_eq!(done(stage).await, (SyncAction::Created, assistant(1)));
}

#[tokio::test]
async fn nothing_is_created_when_the_search_fails() {
    for error in errors() {
        let mut stage = Stage::of(unclear(never(), 0));
        stage.expect_search(search_from(), Err(error.clone()));
        stage.expect_fail("Vapi ");
        assert_eq!(refused(stage).await, error);
    }
}

#[tokio::test]
async fn of_several_the_linked_one_stays_and_the_others_are_named() {
    let mut stage = Stage::of(unclear(linked(2), 0));
    stage.expect_find(2, Ok(live(2)));
    stage.expect_search(search_from(), Ok(vec![live(1), live(2), live(3)]));
    stage.expect_delete(1, Ok(()));
    stage.expect_delete(3, Ok(()));
    stage.expect_confirm(SyncAction::Unchanged, 2, true);
    let report = stage.sync().await.unwrap();
    assert_eq!(report.assistant_id, assistant(2));
    assert_named(&report, &[1, 3]);
}

#[tokio::test]
async fn the_linked_one_stays_even_when_it_is_too_old_to_be_found() {
    let mut stage = Stage::of(unclear(linked(1), 4));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_search(search_from(), Ok(vec![live(2)]));
    stage.expect_delete(2, Ok(()));
    stage.expect_confirm(SyncAction::Unchanged, 1, true);
    let report = stage.sync().await.unwrap();
    assert_named(&report, &[2]);
}

#[tokio::test]
async fn of_several_with_none_linked_the_oldest_stays() {
    let mut stage = Stage::of(unclear(never(), 0));
    stage.expect_search(search_from(), Ok(vec![outdated(1), live(2)]));
    stage.expect_link(1, SERVER_KEY, true);
    stage.expect_delete(2, Ok(()));
    stage.expect_find(1, Ok(outdated(1)));
    stage.expect_update(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Updated, 1, true);
    let report = stage.sync().await.unwrap();
    assert_eq!(report.assistant_id, assistant(1));
    assert_named(&report, &[2]);
}

#[tokio::test]
async fn what_a_recreation_made_is_adopted_not_deleted_for_the_one_that_is_gone() {
    let mut stage = Stage::of(unclear(linked(1), 0));
    stage.expect_find(1, Err(GatewayError::NotFound));
    stage.expect_search(search_from(), Ok(vec![live(2)]));
    stage.expect_link(2, SERVER_KEY, true);
    stage.expect_find(2, Ok(live(2)));
    stage.expect_confirm(SyncAction::Recreated, 2, true);
    assert_eq!(done(stage).await, (SyncAction::Recreated, assistant(2)));
}

#[tokio::test]
async fn one_that_vanishes_right_after_it_was_found_fails_and_creates_nothing() {
    let mut stage = Stage::of(unclear(never(), 0));
    stage.expect_search(search_from(), Ok(vec![live(1)]));
    stage.expect_link(1, SERVER_KEY, true);
    stage.expect_find(1, Err(GatewayError::NotFound));
    stage.expect_fail("Vapi no longer has the assistant.");
    assert_eq!(refused(stage).await, GatewayError::NotFound);
}

#[tokio::test]
async fn a_sync_that_lost_its_lease_deletes_nothing() {
    let mut stage = Stage::of(unclear(never(), 0));
    stage.expect_search(search_from(), Ok(vec![live(1), live(2)]));
    stage.expect_link(1, SERVER_KEY, false);
    stage.expect_release();
    assert!(matches!(stage.sync().await, Err(SyncError::Busy)));
}

#[tokio::test]
async fn what_cannot_be_deleted_fails_and_stays_to_be_searched() {
    let mut stage = Stage::of(unclear(linked(1), 0));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_search(search_from(), Ok(vec![live(1), live(2)]));
    stage.expect_delete(2, Err(GatewayError::KeyRefused));
    stage.expect_fail("Vapi ");
    assert_eq!(refused(stage).await, GatewayError::KeyRefused);
}

#[tokio::test]
async fn what_something_at_vapi_holds_on_to_is_named_and_the_push_goes_on() {
    let mut stage = Stage::of(unclear(linked(1), 0));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_search(search_from(), Ok(vec![live(1), live(2)]));
    stage.expect_delete(2, Err(GatewayError::Conflict));
    stage.expect_confirm(SyncAction::Unchanged, 1, true);
    let report = stage.sync().await.unwrap();
    assert!(report.warnings[0].detail.contains("is in use at Vapi"), "{:?}", report.warnings);
}

fn assert_named(report: &SyncReport, deleted: &[u64]) {
    let details: Vec<_> = report.warnings.iter().map(|warning| warning.detail.as_str()).collect();
    let expected: Vec<_> = deleted
        .iter()
        .map(|n| {
            let id = assistant(*n);
            format!("A second assistant of yours, {id}, was found at Vapi and deleted.")
        })
        .collect();
    assert_eq!(details, expected);
}
