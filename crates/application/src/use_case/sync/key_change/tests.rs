use mockall::Sequence;

use super::*;
use crate::port::{AssistantRemoval, Claim, Integrations, KeyFingerprint};
use crate::use_case::fixture::{SERVER_KEY, at, away, caller, origin, user_id};
use crate::use_case::sync::stage::{
    LEASE, OWN_KEY, Stage, assistant, confirmed, fingerprint, foreign, linked, live, own_key,
    unclear, under,
};
use crate::{GatewayError, Reach};

/// These keys count by now, and the lease is free.
fn stage(integrations: Integrations, record: SyncRecord) -> Stage {
    let mut stage = Stage::seen(integrations, record.clone());
    stage.expect_claim(Claim::Granted(LEASE, record));
    stage
}

fn expect_handed_on(stage: &mut Stage, handed_on: Result<(), crate::StoreError>) {
    stage
        .mocks
        .removals
        .expect_add()
        .withf(|removal| {
            let expected = AssistantRemoval {
                id: removal.id,
                owner: user_id(),
                key_fingerprint: fingerprint(SERVER_KEY),
                assistant: Some(assistant(1)),
                search_from: None,
                search_until: at(0),
                created_at: at(0),
            };
            *removal == expected
        })
        .times(1)
        .return_once(|_| handed_on);
}

async fn follow(stage: Stage) {
    let (ports, settings) = stage.wired();
    KeyChange::new(&ports, &settings).follow(caller(), &origin()).await;
}

#[tokio::test]
async fn with_nothing_linked_nothing_is_asked() {
    follow(Stage::seen(own_key(), SyncRecord::default())).await;
}

#[tokio::test]
async fn one_that_lives_under_the_key_of_today_stays_and_so_does_one_of_an_unknown_key() {
    follow(Stage::seen(own_key(), under(OWN_KEY, confirmed(1)))).await;
    follow(Stage::seen(Integrations::default(), confirmed(1))).await;
    let unknown = SyncRecord { key_fingerprint: None, ..confirmed(1) };
    follow(Stage::seen(own_key(), unknown)).await;
}

#[tokio::test]
async fn one_of_the_same_organisation_stays_linked_under_the_key_of_today() {
    let unmarked = crate::port::LiveAssistant { marker: None, ..live(1) };
    for found in [live(1), unmarked] {
        let mut stage = stage(own_key(), confirmed(1));
        stage
            .mocks
            .gateway
            .expect_find()
            .withf(|key, id, limit| {
                key.expose() == OWN_KEY && (*id, *limit) == (assistant(1), Duration::from_secs(4))
            })
            .times(1)
            .return_once(|_, _, _| Ok(found));
        stage.expect_link(1, OWN_KEY, true);
        stage.expect_release();
        follow(stage).await;
    }
}

#[tokio::test]
async fn one_of_the_servers_organisation_is_forgotten_and_handed_on() {
    for record in [confirmed(1), linked(1), unclear(confirmed(1), 4)] {
        let mut stage = stage(own_key(), record);
        stage.expect_find(1, Err(GatewayError::NotFound));
        expect_handed_on(&mut stage, Ok(()));
        stage.expect_forget(true);
        follow(stage).await;
    }
}

#[tokio::test]
async fn one_of_their_former_organisation_is_forgotten_and_stays_there() {
    for integrations in [own_key(), Integrations::default()] {
        let mut stage = stage(integrations, under("a-former-key", confirmed(1)));
        stage.expect_find(1, Err(GatewayError::NotFound));
        stage.expect_forget(true);
        follow(stage).await;
    }
}

#[tokio::test]
async fn where_no_key_counts_any_more_it_is_forgotten_without_asking_vapi() {
    let mut stage = stage(Integrations::default(), under(OWN_KEY, confirmed(1)));
    stage.settings.server_vapi_key = None;
    stage.expect_forget(true);
    follow(stage).await;
}

