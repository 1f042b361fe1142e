use std::sync::Mutex;

use domain::sync::{SyncAction, SyncFacts};
use mockall::Sequence;
use secrecy::SecretString;

use super::*;
use crate::port::{Integrations, StudioRecord};
use crate::use_case::fixture::{
    SERVER_KEY, at, away, is_unavailable, sealed, stored_secret, studio, user_id,
};
use crate::use_case::sync::hold::LEASE_TTL;
use crate::use_case::sync::stage::{
    LEASE, REVISION, Stage, assistant, fingerprint, linked, live, outdated,
};
use crate::{Failure, GatewayError, SealError};

mod in_a_queue;

fn at_work(record: SyncRecord) -> SyncRecord {
    SyncRecord { facts: SyncFacts { at_work: true, ..record.facts }, ..record }
}

/// One confirmation more, of this revision.
fn confirmed(record: SyncRecord, revision: i64) -> SyncRecord {
    SyncRecord {
        confirmations: record.confirmations + 1,
        last_action: Some(SyncAction::Created),
        facts: SyncFacts { synced_revision: Some(revision), ..SyncFacts::default() },
        ..record
    }
}

/// What is known, one look after another; the last look repeats itself.
fn looks(records: Vec<SyncRecord>) -> Stage {
    let mut stage = Stage::bare(Some(Integrations::default()));
    stage.save(studio(REVISION));
    let last = records.last().cloned().unwrap();
    let records = Mutex::new(records.into_iter());
    stage
        .mocks
        .syncs
        .expect_load()
        .withf(|owner| *owner == user_id())
        .returning(move |_| Ok(records.lock().unwrap().next().unwrap_or_else(|| last.clone())));
    stage
}

#[tokio::test]
async fn the_report_names_what_was_pushed_and_from_what() {
    let mut stage = Stage::of(linked(1));
    stage.expect_find(1, Ok(outdated(1)));
    stage.expect_update(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Updated, 1, false);
    let report = stage.sync().await.unwrap();
    let config = studio(REVISION).config.effective(&studio(REVISION).account);
    let expected = SyncReport {
        action: SyncAction::Updated,
        assistant_id: assistant(1),
        assistant: render(&config).assistant,
        config,
        revision: REVISION,
        warnings: Vec::new(),
        mode: VapiMode::Sandbox,
    };
    assert_eq!(report, expected);
}

#[tokio::test]
async fn what_had_to_be_adapted_is_in_the_report() {
    use domain::studio::{ConfigPatch, Setting};
    let fields = [("voiceSpeed", domain::Raw::Number(3.0))];
    let config = ConfigPatch::parse(fields, None)
        .unwrap()
        .apply(&studio(REVISION).config, &studio(REVISION).account);
    let mut stage = Stage::bare(Some(Integrations::default()));
    stage.mocks.syncs.expect_load().return_once(|_| Ok(linked(1)));
    stage.expect_claim(Claim::Granted(LEASE, linked(1)));
    stage.save(StudioRecord { config, ..studio(REVISION) });
    stage.expect_find(1, Ok(live(1)));
    stage.expect_confirm(SyncAction::Unchanged, 1, false);
    let warnings = stage.sync().await.unwrap().warnings;
    assert_eq!(warnings[0].setting, Some(Setting::VoiceSpeed));
}

mod before_anything_is_claimed {
    use super::*;

    #[tokio::test]
    async fn who_is_gone_is_nobody() {
        let stage = Stage::bare(None);
        assert!(matches!(stage.sync().await, Err(SyncError::Unauthenticated)));
    }

    #[tokio::test]
    async fn without_any_key_nothing_is_configured() {
        let mut stage = Stage::bare(Some(Integrations::default()));
        stage.settings.server_vapi_key = None;
        assert!(matches!(stage.sync().await, Err(SyncError::NotConfigured)));
    }

    #[tokio::test]
    async fn an_own_key_that_does_not_open_is_told_to_the_operator_and_not_replaced_by_the_servers()
    {
        let stored = Integrations { vapi_key: Some(stored_secret("sealed")), twilio: None };
        let mut broken = Stage::bare(Some(stored.clone()));
        broken.mocks.sealer.expect_open().return_once(|_, _, _| Err(SealError::Broken));
        let mut no_key = Stage::bare(Some(stored));
        no_key
            .mocks
            .sealer
            .expect_open()
            .withf(|_, _, secret| *secret == sealed("sealed"))
            .return_once(|_, _, _| Ok(SecretString::from("short")));
        for stage in [broken, no_key] {
            let error = stage.sync().await.unwrap_err();
            assert!(matches!(error, SyncError::Failed(Failure::Internal(_))), "{error:?}");
        }
    }

