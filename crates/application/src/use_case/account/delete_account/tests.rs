use std::pin::Pin;
use std::time::Duration;

use domain::audit::AuditEvent;
use domain::value::{AssistantRemovalId, AuditEventId};

use super::*;
use crate::port::{
    AccountDeletion, AssistantRemoval, Claim, KeyFingerprint, Lease, PasswordCheck, PasswordHash,
    SyncRecord,
};
use crate::use_case::fixture::{
    Mocks, SERVER_KEY, SlowDeletion, at, away, caller, credentials, is_unavailable, nth_id, origin,
    settings, text, user_id, words,
};
use crate::{HashError, StoreError};

const LEASE: Lease = Lease { holder: uuid::Uuid::from_u128(900), fence: 4 };

fn assistant() -> AssistantId {
    AssistantId::parse(&nth_id(1001).to_string()).unwrap()
}

/// An assistant is linked under this key.
fn linked(key: &str) -> SyncRecord {
    SyncRecord {
        linked: Some(assistant()),
        key_fingerprint: Some(fingerprint(key)),
        confirmations: 3,
        ..SyncRecord::default()
    }
}

fn fingerprint(key: &str) -> KeyFingerprint {
    KeyFingerprint::new(format!("fingerprint of {key}"))
}

/// The caller has a password, and it is tried once.
fn knowing(check: PasswordCheck) -> Mocks {
    let mut mocks = Mocks::default();
    mocks
        .users
        .expect_load_credentials()
        .withf(|who, _| *who == caller())
        .times(1)
        .return_once(|_, _| Ok(Some(credentials(Some("phc")))));
    mocks.hasher.expect_verify().times(1).return_once(move |_, _| Ok(check));
    mocks.sealer.expect_fingerprint().returning(|key| fingerprint(key.expose()));
    mocks
}

/// The password is right, the lease is granted, and this is known of the assistant.
fn granted(record: SyncRecord) -> Mocks {
    let mut mocks = knowing(PasswordCheck::Right);
    let known = record.clone();
    mocks.syncs.expect_load().times(1).return_once(|_| Ok(known));
    mocks
        .syncs
        .expect_claim()
        .withf(|owner, _, _, ttl| (*owner, *ttl) == (user_id(), Duration::from_secs(5)))
        .times(1)
        .return_once(|_, _, _, _| Ok(Claim::Granted(LEASE, record)));
    mocks
}

fn deletes(mocks: &mut Mocks, answer: Result<bool, StoreError>) {
    mocks.users.expect_delete().times(1).return_once(|_| answer);
}

fn releases(mocks: &mut Mocks) {
    mocks
        .syncs
        .expect_release()
        .withf(|owner, lease| (*owner, *lease) == (user_id(), LEASE))
        .times(1)
        .return_once(|_, _| Ok(true));
}

async fn delete(mocks: Mocks) -> Result<Option<AssistantId>, ChangeError> {
    delete_with(mocks, &text("secret")).await
}

async fn delete_with(mocks: Mocks, password: &Raw) -> Result<Option<AssistantId>, ChangeError> {
    DeleteAccount::new(&mocks.ports(), &settings()).run(caller(), password, &origin()).await
}

fn wrong(outcome: Result<Option<AssistantId>, ChangeError>) -> Vec<(String, &'static str)> {
    let Err(ChangeError::Invalid(faults)) = outcome else { panic!("{outcome:?}") };
    words(&faults).into_iter().map(|(field, word)| (field.to_owned(), word)).collect()
}

fn is_away(outcome: &Result<Option<AssistantId>, ChangeError>) -> bool {
    matches!(outcome, Err(ChangeError::Failed(failure)) if is_unavailable(failure))
}

