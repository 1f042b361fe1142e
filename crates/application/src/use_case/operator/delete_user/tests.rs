use std::pin::Pin;

use super::*;
use crate::StoreError;
use crate::port::{Claim, Lease, SyncRecord};
use crate::use_case::fixture::{
    OperatorMocks, SERVER_KEY, SlowDeletion, away, is_unavailable, listed, nth_id,
    tells_of_operator, user_id,
};

const LEASE: Lease = Lease { holder: uuid::Uuid::from_u128(900), fence: 4 };

fn assistant() -> AssistantId {
    AssistantId::parse(&nth_id(1001).to_string()).unwrap()
}

/// An assistant is linked under this key, and the lease is granted.
fn granted(key: &str) -> OperatorMocks {
    let record = SyncRecord {
        linked: Some(assistant()),
        key_fingerprint: Some(fingerprint(key)),
        confirmations: 3,
        ..SyncRecord::default()
    };
    let known = record.clone();
    let mut mocks = OperatorMocks::default();
    mocks.syncs.expect_load().return_once(|_| Ok(known));
    mocks.syncs.expect_claim().return_once(|_, _, _, _| Ok(Claim::Granted(LEASE, record)));
    mocks
}

fn fingerprint(key: &str) -> KeyFingerprint {
    KeyFingerprint::new(format!("fingerprint of {key}"))
}

fn deletes(mocks: &mut OperatorMocks, answer: Result<bool, StoreError>) {
    mocks.users.expect_delete().times(1).return_once(|_| answer);
}

fn gives_back(mocks: &mut OperatorMocks) {
    mocks.syncs.expect_release().times(1).return_once(|_, _| Ok(true));
}

async fn delete(ports: &OperatorPorts) -> Result<Option<AssistantId>, OperatorError> {
    DeleteUser::new(ports, Some(fingerprint(SERVER_KEY))).run(user_id()).await
}

fn is_contended(outcome: &Result<Option<AssistantId>, OperatorError>) -> bool {
    matches!(outcome, Err(OperatorError::Failed(failure)) if is_unavailable(failure))
}

#[tokio::test]
async fn everything_goes_whatever_the_password_and_what_is_ours_at_vapi_is_removed_after() {
    let mut mocks = granted(SERVER_KEY);
    mocks
        .users
        .expect_delete()
        .withf(|deletion| {
            let removal = deletion.removal.as_ref().expect("ours to remove");
            (deletion.owner, deletion.verified.as_ref()) == (user_id(), None)
                && removal.assistant == Some(assistant())
                && tells_of_operator(&deletion.event, AuditKind::DeletedByOperator)
        })
        .times(1)
        .return_once(|_| Ok(true));
    assert_eq!(delete(&mocks.ports()).await.unwrap(), None);
}

#[tokio::test]
async fn an_assistant_under_their_own_key_stays_and_is_named() {
    let mut mocks = granted("own-vapi-key");
    deletes(&mut mocks, Ok(true));
    assert_eq!(delete(&mocks.ports()).await.unwrap(), Some(assistant()));
}

#[tokio::test]
async fn who_is_gone_is_unknown() {
    let mut mocks = granted(SERVER_KEY);
    deletes(&mut mocks, Ok(false));
    gives_back(&mut mocks);
    assert!(matches!(delete(&mocks.ports()).await, Err(OperatorError::Unknown)));
}

#[tokio::test]
async fn what_cannot_be_deleted_now_is_told_and_the_lease_given_back() {
    let mut mocks = granted(SERVER_KEY);
    deletes(&mut mocks, Err(away()));
    gives_back(&mut mocks);
    assert!(is_contended(&delete(&mocks.ports()).await));
}

#[tokio::test]
async fn where_another_is_at_work_the_user_is_there_or_unknown() {
    for found in [Some(listed(None)), None] {
        let mut mocks = OperatorMocks::default();
        mocks.syncs.expect_load().returning(|_| Ok(SyncRecord::default()));
        let refused = |_, _, _, _| Ok(Claim::Refused(SyncRecord::default()));
        mocks.syncs.expect_claim().returning(refused);
        mocks.finds(found.clone());
        let outcome = delete(&mocks.ports()).await;
        assert_eq!(is_contended(&outcome), found.is_some());
        assert_eq!(matches!(outcome, Err(OperatorError::Unknown)), found.is_none());
    }
}

#[tokio::test]
async fn a_lease_that_is_lost_is_the_deletion_s_work_if_the_user_is_gone() {
    for found in [Some(listed(None)), None] {
        let mut mocks = granted("own-vapi-key");
        mocks.syncs.expect_renew().times(1).returning(|_, _, _| Ok(false));
        mocks.finds(found.clone());
        let mut ports = mocks.ports();
        let first = || Box::pin(std::future::pending()) as Pin<Box<_>>;
        ports.users = Arc::new(SlowDeletion { store: ports.users, first });
        let outcome = delete(&ports).await;
        assert_eq!(is_contended(&outcome), found.is_some());
        assert_eq!(outcome.ok(), found.is_none().then_some(Some(assistant())));
    }
}