    #[tokio::test]
    async fn a_store_that_is_away_is_told_at_once() {
        let mut stage = Stage::bare(Some(Integrations::default()));
        stage.mocks.syncs.expect_load().return_once(|_| Err(away()));
        let error = stage.sync().await.unwrap_err();
        assert!(matches!(error, SyncError::Failed(failure) if is_unavailable(&failure)));
    }
}

mod joining {
    use super::*;

    #[tokio::test]
    async fn the_result_of_another_sync_is_joined_without_calling_vapi() {
        let end = confirmed(linked(1), REVISION);
        let stage = looks(vec![at_work(linked(1)), at_work(linked(1)), end]);
        let report = stage.sync().await.unwrap();
        assert_eq!(report.action, SyncAction::Created);
        assert_eq!((report.assistant_id, report.revision), (assistant(1), REVISION));
    }

    #[tokio::test]
    async fn who_loses_the_race_for_the_lease_joins_the_winner() {
        let end = confirmed(linked(1), REVISION);
        let mut stage = looks(vec![linked(1), at_work(linked(1)), end]);
        stage.expect_claim(Claim::Refused(at_work(linked(1))));
        assert_eq!(stage.sync().await.unwrap().assistant_id, assistant(1));
    }

    #[tokio::test]
    async fn what_was_confirmed_between_the_look_and_the_claim_is_joined_at_once() {
        let mut stage = looks(vec![linked(1)]);
        let clock = stage.clock();
        stage.expect_claim(Claim::Refused(confirmed(linked(1), REVISION)));
        assert_eq!(stage.sync().await.unwrap().assistant_id, assistant(1));
        assert!(clock.monotonic().is_zero());
    }

    #[tokio::test]
    async fn a_result_from_before_it_arrived_is_not_joined() {
        let before = confirmed(linked(1), REVISION);
        let mut stage = Stage::of(before);
        stage.expect_find(1, Ok(outdated(1)));
        stage.expect_update(1, Ok(live(1)));
        stage.expect_confirm(SyncAction::Updated, 1, false);
        assert_eq!(stage.sync().await.unwrap().action, SyncAction::Updated);
    }

    #[tokio::test]
    async fn a_result_of_an_older_revision_is_not_joined_but_pushed_over() {
        let older = confirmed(linked(1), REVISION - 1);
        let confirmations = older.confirmations;
        let mut stage = looks(vec![at_work(linked(1)), older.clone()]);
        stage
            .mocks
            .syncs
            .expect_claim()
            .withf(move |_, _, seen, _| *seen == confirmations)
            .times(1)
            .return_once(|_, _, _, _| Ok(Claim::Granted(LEASE, older)));
        stage.expect_find(1, Ok(live(1)));
        stage.expect_confirm(SyncAction::Unchanged, 1, false);
        assert_eq!(stage.sync().await.unwrap().action, SyncAction::Unchanged);
    }

    #[tokio::test]
    async fn when_the_other_one_fails_its_work_is_taken_over() {
        let mut stage = looks(vec![at_work(linked(1)), linked(1)]);
        stage.expect_claim(Claim::Granted(LEASE, linked(1)));
        stage.expect_find(1, Ok(live(1)));
        stage.expect_confirm(SyncAction::Unchanged, 1, false);
        assert_eq!(stage.sync().await.unwrap().action, SyncAction::Unchanged);
    }

    #[tokio::test]
    async fn a_result_that_was_forgotten_since_is_not_joined() {
        let forgotten = SyncRecord {
            linked: None,
            last_action: None,
            facts: SyncFacts::default(),
            ..confirmed(linked(1), REVISION)
        };
        let mut stage = looks(vec![at_work(linked(1)), forgotten.clone()]);
        stage.expect_claim(Claim::Granted(LEASE, forgotten));
        stage.expect_search(chrono::DateTime::UNIX_EPOCH, Ok(vec![]));
        stage.expect_open_intent(true);
        stage.expect_create(Ok(live(2)));
        stage.expect_confirm(SyncAction::Created, 2, false);
        assert_eq!(stage.sync().await.unwrap().assistant_id, assistant(2));
    }