#[tokio::test]
async fn everything_goes_with_one_event_and_what_is_ours_at_vapi_is_left_to_be_removed() {
    let mut mocks = granted(linked(SERVER_KEY));
    mocks
        .users
        .expect_delete()
        .withf(|deletion| {
            let expected = AccountDeletion {
                owner: user_id(),
                verified: Some(PasswordHash::new("phc")),
                removal: Some(AssistantRemoval {
                    id: AssistantRemovalId::new(nth_id(3)),
                    owner: user_id(),
                    key_fingerprint: fingerprint(SERVER_KEY),
                    assistant: Some(assistant()),
                    search_from: None,
                    search_until: at(0),
                    created_at: at(0),
                }),
                event: AuditEvent {
                    id: AuditEventId::new(nth_id(2)),
                    user_id: Some(user_id()),
                    kind: AuditKind::AccountDeleted,
                    at: at(0),
                    origin: origin(),
                    fields: Vec::new(),
                },
            };
            assert_eq!(*deletion, expected);
            true
        })
        .times(1)
        .return_once(|_| Ok(true));
    assert_eq!(delete(mocks).await.unwrap(), None);
}

#[tokio::test]
async fn an_assistant_under_their_own_key_stays_and_is_named() {
    let mut mocks = granted(linked("own-vapi-key"));
    mocks
        .users
        .expect_delete()
        .withf(|deletion| deletion.removal.is_none())
        .times(1)
        .return_once(|_| Ok(true));
    assert_eq!(delete(mocks).await.unwrap(), Some(assistant()));
}

#[tokio::test]
async fn who_never_synced_leaves_nothing() {
    let mut mocks = granted(SyncRecord::default());
    mocks
        .users
        .expect_delete()
        .withf(|deletion| deletion.removal.is_none())
        .times(1)
        .return_once(|_| Ok(true));
    assert_eq!(delete(mocks).await.unwrap(), None);
}

#[tokio::test]
async fn a_wrong_password_deletes_nothing_and_is_written_down() {
    let mut mocks = knowing(PasswordCheck::Wrong);
    mocks.expect_recorded(Some(user_id()), AuditKind::PasswordRefused);
    assert_eq!(wrong(delete(mocks).await), [("password".to_owned(), "wrong_password")]);
}

#[tokio::test]
async fn no_password_is_right_for_who_has_none_even_by_a_hasher_that_says_so() {
    let mut mocks = Mocks::default();
    mocks.users.expect_load_credentials().return_once(|_, _| Ok(Some(credentials(None))));
    mocks
        .hasher
        .expect_verify()
        .withf(|_, hash| hash.is_none())
        .times(1)
        .return_once(|_, _| Ok(PasswordCheck::Right));
    mocks.expect_recorded(Some(user_id()), AuditKind::PasswordRefused);
    assert_eq!(wrong(delete(mocks).await), [("password".to_owned(), "wrong_password")]);
}

#[tokio::test]
async fn what_is_no_password_is_not_tried() {
    for (sent, word) in [
        (Raw::Absent, "required"),
        (Raw::Null, "required"),
        (Raw::Number(1.0), "wrong_type"),
        (Raw::Composite, "wrong_type"),
    ] {
        let mut mocks = Mocks::default();
        let known = credentials(Some("phc"));
        mocks.users.expect_load_credentials().return_once(|_, _| Ok(Some(known)));
        assert_eq!(wrong(delete_with(mocks, &sent).await), [("password".to_owned(), word)]);
    }
}

#[tokio::test]
async fn whoever_is_gone_is_told_before_anything_else() {
    let mut mocks = Mocks::default();
    mocks.users.expect_load_credentials().return_once(|_, _| Ok(None));
    let outcome = delete_with(mocks, &Raw::Absent).await;
    assert!(matches!(outcome, Err(ChangeError::Unauthenticated)));
}

#[tokio::test]
async fn a_password_that_was_changed_meanwhile_is_wrong_and_the_lease_is_given_back() {
    let mut mocks = granted(linked(SERVER_KEY));
    deletes(&mut mocks, Ok(false));
    releases(&mut mocks);
    assert_eq!(wrong(delete(mocks).await), [("password".to_owned(), "wrong_password")]);
}