#[tokio::test]
async fn whatever_vapi_does_not_say_leaves_everything_as_it_is() {
    for answer in [
        Ok(foreign(1)),
        Err(GatewayError::KeyRefused),
        Err(GatewayError::RateLimited { retry_after: None }),
        Err(GatewayError::TimedOut { reach: Reach::Unknown }),
        Err(GatewayError::Unavailable { reach: Reach::NotSent }),
    ] {
        let mut stage = stage(own_key(), confirmed(1));
        stage.expect_find(1, answer);
        stage.expect_release();
        follow(stage).await;
    }
}

#[tokio::test]
async fn what_a_push_settles_meanwhile_is_settled() {
    for settled in [under(OWN_KEY, confirmed(2)), SyncRecord::default()] {
        let mut stage = Stage::seen(own_key(), confirmed(1));
        stage.expect_claim(Claim::Granted(LEASE, settled));
        stage.expect_release();
        follow(stage).await;
    }
}

#[tokio::test]
async fn a_push_at_work_for_longer_than_patience_lasts_settles_it() {
    let mut stage = Stage::seen(own_key(), confirmed(1));
    stage.mocks.syncs.expect_claim().returning(|_, _, _, _| Ok(Claim::Refused(confirmed(1))));
    follow(stage).await;
}

#[tokio::test]
async fn a_lease_that_is_lost_changes_nothing() {
    let mut while_asking = stage(own_key(), confirmed(1));
    while_asking.stuck();
    while_asking.mocks.syncs.expect_renew().times(1).return_once(|_, _, _| Ok(false));
    let mut while_linking = stage(own_key(), confirmed(1));
    while_linking.expect_find(1, Ok(live(1)));
    while_linking.expect_link(1, OWN_KEY, false);
    while_linking.expect_release();
    let mut while_forgetting = stage(own_key(), confirmed(1));
    while_forgetting.expect_find(1, Err(GatewayError::NotFound));
    expect_handed_on(&mut while_forgetting, Ok(()));
    while_forgetting.expect_forget(false);
    while_forgetting.expect_release();
    for stage in [while_asking, while_linking, while_forgetting] {
        follow(stage).await;
    }
}

#[tokio::test]
async fn nothing_is_forgotten_that_could_not_be_handed_on() {
    let mut stage = stage(own_key(), confirmed(1));
    stage.expect_find(1, Err(GatewayError::NotFound));
    expect_handed_on(&mut stage, Err(away()));
    stage.expect_release();
    follow(stage).await;
}

#[tokio::test]
async fn a_store_that_is_away_changes_nothing() {
    let mut at_once = Stage::bare(Some(own_key()));
    at_once.mocks.syncs.expect_load().times(1).return_once(|_| Err(away()));
    let mut at_the_key = Stage::bare(None);
    at_the_key.mocks.secrets.checkpoint();
    at_the_key.mocks.secrets.expect_load().times(1).return_once(|_, _| Err(away()));
    at_the_key.mocks.syncs.expect_load().times(1).return_once(|_| Ok(confirmed(1)));
    let mut at_the_end = stage(own_key(), under("a-former-key", confirmed(1)));
    let mut order = Sequence::new();
    at_the_end.expect_find(1, Err(GatewayError::NotFound));
    let syncs = &mut at_the_end.mocks.syncs;
    syncs.expect_forget().times(1).in_sequence(&mut order).return_once(|_, _| Err(away()));
    syncs.expect_release().times(1).in_sequence(&mut order).return_once(|_, _| Ok(true));
    for stage in [at_once, at_the_key, at_the_end] {
        follow(stage).await;
    }
}

#[tokio::test]
async fn the_key_is_asked_for_again_under_the_lease() {
    let mut stage = stage(own_key(), confirmed(1));
    stage.mocks.secrets.checkpoint();
    let mut order = Sequence::new();
    for stored in [own_key(), Integrations::default()] {
        stage
            .mocks
            .secrets
            .expect_load()
            .times(1)
            .in_sequence(&mut order)
            .return_once(|_, _| Ok(Some(stored)));
    }
    stage.expect_release();
    assert_eq!(
        confirmed(1).key_fingerprint,
        Some(KeyFingerprint::new(fingerprint(SERVER_KEY).as_str()))
    );
    follow(stage).await;
}