    #[tokio::test]
    async fn one_that_was_forgotten_but_lives_is_linked_again_and_no_second_one_made() {
        let forgotten = SyncRecord { linked: None, ..confirmed(linked(1), REVISION) };
        let mut stage = looks(vec![forgotten.clone()]);
        stage.expect_claim(Claim::Granted(LEASE, forgotten));
        stage.expect_search(chrono::DateTime::UNIX_EPOCH, Ok(vec![live(1)]));
        stage.expect_link(1, SERVER_KEY, true);
        stage.expect_find(1, Ok(live(1)));
        stage.expect_confirm(SyncAction::Unchanged, 1, false);
        assert_eq!(stage.sync().await.unwrap().assistant_id, assistant(1));
    }

    #[tokio::test]
    async fn after_eighteen_seconds_of_another_ones_work_there_is_an_answer() {
        let stage = looks(vec![at_work(linked(1))]);
        let clock = stage.clock();
        assert!(matches!(stage.sync().await, Err(SyncError::Busy)));
        assert_eq!(clock.monotonic().as_secs(), 18);
    }

    #[tokio::test]
    async fn a_push_that_takes_long_is_looked_at_ever_more_rarely() {
        let mut stage = Stage::bare(Some(Integrations::default()));
        // Each fifth of a second it would be ninety times at least.
        let looks = stage.mocks.syncs.expect_load().times(18..=60);
        looks.returning(|_| Ok(at_work(linked(1))));
        assert!(matches!(stage.sync().await, Err(SyncError::Busy)));
    }

    #[tokio::test]
    async fn a_lease_that_is_always_taken_is_waited_for_no_longer() {
        let mut stage = looks(vec![linked(1)]);
        let clock = stage.clock();
        stage
            .mocks
            .syncs
            .expect_claim()
            .times(2..)
            .returning(|_, _, _, _| Ok(Claim::Refused(linked(1))));
        assert!(matches!(stage.sync().await, Err(SyncError::Busy)));
        assert_eq!(clock.monotonic().as_secs(), 18);
    }

    #[tokio::test]
    async fn who_is_deleted_while_they_wait_is_nobody() {
        let mut stage = Stage::bare(Some(Integrations::default()));
        let mut order = Sequence::new();
        for record in [at_work(linked(1)), SyncRecord::default()] {
            stage
                .mocks
                .syncs
                .expect_load()
                .times(1)
                .in_sequence(&mut order)
                .return_once(|_| Ok(record));
        }
        stage.expect_claim(Claim::Refused(SyncRecord::default()));
        stage.mocks.configs.expect_load().times(1).return_once(|_, _| Ok(None));
        assert!(matches!(stage.sync().await, Err(SyncError::Unauthenticated)));
    }

    #[tokio::test]
    async fn a_joiner_who_is_gone_meanwhile_is_nobody() {
        let mut stage = Stage::bare(Some(Integrations::default()));
        let mut order = Sequence::new();
        for record in [at_work(linked(1)), confirmed(linked(1), REVISION)] {
            stage
                .mocks
                .syncs
                .expect_load()
                .times(1)
                .in_sequence(&mut order)
                .return_once(|_| Ok(record));
        }
        stage.mocks.configs.expect_load().return_once(|_, _| Ok(None));
        assert!(matches!(stage.sync().await, Err(SyncError::Unauthenticated)));
    }
}

mod under_the_lease {
    use super::*;

    #[tokio::test]
    async fn who_is_gone_by_then_pushes_nothing() {
        let mut stage = Stage::bare(Some(Integrations::default()));
        stage.mocks.syncs.expect_load().return_once(|_| Ok(linked(1)));
        stage.expect_claim(Claim::Granted(LEASE, linked(1)));
        stage.mocks.configs.expect_load().return_once(|_, _| Ok(None));
        stage.expect_release();
        assert!(matches!(stage.sync().await, Err(SyncError::Unauthenticated)));
    }

