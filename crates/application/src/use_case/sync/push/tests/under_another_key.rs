use super::*;

#[tokio::test]
async fn an_own_key_is_taken_before_the_servers() {
    let mut stage = with_own_key(never());
    stage.expect_open_intent(true);
    stage
        .mocks
        .gateway
        .expect_create()
        .withf(|key, _, _| key.expose() == OWN_KEY)
        .times(1)
        .return_once(|_, _, _| Ok(live(1)));
    stage.expect_confirm_under(OWN_KEY, SyncAction::Created, 1, false);
    assert_eq!(done(stage).await.0, SyncAction::Created);
}

#[tokio::test]
async fn another_key_of_the_same_organisation_goes_on_with_the_linked_one() {
    let mut stage = with_own_key(linked(1));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_confirm_under(OWN_KEY, SyncAction::Unchanged, 1, false);
    assert_eq!(done(stage).await, (SyncAction::Unchanged, assistant(1)));
}

#[tokio::test]
async fn another_organisation_is_searched_from_its_beginning_and_what_is_there_adopted() {
    let mut stage = with_own_key(linked(1));
    stage.expect_find(1, Err(GatewayError::NotFound));
    stage.expect_search(DateTime::UNIX_EPOCH, Ok(vec![live(2)]));
    expect_former_deleted(&mut stage);
    stage.expect_link(2, OWN_KEY, true);
    stage.expect_find(2, Ok(live(2)));
    stage.expect_confirm_under(OWN_KEY, SyncAction::Updated, 2, false);
    assert_eq!(done(stage).await, (SyncAction::Updated, assistant(2)));
}

#[tokio::test]
async fn in_an_organisation_with_none_one_is_created() {
    let mut stage = with_own_key(linked(1));
    stage.expect_find(1, Err(GatewayError::NotFound));
    stage.expect_search(DateTime::UNIX_EPOCH, Ok(vec![]));
    stage.expect_open_intent(true);
    stage.expect_create(Ok(live(2)));
    expect_former_deleted(&mut stage);
    stage.expect_confirm_under(OWN_KEY, SyncAction::Created, 2, false);
    let report = stage.sync().await.unwrap();
    assert_eq!((report.action, report.assistant_id), (SyncAction::Created, assistant(2)));
    assert!(report.warnings[0].detail.ends_with("was deleted."), "{:?}", report.warnings);
}

#[tokio::test]
async fn a_former_one_that_cannot_be_deleted_is_named_and_fails_nothing() {
    let mut stage = with_own_key(linked(1));
    stage.expect_find(1, Err(GatewayError::NotFound));
    stage.expect_search(DateTime::UNIX_EPOCH, Ok(vec![]));
    stage.expect_open_intent(true);
    stage.expect_create(Ok(live(2)));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_delete(1, Err(GatewayError::Conflict));
    stage.expect_confirm_under(OWN_KEY, SyncAction::Created, 2, false);
    let report = stage.sync().await.unwrap();
    let detail = &report.warnings[0].detail;
    assert!(detail.contains(&assistant(1).to_string()), "{detail}");
    assert!(detail.ends_with("could not be deleted."), "{detail}");
}

/// Under the server's key, where it was made.
fn expect_former_deleted(stage: &mut Stage) {
    stage.expect_find(1, Ok(live(1)));
    stage.expect_delete(1, Ok(()));
}

#[tokio::test]
async fn what_is_found_there_is_not_deleted_for_one_that_lives_elsewhere() {
    let mut stage = with_own_key(unclear(linked(1), 4));
    stage.expect_find(1, Err(GatewayError::NotFound));
    stage.expect_search(DateTime::UNIX_EPOCH, Ok(vec![live(2)]));
    expect_former_deleted(&mut stage);
    stage.expect_link(2, OWN_KEY, true);
    stage.expect_find(2, Ok(live(2)));
    stage.expect_confirm_under(OWN_KEY, SyncAction::Updated, 2, true);
    assert_eq!(done(stage).await, (SyncAction::Updated, assistant(2)));
}

#[tokio::test]
async fn a_key_that_is_refused_creates_nothing() {
    let mut stage = with_own_key(linked(1));
    stage.expect_find(1, Err(GatewayError::KeyRefused));
    stage.expect_fail("Vapi refused the key.");
    assert_eq!(refused(stage).await, GatewayError::KeyRefused);
}
