//! The end of an account: nothing of it is left in any table, whatever else is going on.

use std::time::Duration;

use application::port::{AccountDeletion, Claim, Rotation, SyncRecord};
use application::{Quota, Rate};
use domain::audit::{AuditEvent, AuditKind};
use domain::integration::SecretKind;
use domain::value::UserId;
use sea_orm::{ConnectionTrait, TransactionTrait};
use testkit::contract::Member;
use testkit::sample::{self, at};

use crate::own::{self, OwnDatabase};
use crate::strain::{given_up_after, until_one_waits};

crate::on_both!(migrated:
    nothing_of_a_deleted_user_is_left_in_any_table,
    what_a_deleted_user_did_is_kept_without_from_where,
    an_event_of_a_user_who_is_gone_is_kept_without_from_where,
    a_deletion_that_was_given_up_is_all_or_nothing,
);

async fn nothing_of_a_deleted_user_is_left_in_any_table(own: OwnDatabase) {
    let (zaphod, eve) = (furnished(&own, "zaphod").await, furnished(&own, "eve").await);
    let all = ["zaphod".to_owned(), zaphod.id().to_string(), zaphod.session.id.to_string()];
    let there = places_of(&own, &all).await;
    for table in [
        "users.id",
        "users.email",
        "sessions.user_id",
        "refresh_tokens.session_id",
        "studio_configs.user_id",
        "studio_config_revisions.author",
        "assistant_syncs.confirmed",
        "integration_secrets.preview",
        "audit_events.user_id",
    ] {
        assert!(there.contains(&table.to_owned()), "{table} is not among {there:?}");
    }

    let deletion = deletion_of(zaphod.id());
    assert!(own.users.delete(&deletion).await.unwrap());
    let left = ["assistant_removals.owner", "audit_events.user_id"];
    assert_eq!(places_of(&own, &all).await, left);
    own.removals.done(deletion.removal.unwrap().id).await.unwrap();
    assert_eq!(places_of(&own, &all).await, left[1..]);

    let all = [eve.id().to_string()];
    assert!(places_of(&own, &all).await.len() > 8, "another user's is left alone");
    assert!(own.users.load(eve.caller, at(1)).await.unwrap().is_some());
}

async fn what_a_deleted_user_did_is_kept_without_from_where(own: OwnDatabase) {
    let (ada, eve) = (furnished(&own, "ada").await, furnished(&own, "eve").await);
    let done = own.audit.list(eve.caller, at(1), None, 99).await.unwrap().unwrap().len();
    assert!(own.users.delete(&deletion_of(ada.id())).await.unwrap());
    let scrubbed = own.texts(&format!("SELECT kind FROM audit_events WHERE {SCRUBBED}")).await;
    assert_eq!(scrubbed.len(), done + 1);
    for kind in ["signed_up", "config_saved", "account_deleted"] {
        assert!(scrubbed.contains(&kind.to_owned()), "{kind}");
    }
    // Hers, with all that is known of them.
    let open = format!("SELECT kind FROM audit_events WHERE NOT ({SCRUBBED})");
    assert_eq!(own.texts(&open).await.len(), done);
}

async fn an_event_of_a_user_who_is_gone_is_kept_without_from_where(own: OwnDatabase) {
    let ada = own.sign_up("ada").await;
    assert!(own.users.delete(&deletion_of(ada.id())).await.unwrap());
    own.audit.record(&told(ada.id())).await.unwrap();
    let kinds = format!("SELECT kind FROM audit_events WHERE {SCRUBBED} ORDER BY id");
    assert_eq!(own.texts(&kinds).await, ["signed_up", "account_deleted", "login_failed"]);
}