    #[tokio::test]
    async fn a_key_that_was_entered_while_waiting_is_the_one_that_is_used() {
        let mut stage = Stage::bare(None);
        stage.mocks.secrets.checkpoint();
        let own = Integrations { vapi_key: Some(stored_secret("sealed")), twilio: None };
        let mut order = Sequence::new();
        for stored in [Integrations::default(), own] {
            stage
                .mocks
                .secrets
                .expect_load()
                .times(1)
                .in_sequence(&mut order)
                .return_once(|_, _| Ok(Some(stored)));
        }
        stage
            .mocks
            .sealer
            .expect_open()
            .times(1)
            .return_once(|_, _, _| Ok(SecretString::from("own-vapi-key")));
        let known = SyncRecord { key_fingerprint: Some(fingerprint("own-vapi-key")), ..linked(1) };
        let record = known.clone();
        stage.mocks.syncs.expect_load().returning(move |_| Ok(known.clone()));
        stage.expect_claim(Claim::Granted(LEASE, record));
        stage.save(studio(REVISION));
        stage
            .mocks
            .gateway
            .expect_find()
            .withf(|key, _, _| key.expose() == "own-vapi-key")
            .times(1)
            .return_once(|_, _, _| Ok(live(1)));
        stage.expect_confirm_under("own-vapi-key", SyncAction::Unchanged, 1, false);
        assert_eq!(stage.sync().await.unwrap().action, SyncAction::Unchanged);
    }

    #[tokio::test]
    async fn what_vapi_has_taken_is_told_even_when_it_cannot_be_written_down() {
        let mut stage = Stage::of(linked(1));
        stage.expect_find(1, Ok(live(1)));
        stage.mocks.syncs.expect_confirm().times(1).return_once(|_, _, _| Ok(true));
        stage.mocks.audit.expect_record().times(1).return_once(|_| Err(away()));
        assert_eq!(stage.sync().await.unwrap().action, SyncAction::Unchanged);
    }

    #[tokio::test]
    async fn a_lost_lease_drops_the_work() {
        let mut stage = Stage::of(linked(1));
        stage.stuck();
        let mut renewals = 0;
        stage
            .mocks
            .syncs
            .expect_renew()
            .withf(|owner, lease, ttl| (*owner, *lease, *ttl) == (user_id(), LEASE, LEASE_TTL))
            .times(3)
            .returning(move |_, _, _| {
                renewals += 1;
                Ok(renewals < 3)
            });
        assert!(matches!(stage.sync().await, Err(SyncError::Busy)));
    }

    #[tokio::test]
    async fn a_confirmation_that_comes_after_the_lease_counts_for_nothing() {
        let mut stage = Stage::of(linked(1));
        stage.expect_find(1, Ok(live(1)));
        stage.mocks.syncs.expect_confirm().times(1).return_once(|_, _, _| Ok(false));
        stage.expect_release();
        assert!(matches!(stage.sync().await, Err(SyncError::Busy)));
    }

    #[tokio::test]
    async fn a_confirmation_that_cannot_be_stored_is_a_failure() {
        let mut stage = Stage::of(linked(1));
        stage.expect_find(1, Ok(live(1)));
        stage.mocks.syncs.expect_confirm().times(1).return_once(|_, _, _| Err(away()));
        stage.expect_fail("The push could not be finished.");
        let error = stage.sync().await.unwrap_err();
        assert!(matches!(error, SyncError::Failed(failure) if is_unavailable(&failure)));
    }

    #[tokio::test]
    async fn a_failure_that_cannot_be_stored_is_told_all_the_same() {
        let mut stage = Stage::of(linked(1));
        stage.expect_find(1, Err(GatewayError::KeyRefused));
        stage.mocks.syncs.expect_fail().times(1).return_once(|_, _, _| Err(away()));
        stage.mocks.expect_recorded(Some(user_id()), AuditKind::SyncFailed);
        let error = stage.sync().await.unwrap_err();
        assert!(matches!(error, SyncError::Gateway(GatewayError::KeyRefused)));
    }

    #[tokio::test]
    async fn the_revision_that_is_saved_when_the_lease_is_got_is_pushed() {
        let mut stage = Stage::of(linked(1));
        stage.expect_find(1, Ok(live(1)));
        stage
            .mocks
            .syncs
            .expect_confirm()
            .withf(|_, _, confirmation| {
                confirmation.revision == REVISION
                    && confirmation.at == at(0)
                    && confirmation.key_fingerprint == fingerprint(SERVER_KEY)
            })
            .times(1)
            .return_once(|_, _, _| Ok(true));
        stage.mocks.expect_recorded(Some(user_id()), AuditKind::AssistantSynced);
        assert_eq!(stage.sync().await.unwrap().revision, REVISION);
    }
}