#[tokio::test]
async fn what_cannot_be_deleted_now_is_told_and_the_lease_given_back() {
    let mut mocks = granted(linked(SERVER_KEY));
    deletes(&mut mocks, Err(away()));
    releases(&mut mocks);
    assert!(is_away(&delete(mocks).await));
}

#[tokio::test]
async fn too_many_passwords_at_once_is_no_wrong_one() {
    let mut mocks = Mocks::default();
    let known = credentials(Some("phc"));
    mocks.users.expect_load_credentials().return_once(|_, _| Ok(Some(known)));
    mocks.hasher.expect_verify().return_once(|_, _| Err(HashError::Busy));
    assert!(is_away(&delete(mocks).await));
}

mod while_another_is_at_work {
    use super::*;

    /// The gate is asked once more.
    fn again(mocks: &mut Mocks, is_there: bool) {
        let known = is_there.then(|| credentials(Some("phc")));
        mocks.users.expect_load_credentials().times(1).return_once(|_, _| Ok(known));
    }

    #[tokio::test]
    async fn it_is_waited_for() {
        let mut mocks = knowing(PasswordCheck::Right);
        mocks.syncs.expect_load().times(3).returning(|_| Ok(linked(SERVER_KEY)));
        let mut claims = 0;
        mocks.syncs.expect_claim().times(3).returning(move |_, _, _, _| {
            claims += 1;
            Ok(if claims == 3 {
                Claim::Granted(LEASE, linked(SERVER_KEY))
            } else {
                Claim::Refused(linked(SERVER_KEY))
            })
        });
        deletes(&mut mocks, Ok(true));
        assert_eq!(delete(mocks).await.unwrap(), None);
    }

    #[tokio::test]
    async fn it_is_let_be_after_five_seconds() {
        let mut mocks = knowing(PasswordCheck::Right);
        let clock = Arc::clone(&mocks.clock);
        mocks.syncs.expect_load().returning(|_| Ok(linked(SERVER_KEY)));
        let refused = |_, _, _, _| Ok(Claim::Refused(linked(SERVER_KEY)));
        mocks.syncs.expect_claim().times(2..).returning(refused);
        again(&mut mocks, true);
        assert!(is_away(&delete(mocks).await));
        assert_eq!(crate::port::Clock::monotonic(&*clock).as_secs(), 5);
    }

    #[tokio::test]
    async fn who_is_deleted_by_it_is_nobody() {
        let mut mocks = knowing(PasswordCheck::Right);
        mocks.syncs.expect_load().times(1).return_once(|_| Ok(SyncRecord::default()));
        mocks
            .syncs
            .expect_claim()
            .times(1)
            .return_once(|_, _, _, _| Ok(Claim::Refused(SyncRecord::default())));
        again(&mut mocks, false);
        assert!(matches!(delete(mocks).await, Err(ChangeError::Unauthenticated)));
    }
}

mod when_the_lease_is_lost {
    use super::*;

    /// The store deletes for longer than the lease is held; the user is then found, or not.
    async fn delete_slowly(is_there: bool) -> Result<Option<AssistantId>, ChangeError> {
        let mut mocks = granted(linked("own-vapi-key"));
        let found = is_there.then(|| credentials(Some("phc")));
        mocks.users.expect_load_credentials().times(1).return_once(|_, _| Ok(found));
        let mut renewals = 0;
        mocks.syncs.expect_renew().times(3).returning(move |_, _, _| {
            renewals += 1;
            Ok(renewals < 3)
        });
        let mut ports = mocks.ports();
        let first = || Box::pin(std::future::pending()) as Pin<Box<_>>;
        ports.users = Arc::new(SlowDeletion { store: ports.users, first });
        DeleteAccount::new(&ports, &settings()).run(caller(), &text("secret"), &origin()).await
    }

    #[tokio::test]
    async fn by_the_deletion_itself_the_account_is_gone_as_asked() {
        assert_eq!(delete_slowly(false).await.unwrap(), Some(assistant()));
    }

    #[tokio::test]
    async fn and_the_user_is_still_there_nothing_was_done() {
        assert!(is_away(&delete_slowly(true).await));
    }
}
