use mockall::Sequence;

use super::*;
use crate::Reach;
use crate::port::{Claim, LiveAssistant, SyncRecord};
use crate::use_case::fixture::{Mocks, SERVER_KEY, at, away, nth_id, settings, user_id};
use crate::use_case::sync::stage::{self, LEASE, assistant, fingerprint, foreign, live};

fn removal_id() -> AssistantRemovalId {
    AssistantRemovalId::new(nth_id(9))
}

/// The linked assistant is to be deleted, and nothing is to be searched for.
fn linked() -> AssistantRemoval {
    AssistantRemoval {
        id: removal_id(),
        owner: user_id(),
        key_fingerprint: fingerprint(SERVER_KEY),
        assistant: Some(assistant(1)),
        search_from: None,
        search_until: at(-5),
        created_at: at(-5),
    }
}

/// What was made from a minute ago on is to be searched for, until then.
fn unclear(search_until: i64) -> AssistantRemoval {
    AssistantRemoval {
        assistant: None,
        search_from: Some(at(-60)),
        search_until: at(search_until),
        ..linked()
    }
}

struct Job {
    mocks: Mocks,
    order: Sequence,
}

impl Job {
    fn due(removal: AssistantRemoval) -> Self {
        let mut mocks = Mocks::default();
        mocks
            .removals
            .expect_take_due()
            .withf(|patience| *patience == PATIENCE)
            .times(1)
            .return_once(|_| Ok(Some(removal)));
        mocks.sealer.expect_fingerprint().returning(|key| fingerprint(key.expose()));
        Self { mocks, order: Sequence::new() }
    }

    /// Who left it is gone.
    fn of_nobody(removal: AssistantRemoval) -> Self {
        let mut job = Self::due(removal);
        job.knows(SyncRecord::default(), Claim::Refused(SyncRecord::default()));
        job
    }

    /// Who left it is still here, and this is known of them under the lease.
    fn of_somebody(removal: AssistantRemoval, record: SyncRecord) -> Self {
        let mut job = Self::due(removal);
        job.knows(record.clone(), Claim::Granted(LEASE, record));
        job
    }

    fn knows(&mut self, record: SyncRecord, claim: Claim) {
        let syncs = &mut self.mocks.syncs;
        syncs
            .expect_load()
            .withf(|owner| *owner == user_id())
            .returning(move |_| Ok(record.clone()));
        syncs.expect_claim().returning(move |_, _, _, _| Ok(claim.clone()));
    }

    fn gives_back(mut self) -> Self {
        self.mocks
            .syncs
            .expect_release()
            .withf(|owner, lease| (*owner, *lease) == (user_id(), LEASE))
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _| Ok(true));
        self
    }

    fn finds(mut self, answer: Result<LiveAssistant, GatewayError>) -> Self {
        self.mocks
            .gateway
            .expect_find()
            .withf(|key, id, limit| {
                key.expose() == SERVER_KEY && (*id, *limit) == (assistant(1), CALL_LIMIT)
            })
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _, _| answer);
        self
    }

    fn searches(mut self, answer: Result<Vec<LiveAssistant>, GatewayError>) -> Self {
        self.mocks
            .gateway
            .expect_search()
            .withf(|key, owner, since, limit| {
                key.expose() == SERVER_KEY
                    && (*owner, *since, *limit) == (user_id(), at(-60), CALL_LIMIT)
            })
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _, _, _| answer);
        self
    }

    fn deletes(mut self, n: u64, answer: Result<(), GatewayError>) -> Self {
        self.mocks
            .gateway
            .expect_delete()
            .withf(move |key, id, limit| {
                key.expose() == SERVER_KEY && (*id, *limit) == (assistant(n), CALL_LIMIT)
            })
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _, _| answer);
        self
    }

    /// It is done, and worked off.
    async fn ends_done(mut self) {
        self.mocks
            .removals
            .expect_done()
            .withf(|id| *id == removal_id())
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_| Ok(()));
        self.ends_due_again().await;
    }

    /// It was worked at, and nothing is called done.
    async fn ends_due_again(self) {
        let job = RemoveLeftAssistants::new(&self.mocks.ports(), &settings());
        assert!(job.run().await.unwrap());
    }
}

#[tokio::test]
async fn with_nothing_due_there_is_nothing_to_do() {
    let mut mocks = Mocks::default();
    mocks.removals.expect_take_due().times(1).return_once(|_| Ok(None));
    let job = RemoveLeftAssistants::new(&mocks.ports(), &settings());
    assert!(!job.run().await.unwrap());
}

#[tokio::test]
async fn the_linked_assistant_is_deleted_with_or_without_a_marker() {
    let unmarked = LiveAssistant { marker: None, ..live(1) };
    for found in [live(1), unmarked] {
        Job::of_nobody(linked()).finds(Ok(found)).deletes(1, Ok(())).ends_done().await;
    }
}

