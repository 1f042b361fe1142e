use super::*;
use crate::GatewayError;
use crate::port::{Claim, Clock, Integrations};
use crate::use_case::fixture::{
    Mocks, SERVER_KEY, away, caller, origin, settings, stored_secret, studio, user_id,
};
use crate::use_case::sync::stage::{
    LEASE, REVISION, Stage, assistant, fingerprint, foreign, linked, live,
};

/// An assistant is linked, and the lease is free.
fn stage(integrations: Integrations) -> Stage {
    let mut stage = Stage::bare(Some(integrations));
    stage
        .mocks
        .syncs
        .expect_load()
        .withf(|owner| *owner == user_id())
        .return_once(|_| Ok(linked(1)));
    stage.expect_claim(Claim::Granted(LEASE, linked(1)));
    stage.save(StudioRecord { linked: Some(assistant(1)), ..studio(REVISION) });
    stage
}

#[tokio::test]
async fn with_nothing_linked_nothing_is_called() {
    for remote in [false, true] {
        let mut mocks = Mocks::default();
        mocks.configs.expect_load().times(1).return_once(|_, _| Ok(Some(studio(REVISION))));
        let forget = ForgetAssistant::new(&mocks.ports(), &settings());
        assert_eq!(forget.run(caller(), remote, &origin()).await.unwrap(), studio(REVISION));
    }
}

#[tokio::test]
async fn who_is_gone_is_nobody() {
    let mut mocks = Mocks::default();
    mocks.configs.expect_load().times(1).return_once(|_, _| Ok(None));
    let forget = ForgetAssistant::new(&mocks.ports(), &settings());
    assert!(matches!(forget.run(caller(), true, &origin()).await, Err(SyncError::Unauthenticated)));
}

#[tokio::test]
async fn the_link_is_forgotten_without_asking_vapi() {
    let mut stage = Stage::bare(None);
    stage.mocks.secrets.checkpoint();
    stage.mocks.syncs.expect_load().return_once(|_| Ok(linked(1)));
    stage.expect_claim(Claim::Granted(LEASE, linked(1)));
    stage.expect_forget(true);
    let mut order = mockall::Sequence::new();
    for linked in [Some(assistant(1)), None] {
        stage
            .mocks
            .configs
            .expect_load()
            .times(1)
            .in_sequence(&mut order)
            .return_once(move |_, _| Ok(Some(StudioRecord { linked, ..studio(REVISION) })));
    }
    assert_eq!(stage.forget(false).await.unwrap(), studio(REVISION));
}

#[tokio::test]
async fn on_demand_it_is_deleted_at_vapi_first() {
    let mut stage = stage(Integrations::default());
    stage.expect_find(1, Ok(live(1)));
    stage.expect_delete(1, Ok(()));
    stage.expect_forget(true);
    stage.forget(true).await.unwrap();
}

#[tokio::test]
async fn it_is_deleted_under_the_servers_key_when_it_was_made_under_that() {
    let own = Integrations { vapi_key: Some(stored_secret("sealed")), twilio: None };
    let mut stage = stage(own);
    stage
        .mocks
        .sealer
        .expect_open()
        .returning(|_, _, _| Ok(secrecy::SecretString::from("own-vapi-key")));
    stage
        .mocks
        .gateway
        .expect_find()
        .withf(|key, _, _| key.expose() == SERVER_KEY)
        .times(1)
        .return_once(|_, _, _| Ok(live(1)));
    stage
        .mocks
        .gateway
        .expect_delete()
        .withf(|key, _, _| key.expose() == SERVER_KEY)
        .times(1)
        .return_once(|_, _, _| Ok(()));
    stage.expect_forget(true);
    stage.forget(true).await.unwrap();
}

#[tokio::test]
async fn one_that_lives_under_a_key_of_their_own_is_deleted_under_that() {
    let own = Integrations { vapi_key: Some(stored_secret("sealed")), twilio: None };
    let mut stage = Stage::bare(Some(own));
    stage
        .mocks
        .sealer
        .expect_open()
        .returning(|_, _, _| Ok(secrecy::SecretString::from("own-vapi-key")));
    let record = SyncRecord { key_fingerprint: Some(fingerprint("own-vapi-key")), ..linked(1) };
    stage.mocks.syncs.expect_load().return_once(|_| Ok(linked(1)));
    stage.expect_claim(Claim::Granted(LEASE, record));
    stage.save(StudioRecord { linked: Some(assistant(1)), ..studio(REVISION) });
    stage
        .mocks
        .gateway
        .expect_find()
        .withf(|key, _, _| key.expose() == "own-vapi-key")
        .times(1)
        .return_once(|_, _, _| Err(GatewayError::NotFound));
    stage.expect_forget(true);
    stage.forget(true).await.unwrap();
}

