use std::sync::atomic::{AtomicUsize, Ordering};

use application::port::{AccountDeletion, PasswordChange, SaveOutcome};
use application::{Quota, Rate};
use domain::account::Identifier;
use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::session::Session;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use testkit::sample;

use super::*;

async fn own() -> (Database, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", dir.path().join("ava.db").display());
    let database = Database::connect(DatabaseOptions::new(url)).await.unwrap();
    database.migrate_up().await.unwrap();
    (database, dir)
}

#[tokio::test]
async fn a_file_is_opened_durable_concurrent_and_with_its_references_kept() {
    let (database, _dir) = own().await;
    let (reader, writer) = (database.sql.reader(), database.sql.writer().await.unwrap());
    for (connection, pragma, value) in [
        (&reader, "journal_mode", "wal"),
        (&reader, "foreign_keys", "1"),
        (&reader, "busy_timeout", "5000"),
        // What writes takes its turn.
        (&reader, "query_only", "1"),
        (&*writer, "journal_mode", "wal"),
        (&*writer, "synchronous", "2"),
        (&*writer, "foreign_keys", "1"),
        (&*writer, "busy_timeout", "5000"),
        (&*writer, "query_only", "0"),
    ] {
        let sql = format!("SELECT CAST(\"{pragma}\" AS text) FROM pragma_{pragma}");
        let sql = sql.replace("\"busy_timeout\"", "timeout");
        let statement = Statement::from_string(DbBackend::Sqlite, sql);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        assert_eq!(row.try_get_by_index::<String>(0).unwrap(), value, "{pragma}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_and_its_companions_are_read_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (_database, dir) = own().await;
    let mut files = 0;
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        files += 1;
    }
    assert_eq!(files, 3, "the file, its log and its index");
}

/// Statements that are waited for one after another; a transaction's begin and end come on top.
struct Count {
    sql: Sql,
    before: AtomicUsize,
}

impl Count {
    fn of(database: &Database) -> Self {
        let sql = database.sql.clone();
        Self { before: AtomicUsize::new(sql.asked()), sql }
    }

    /// How many since the last time.
    fn take(&self) -> usize {
        let now = self.sql.asked();
        now - self.before.swap(now, Ordering::Relaxed)
    }
}

/// A database with a user and their session.
async fn signed_up() -> (Stores, Count, Session, tempfile::TempDir) {
    let (database, dir) = own().await;
    let count = Count::of(&database);
    let stores = database.stores();
    let user = sample::full_user("ada");
    let (session, hash) = (sample::session(user.id), sample::password_hash("p"));
    let event = sample::event(user.id, AuditKind::SignedUp);
    let token = sample::token_hash("t");
    stores.users.add(&user, &hash, &session, &token, &event).await.unwrap();
    assert_eq!(count.take(), 4, "user, session, token, event");
    (stores, count, session, dir)
}

#[tokio::test]
async fn what_a_request_begins_with_is_loaded_in_one_statement() {
    let (stores, count, session, _dir) = signed_up().await;
    let (caller, now) = (sample::caller(&session), sample::at(1));
    stores.users.load(caller, now).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
    stores.users.load_credentials(caller, now).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
    let login = Identifier::Email(sample::full_user("ada").email);
    stores.users.find_credentials(&login, sample::origin().ip, now).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
    stores.sessions.list(caller, now).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
    stores.sessions.list_kept(caller, now).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
    stores.configs.load(caller, now).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
    stores.configs.list_revisions(caller, now, Some(9), 9).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
    stores.configs.load_revisions(caller, now, Some(9), 9).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
    stores.secrets.load(caller, now).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
    stores.audit.list(caller, now, None, 9).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
    stores.sessions.find(&sample::token_hash("t")).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
}

#[tokio::test]
async fn a_change_takes_a_statement_for_each_table_that_it_writes() {
    let (stores, count, session, _dir) = signed_up().await;
    let (owner, at) = (session.user_id, sample::at(1));
    let event = |kind| sample::event(owner, kind);
    for expected in 0..2 {
        let save = sample::save(owner, expected, sample::full_config());
        assert_eq!(stores.configs.save(owner, save).await.unwrap(), SaveOutcome::Saved);
        assert_eq!(count.take(), 3, "revision, configuration, event");
    }
    let (kind, secret) = (SecretKind::VapiKey, sample::stored_secret("s"));
    stores.secrets.put(owner, kind, secret, &event(AuditKind::VapiKeySaved)).await.unwrap();
    assert_eq!(count.take(), 2, "secret and event");
    let (from, to) = (sample::password_hash("p"), sample::password_hash("new"));
    let (end_all_but, event) = (Some(session.id), Some(event(AuditKind::PasswordChanged)));
    let change = PasswordChange { owner, from, to: to.clone(), end_all_but, at, event };
    assert!(stores.users.change_password(&change).await.unwrap());
    assert_eq!(count.take(), 3, "hash, sessions, event");
    let event = sample::event(owner, AuditKind::OtherSessionsEnded);
    stores.sessions.revoke_others(owner, session.id, at, &event).await.unwrap();
    assert_eq!(count.take(), 2, "the user's lock and the sessions, of which none was left");
    let ttl = Duration::from_secs(5);
    stores.syncs.claim(owner, sample::holder("h"), 0, ttl).await.unwrap();
    assert_eq!(count.take(), 1);
    stores.audit.record(&event).await.unwrap();
    assert_eq!(count.take(), 1);
    let removal = Some(sample::removal(owner, "ada"));
    let event = sample::event(owner, AuditKind::AccountDeleted);
    let deletion = AccountDeletion { owner, verified: Some(to), removal, event };
    assert!(stores.users.delete(&deletion).await.unwrap());
    assert_eq!(count.take(), 4, "user, what they did, event, removal");
    stores.removals.take_due(ttl).await.unwrap().unwrap();
    assert_eq!(count.take(), 1);
}

#[tokio::test]
async fn counting_takes_one_statement_whatever_it_comes_to() {
    let (stores, count, _session, _dir) = signed_up().await;
    let quota = Quota { name: "test", rate: Rate::new(1, 60) };
    for passed in [true, false] {
        assert_eq!(stores.limiter.take(quota, "ada").await.unwrap().passed, passed);
        assert_eq!(count.take(), 1);
    }
    stores.limiter.look(quota, "ada").await.unwrap();
    assert_eq!(count.take(), 1);
    stores.limiter.give_back(quota, "ada").await.unwrap();
    assert_eq!(count.take(), 1);
    stores.limiter.tidy().await.unwrap();
    assert_eq!(count.take(), 1);
}