async fn a_deletion_that_was_given_up_is_all_or_nothing(own: OwnDatabase) {
    let (mut given_up, mut through) = (0, 0);
    for polls in 0..24 {
        // Dropped at another of its waits each time.
        let member = own.sign_up(&format!("user-{polls}")).await;
        let removal = sample::removal(member.id(), &format!("left-{polls}"));
        let deletion = AccountDeletion { removal: Some(removal), ..deletion_of(member.id()) };
        match given_up_after(polls, own.users.delete(&deletion)).await {
            None => given_up += 1,
            Some(done) => through += usize::from(done.unwrap()),
        }
        // In one look: one that was given up while it committed may do so in between two.
        let states = format!(
            "SELECT (SELECT count(*) FROM users) || ',' ||
                (SELECT count(*) FROM sessions) || ',' ||
                (SELECT count(*) FROM audit_events WHERE NOT ({SCRUBBED})) || ',' ||
                (SELECT count(*) FROM audit_events WHERE kind <> 'account_deleted') || ',' ||
                (SELECT count(*) FROM assistant_removals) || ',' ||
                (SELECT count(*) FROM audit_events WHERE kind = 'account_deleted')"
        );
        let states = own.texts(&states).await.concat();
        let counts: Vec<u64> = states.split(',').map(|count| count.parse().unwrap()).collect();
        let [users, sessions, open, events, removals, deletions] = counts[..] else { panic!() };
        assert_eq!((sessions, open), (users, users), "after {polls} polls");
        assert_eq!((removals, deletions), (events - users, events - users), "after {polls} polls");
    }
    assert!(given_up > 0 && through > 0, "{given_up} given up, {through} through");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_beside_a_deletion_waits_for_it_and_tells_nothing() {
    let own = own::postgres::migrated().await;
    let ada = own.sign_up("ada").await;
    let operator = own.operator().await;
    let deleting = operator.begin().await.unwrap();
    deleting.execute_unprepared("DELETE FROM users").await.unwrap();
    let (audit, event) = (own.audit.clone(), told(ada.id()));
    let recording = tokio::spawn(async move { audit.record(&event).await });
    until_one_waits(&own).await;
    deleting.execute_unprepared("DELETE FROM audit_events").await.unwrap();
    deleting.commit().await.unwrap();
    recording.await.unwrap().unwrap();
    let scrubbed = format!("SELECT kind FROM audit_events WHERE {SCRUBBED}");
    assert_eq!(own.texts(&scrubbed).await, ["login_failed"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deletion_beside_an_event_waits_for_it_and_scrubs_it() {
    let own = own::postgres::migrated().await;
    let operator = own.operator().await;
    // As an event that is recorded, and as one that comes with a change of something of hers.
    for lock in ["SELECT 1 FROM users FOR KEY SHARE", "UPDATE sessions SET remember = TRUE"] {
        let ada = own.sign_up("ada").await;
        let recording = operator.begin().await.unwrap();
        recording.execute_unprepared(lock).await.unwrap();
        let (users, deletion) = (own.users.clone(), deletion_of(ada.id()));
        let deletion = AccountDeletion { removal: None, ..deletion };
        let deleting = tokio::spawn(async move { users.delete(&deletion).await.unwrap() });
        until_one_waits(&own).await;
        let copy = "INSERT INTO audit_events
            SELECT gen_random_uuid(), user_id, 'login_failed', at, '::1', 'x', 'x', '[]'
            FROM audit_events WHERE kind = 'signed_up' ORDER BY id DESC LIMIT 1";
        recording.execute_unprepared(copy).await.unwrap();
        recording.commit().await.unwrap();
        assert!(deleting.await.unwrap());
        let open = format!("SELECT kind FROM audit_events WHERE NOT ({SCRUBBED})");
        assert!(own.texts(&open).await.is_empty(), "{lock}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_for_a_user_who_vanishes_meanwhile_is_refused() {
    let own = own::postgres::migrated().await;
    for known_before in [false, true] {
        let ada = own.sign_up("ada").await.id();
        if known_before {
            own.syncs.claim(ada, sample::holder("first"), 0, Duration::ZERO).await.unwrap();
        }
        let operator = own.operator().await;
        let deleting = operator.begin().await.unwrap();
        deleting.execute_unprepared("DELETE FROM users").await.unwrap();
        let (syncs, holder) = (own.syncs.clone(), sample::holder("second"));
        let claim = async move { syncs.claim(ada, holder, 0, Duration::from_mins(1)).await };
        let claiming = tokio::spawn(claim);
        until_one_waits(&own).await;
        deleting.commit().await.unwrap();
        let claim = claiming.await.unwrap().unwrap();
        assert_eq!(claim, Claim::Refused(SyncRecord::default()));
        assert_eq!(own.count("assistant_syncs").await, 0);
    }
}

/// Which events tell no more than that they happened.
const SCRUBBED: &str = "ip IS NULL AND user_agent IS NULL AND request_id IS NULL AND fields = '[]'";

/// An event that tells something.
fn told(owner: UserId) -> AuditEvent {
    let fields = vec!["tone".to_owned()];
    AuditEvent { fields, ..sample::event(owner, AuditKind::LoginFailed) }
}

fn deletion_of(owner: UserId) -> AccountDeletion {
    AccountDeletion {
        owner,
        verified: Some(sample::password_hash("pw")),
        removal: Some(sample::removal(owner, "left")),
        event: AuditEvent { kind: AuditKind::AccountDeleted, ..told(owner) },
    }
}

/// A member with something in every table.
async fn furnished(own: &OwnDatabase, label: &str) -> Member {
    let member = own.sign_up_as(sample::full_user(label)).await;
    let (owner, session) = (member.id(), member.session.id);
    for revision in 0..2 {
        let save = sample::save(owner, revision, sample::full_config());
        own.configs.save(owner, save).await.unwrap();
    }
    for kind in SecretKind::ALL {
        let event = sample::event(owner, AuditKind::VapiKeySaved);
        own.secrets.put(owner, kind, sample::stored_secret(label), &event).await.unwrap();
    }
    let rotation = Rotation {
        user_id: owner,
        session_id: session,
        parent: sample::token_hash(&owner.to_string()),
        child: sample::token_hash(label),
        sealed_child: label.as_bytes().to_vec(),
        at: at(2),
        expires_at: at(999),
    };
    assert!(own.sessions.rotate(&rotation).await.unwrap());
    let ttl = Duration::from_mins(1);
    let claim = own.syncs.claim(owner, sample::holder(label), 0, ttl).await.unwrap();
    let Claim::Granted(lease, _) = claim else { panic!("refused") };
    let confirmation = sample::confirmation(label, 1);
    assert!(own.syncs.confirm(owner, lease, confirmation).await.unwrap());
    let quota = Quota { name: "test", rate: Rate::new(9, 60) };
    own.limiter.take(quota, &format!("{owner} {}", member.user.email.as_str())).await.unwrap();
    own.audit.record(&told(owner)).await.unwrap();
    member
}

/// The columns that hold any of these texts, or what an id among them stands for, as
/// `table.column`.
async fn places_of(own: &OwnDatabase, texts: &[String]) -> Vec<String> {
    let mut needles: Vec<String> = texts.iter().map(|text| hex(text)).collect();
    needles.extend(texts.iter().filter(|text| text.len() == 36).map(|id| id.replace('-', "")));
    let mut looks = Vec::new();
    for column in columns(own).await {
        let (place, kind) = column.split_once(' ').unwrap();
        let (table, column) = place.split_once('.').unwrap();
        let as_hex = match (own.is_postgres(), kind) {
            (true, "bytea") => format!("encode({column}, 'hex')"),
            (true, _) => format!("encode(convert_to({column}::text, 'UTF8'), 'hex')"),
            (false, _) => format!("lower(hex({column}))"),
        };
        let found = needles.iter().map(|needle| format!("{as_hex} LIKE '%{needle}%'"));
        let found = found.collect::<Vec<_>>().join(" OR ");
        looks.push(format!("SELECT '{place}' WHERE EXISTS (SELECT 1 FROM {table} WHERE {found})"));
    }
    own.texts(&format!("{} ORDER BY 1", looks.join(" UNION ALL "))).await
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Every column there is, as `table.column type`.
async fn columns(own: &OwnDatabase) -> Vec<String> {
    let sql = if own.is_postgres() {
        "SELECT table_name || '.' || column_name || ' ' || data_type
         FROM information_schema.columns WHERE table_schema = 'public'"
    } else {
        "SELECT listed.name || '.' || described.name || ' ' || described.type
         FROM sqlite_master AS listed, pragma_table_info(listed.name) AS described
         WHERE listed.type = 'table' AND listed.name NOT LIKE 'sqlite%'"
    };
    own.texts(sql).await
}