#[tokio::test]
async fn another_users_assistant_is_neither_deleted_nor_forgotten() {
    let mut stage = stage(Integrations::default());
    stage.expect_find(1, Ok(foreign(1)));
    stage.expect_release();
    assert!(matches!(stage.forget(true).await, Err(SyncError::ForeignAssistant)));
}

#[tokio::test]
async fn one_that_is_gone_at_vapi_already_is_fine() {
    let mut stage = stage(Integrations::default());
    stage.expect_find(1, Err(GatewayError::NotFound));
    stage.expect_forget(true);
    stage.forget(true).await.unwrap();
}

#[tokio::test]
async fn one_that_was_forgotten_meanwhile_is_not_looked_for() {
    let mut stage = Stage::bare(Some(Integrations::default()));
    stage.mocks.syncs.expect_load().return_once(|_| Ok(SyncRecord::default()));
    stage.expect_claim(Claim::Granted(LEASE, SyncRecord::default()));
    stage.save(StudioRecord { linked: Some(assistant(1)), ..studio(REVISION) });
    // It was said by whoever forgot it.
    stage.mocks.syncs.expect_forget().times(1).return_once(|_, _| Ok(true));
    stage.forget(true).await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_deleted_stays_linked_and_the_lease_is_given_back() {
    let mut unreadable = stage(Integrations::default());
    unreadable.expect_find(1, Err(GatewayError::Conflict));
    let mut undeletable = stage(Integrations::default());
    undeletable.expect_find(1, Ok(live(1)));
    undeletable.expect_delete(1, Err(GatewayError::Conflict));
    for mut stage in [unreadable, undeletable] {
        stage.expect_release();
        let error = stage.forget(true).await.unwrap_err();
        assert!(matches!(error, SyncError::Gateway(GatewayError::Conflict)), "{error:?}");
    }
}

#[tokio::test]
async fn the_failure_is_told_even_when_the_lease_cannot_be_given_back() {
    let mut stage = stage(Integrations::default());
    stage.expect_find(1, Err(GatewayError::KeyRefused));
    stage.mocks.syncs.expect_release().times(1).return_once(|_, _| Err(away()));
    let error = stage.forget(true).await.unwrap_err();
    assert!(matches!(error, SyncError::Gateway(GatewayError::KeyRefused)));
}

#[tokio::test]
async fn without_a_key_nothing_is_deleted_and_nothing_forgotten() {
    let mut stage = stage(Integrations::default());
    stage.settings.server_vapi_key = None;
    stage.expect_release();
    assert!(matches!(stage.forget(true).await, Err(SyncError::NotConfigured)));
}

#[tokio::test]
async fn a_lease_that_ran_out_forgets_nothing() {
    let mut stage = stage(Integrations::default());
    stage.expect_forget(false);
    stage.expect_release();
    assert!(matches!(stage.forget(false).await, Err(SyncError::Busy)));
}

#[tokio::test]
async fn a_lease_that_is_lost_while_vapi_is_asked_drops_the_work() {
    let mut stage = stage(Integrations::default());
    stage.stuck();
    stage.mocks.syncs.expect_renew().times(1).return_once(|_, _, _| Ok(false));
    assert!(matches!(stage.forget(true).await, Err(SyncError::Busy)));
}

#[tokio::test]
async fn who_is_deleted_while_they_wait_is_nobody() {
    let mut stage = Stage::bare(None);
    stage.mocks.secrets.checkpoint();
    stage.mocks.syncs.expect_load().return_once(|_| Ok(SyncRecord::default()));
    stage.expect_claim(Claim::Refused(SyncRecord::default()));
    let mut order = mockall::Sequence::new();
    for found in [Some(StudioRecord { linked: Some(assistant(1)), ..studio(REVISION) }), None] {
        stage
            .mocks
            .configs
            .expect_load()
            .times(1)
            .in_sequence(&mut order)
            .return_once(move |_, _| Ok(found));
    }
    assert!(matches!(stage.forget(true).await, Err(SyncError::Unauthenticated)));
}

#[tokio::test]
async fn a_sync_at_work_is_waited_for_and_at_last_let_be() {
    let mut stage = Stage::bare(Some(Integrations::default()));
    let clock = stage.clock();
    stage.mocks.syncs.expect_load().returning(|_| Ok(linked(1)));
    stage
        .mocks
        .syncs
        .expect_claim()
        .times(2..)
        .returning(|_, _, _, _| Ok(Claim::Refused(linked(1))));
    stage.save(StudioRecord { linked: Some(assistant(1)), ..studio(REVISION) });
    assert!(matches!(stage.forget(true).await, Err(SyncError::Busy)));
    assert_eq!(clock.monotonic().as_secs(), 5);
}