#[tokio::test]
async fn one_that_is_gone_already_is_done() {
    Job::of_nobody(linked()).finds(Err(GatewayError::NotFound)).ends_done().await;
}

#[tokio::test]
async fn another_users_assistant_stays() {
    Job::of_nobody(linked()).finds(Ok(foreign(1))).ends_done().await;
}

#[tokio::test]
async fn what_unclear_attempts_made_is_searched_for_and_deleted_until_none_can_come_any_more() {
    let found = || vec![live(2), live(3)];
    let job =
        || Job::of_nobody(unclear(0)).searches(Ok(found())).deletes(2, Ok(())).deletes(3, Ok(()));
    job().ends_done().await;
    Job::of_nobody(unclear(1))
        .searches(Ok(vec![live(2)]))
        .deletes(2, Ok(()))
        .ends_due_again()
        .await;
    Job::of_nobody(unclear(1)).searches(Ok(vec![])).ends_due_again().await;
    Job::of_nobody(unclear(0)).searches(Ok(vec![])).ends_done().await;
}

#[tokio::test]
async fn a_search_that_began_before_the_time_was_over_is_not_the_last() {
    let mut job = Job::of_nobody(unclear(1));
    let clock = Arc::clone(&job.mocks.clock);
    job.mocks.gateway.expect_search().times(1).return_once(move |_, _, _, _| {
        clock.advance(Duration::from_secs(2));
        Ok(vec![])
    });
    job.ends_due_again().await;
}

#[tokio::test]
async fn the_linked_one_is_deleted_before_others_are_searched_for() {
    let removal = AssistantRemoval { assistant: Some(assistant(1)), ..unclear(0) };
    let job = Job::of_nobody(removal).finds(Ok(live(1))).deletes(1, Ok(()));
    job.searches(Ok(vec![live(2)])).deletes(2, Ok(())).ends_done().await;
}

#[tokio::test]
async fn what_vapi_does_not_do_now_is_due_again() {
    let lost = || GatewayError::TimedOut { reach: Reach::Unknown };
    Job::of_nobody(linked()).finds(Err(lost())).ends_due_again().await;
    Job::of_nobody(linked()).finds(Err(GatewayError::KeyRefused)).ends_due_again().await;
    Job::of_nobody(linked()).finds(Ok(live(1))).deletes(1, Err(lost())).ends_due_again().await;
    Job::of_nobody(unclear(0)).searches(Err(lost())).ends_due_again().await;
    let conflict = Err(GatewayError::Conflict);
    Job::of_nobody(unclear(0))
        .searches(Ok(vec![live(2)]))
        .deletes(2, conflict)
        .ends_due_again()
        .await;
}

#[tokio::test]
async fn what_lives_under_a_key_that_is_not_the_servers_is_left_until_it_is() {
    let elsewhere =
        AssistantRemoval { key_fingerprint: fingerprint("former-server-key"), ..linked() };
    Job::due(elsewhere).ends_due_again().await;
    let job = Job::due(linked());
    let keyless = crate::Settings { server_vapi_key: None, ..settings() };
    let job = RemoveLeftAssistants::new(&job.mocks.ports(), &keyless);
    assert!(job.run().await.unwrap());
}

#[tokio::test]
async fn a_store_that_is_away_is_told() {
    let mut mocks = Mocks::default();
    mocks.removals.expect_take_due().times(1).return_once(|_| Err(away()));
    let job = RemoveLeftAssistants::new(&mocks.ports(), &settings());
    assert!(job.run().await.is_err());
}

#[tokio::test]
async fn what_a_user_who_is_still_here_has_left_is_deleted_under_their_lease() {
    for record in [SyncRecord::default(), stage::linked(2), stage::forgotten()] {
        let job = Job::of_somebody(linked(), record);
        job.finds(Ok(live(1))).deletes(1, Ok(())).gives_back().ends_done().await;
    }
    let lost = GatewayError::TimedOut { reach: Reach::Unknown };
    let job = Job::of_somebody(linked(), stage::forgotten());
    job.finds(Err(lost)).gives_back().ends_due_again().await;
}

#[tokio::test]
async fn what_a_user_has_gone_on_with_since_stays() {
    Job::of_somebody(linked(), stage::linked(1)).gives_back().ends_done().await;
}

#[tokio::test]
async fn while_their_push_is_at_work_nothing_is_deleted() {
    let mut job = Job::due(linked());
    job.knows(stage::forgotten(), Claim::Refused(stage::forgotten()));
    job.ends_due_again().await;
}

#[tokio::test]
async fn what_is_not_deleted_when_the_lease_is_lost_is_due_again() {
    let mut job = Job::of_somebody(linked(), stage::forgotten());
    job.mocks.syncs.expect_renew().times(1).return_once(|_, _, _| Ok(false));
    let job = job.gives_back();
    let mut ports = job.mocks.ports();
    ports.gateway = Arc::new(stage::StuckVapi);
    assert!(RemoveLeftAssistants::new(&ports, &settings()).run().await.unwrap());
}
