use super::*;

const SO_LATE: Duration = Duration::from_millis(18_500);

#[tokio::test]
async fn no_call_is_begun_that_could_not_end_in_time() {
    // The store took long to give the lease.
    for record in [never(), linked(1), unclear(never(), 0), unclear(linked(1), 0)] {
        let mut stage = Stage::bare(Some(Integrations::default()));
        stage.save(crate::use_case::fixture::studio(REVISION));
        let clock = stage.clock();
        let known = record.clone();
        stage.mocks.syncs.expect_load().return_once(move |_| Ok(known));
        stage.mocks.syncs.expect_claim().return_once(move |_, _, _, _| {
            clock.advance(SO_LATE);
            Ok(crate::port::Claim::Granted(LEASE, record))
        });
        stage.expect_release();
        assert!(matches!(stage.sync().await, Err(SyncError::Busy)));
    }
}

#[tokio::test]
async fn no_update_is_begun_after_a_read_that_took_too_long() {
    let mut stage = Stage::of(linked(1));
    let clock = stage.clock();
    stage.mocks.gateway.expect_find().times(1).return_once(move |_, _, _| {
        clock.advance(SO_LATE);
        Ok(outdated(1))
    });
    stage.expect_release();
    assert!(matches!(stage.sync().await, Err(SyncError::Busy)));
}

#[tokio::test]
async fn nothing_is_deleted_after_a_search_that_took_too_long() {
    let mut stage = Stage::of(unclear(linked(1), 0));
    stage.expect_find(1, Ok(live(1)));
    let clock = stage.clock();
    stage.mocks.gateway.expect_search().times(1).return_once(move |_, _, _, _| {
        clock.advance(SO_LATE);
        Ok(vec![live(1), live(2)])
    });
    stage.expect_release();
    assert!(matches!(stage.sync().await, Err(SyncError::Busy)));
}

#[tokio::test]
async fn each_call_gets_what_is_left_until_the_answer_is_due() {
    let mut stage = Stage::of(linked(1));
    let clock = stage.clock();
    stage
        .mocks
        .gateway
        .expect_find()
        .withf(|_, _, limit| *limit == CALL_LIMIT)
        .times(1)
        .return_once(move |_, _, _| {
            clock.advance(Duration::from_secs(9));
            Err(GatewayError::NotFound)
        });
    stage.expect_open_intent(true);
    let clock = stage.clock();
    stage
        .mocks
        .gateway
        .expect_create()
        .withf(|_, _, limit| *limit == Duration::from_secs(10))
        .times(1)
        .return_once(move |_, _, _| {
            clock.advance(Duration::from_secs(8));
            Err(GatewayError::TimedOut { reach: Reach::Unknown })
        });
    stage
        .mocks
        .gateway
        .expect_search()
        .withf(|_, _, _, limit| *limit == Duration::from_secs(2))
        .times(1)
        .return_once(|_, _, _, _| Ok(vec![]));
    stage.expect_fail("Vapi did not answer in time.");
    refused(stage).await;
}

#[tokio::test]
async fn a_create_is_over_by_the_time_that_its_intent_says() {
    let mut stage = Stage::of(never());
    slow_intent(&mut stage, 4);
    stage
        .mocks
        .gateway
        .expect_create()
        .withf(|_, _, limit| *limit == Duration::from_secs(6))
        .times(1)
        .return_once(|_, _, _| Ok(live(1)));
    stage.expect_confirm(SyncAction::Created, 1, false);
    assert_eq!(done(stage).await.0, SyncAction::Created);
}

#[tokio::test]
async fn a_create_whose_intent_took_too_long_to_write_is_not_sent() {
    for (record, older) in [(never(), false), (unclear(never(), 0), true)] {
        let mut stage = Stage::of(record);
        if older {
            stage.expect_search(search_from(), Ok(vec![]));
        }
        slow_intent(&mut stage, 10);
        stage.expect_close_intent(older);
        stage.expect_release();
        assert!(matches!(stage.sync().await, Err(SyncError::Busy)));
    }
}

fn slow_intent(stage: &mut Stage, seconds: u64) {
    let clock = stage.clock();
    stage.mocks.syncs.expect_open_intent().times(1).return_once(move |_, _, _, _| {
        clock.advance(Duration::from_secs(seconds));
        Ok(true)
    });
}
