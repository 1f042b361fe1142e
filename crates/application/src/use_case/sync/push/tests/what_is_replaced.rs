use super::*;

const REPLACED: &str =
    "voiceSpeed was changed at Vapi to 0.9 since the last push; the push replaces it.";

#[tokio::test]
async fn what_somebody_changed_at_vapi_is_named_when_it_is_replaced() {
    let mut stage = Stage::of(confirmed(1));
    stage.expect_find(1, Ok(outdated(1)));
    stage.expect_drift(1, faster());
    stage.expect_update(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Updated, 1, false);
    let warnings = stage.sync().await.unwrap().warnings;
    let expected =
        Warning { setting: Some(domain::studio::Setting::VoiceSpeed), detail: REPLACED.into() };
    assert_eq!(warnings, [expected]);
}

#[tokio::test]
async fn what_nobody_changed_is_not_named() {
    let mut stage = Stage::of(confirmed(1));
    stage.expect_find(1, Ok(outdated(1)));
    stage.expect_drift(1, Vec::new());
    stage.expect_update(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Updated, 1, false);
    assert_eq!(stage.sync().await.unwrap().warnings, []);
}

#[tokio::test]
async fn nothing_is_compared_when_nothing_is_replaced() {
    let mut stage = Stage::of(confirmed(1));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Unchanged, 1, false);
    assert_eq!(stage.sync().await.unwrap().warnings, []);
}

#[tokio::test]
async fn another_assistant_is_not_compared_with_what_was_confirmed_of_the_linked_one() {
    let mut stage = Stage::of(unclear(confirmed(1), 0));
    stage.expect_find(1, Err(GatewayError::NotFound));
    stage.expect_search(search_from(), Ok(vec![outdated(2)]));
    stage.expect_link(2, SERVER_KEY, true);
    stage.expect_find(2, Ok(outdated(2)));
    stage.expect_update(2, Ok(live(2)));
    stage.expect_confirm(SyncAction::Recreated, 2, true);
    assert_eq!(stage.sync().await.unwrap().warnings, []);
}

#[tokio::test]
async fn nothing_is_said_to_be_replaced_in_what_is_gone_when_it_is_updated() {
    let mut stage = Stage::of(confirmed(1));
    stage.expect_find(1, Ok(outdated(1)));
    stage.expect_drift(1, faster());
    stage.expect_update(1, Err(GatewayError::NotFound));
    stage.expect_open_intent(true);
    stage.expect_create(Ok(live(2)));
    stage.expect_confirm(SyncAction::Recreated, 2, false);
    assert_eq!(stage.sync().await.unwrap().warnings, []);
}

#[tokio::test]
async fn one_that_was_let_go_of_is_not_compared_when_it_is_found_again() {
    let mut stage = Stage::of(forgotten());
    stage.expect_search(DateTime::UNIX_EPOCH, Ok(vec![outdated(1)]));
    stage.expect_link(1, SERVER_KEY, true);
    stage.expect_find(1, Ok(outdated(1)));
    stage.expect_update(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Updated, 1, false);
    assert_eq!(stage.sync().await.unwrap().warnings, []);
}
