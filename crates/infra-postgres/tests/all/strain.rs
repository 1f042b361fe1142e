//! A database that cannot be reached, has no connection left, or is written to by many.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use application::StoreError;
use application::port::{PasswordChange, SaveOutcome};
use ava_infra_postgres::{ConnectError, Database, DatabaseOptions};
use domain::Raw;
use domain::audit::AuditKind;
use domain::studio::Setting;
use sea_orm::{ConnectionTrait, TransactionTrait};
use testkit::sample;

use crate::own::OwnDatabase;

crate::on_both!(migrated:
    a_closed_database_is_unavailable,
    readers_do_not_wait_for_a_writer_that_does_not_end,
    writers_at_once_all_get_their_turn,
    a_save_that_was_given_up_is_all_or_nothing,
    who_reads_and_who_saves_share_the_fewest_connections,
    a_read_that_was_given_up_leaves_nobody_its_answer,
);

async fn a_closed_database_is_unavailable(own: OwnDatabase) {
    let member = own.sign_up("ada").await;
    own.database.close().await;
    let now = sample::at(1);
    assert_unavailable(&own.users.load(member.caller, now).await.unwrap_err());
    let save = sample::save(member.id(), 0, sample::full_config());
    assert_unavailable(&own.configs.save(member.id(), save).await.unwrap_err());
    assert_unavailable(&own.database.stores().health.check().await.unwrap_err());
}

async fn readers_do_not_wait_for_a_writer_that_does_not_end(own: OwnDatabase) {
    let member = own.sign_up("ada").await;
    let operator = own.operator().await;
    let writing = operator.begin().await.unwrap();
    writing.execute_unprepared("UPDATE users SET name = 'x'").await.unwrap();
    let stored = own.users.load(member.caller, sample::at(1)).await.unwrap().unwrap();
    assert_eq!(stored.user.name, None);
    writing.rollback().await.unwrap();
}

async fn writers_at_once_all_get_their_turn(own: OwnDatabase) {
    let mut savers = Vec::new();
    for n in 0..64 {
        let member = own.sign_up(&format!("user-{n}")).await;
        let configs = own.configs.clone();
        savers.push(tokio::spawn(async move {
            let tone = sample::config(&[(Setting::Tone, Raw::Text(format!("tone {n}")))]);
            configs.save(member.id(), sample::save(member.id(), 0, tone)).await.unwrap()
        }));
    }
    for saver in savers {
        assert_eq!(saver.await.unwrap(), SaveOutcome::Saved);
    }
}

async fn who_reads_and_who_saves_share_the_fewest_connections(own: OwnDatabase) {
    for max_connections in [1, 2, 3] {
        let options = DatabaseOptions { max_connections, ..DatabaseOptions::new(own.url()) };
        let stores = Database::connect(options).await.unwrap().stores();
        let mut at_once = Vec::new();
        for n in 0..24 {
            let member = own.sign_up(&format!("user-{max_connections}-{n}")).await;
            let configs = Arc::clone(&stores.configs);
            at_once.push(tokio::spawn(async move {
                for revision in 0..4 {
                    let now = sample::at(1);
                    let read = configs.load(member.caller, now).await.unwrap().unwrap();
                    assert_eq!(read.revision, revision);
                    let save = sample::save(member.id(), revision, sample::full_config());
                    let saved = configs.save(member.id(), save).await.unwrap();
                    assert_eq!(saved, SaveOutcome::Saved);
                }
            }));
        }
        for one in at_once {
            one.await.unwrap();
        }
    }
}

/// The next statement on its connection is somebody else's.
async fn a_read_that_was_given_up_leaves_nobody_its_answer(own: OwnDatabase) {
    let (ada, bob) = (own.sign_up("ada").await, own.sign_up("bob").await);
    let mut given_up = 0;
    for round in 0..600 {
        // Dropped at another of its waits each time.
        let read = own.configs.load(ada.caller, sample::at(1));
        given_up += usize::from(given_up_after(round % 6, read).await.is_none());
        let read = own.configs.load(bob.caller, sample::at(1)).await.unwrap().unwrap();
        assert_eq!(read.account.email, bob.user.email.as_str());
    }
    assert!(given_up > 0, "none was given up");
}

async fn a_save_that_was_given_up_is_all_or_nothing(own: OwnDatabase) {
    let mut given_up = 0;
    for polls in 0..12 {
        // Dropped at another of its waits each time.
        let member = own.sign_up(&format!("user-{polls}")).await;
        let save =
            own.configs.save(member.id(), sample::save(member.id(), 0, sample::full_config()));
        given_up += usize::from(given_up_after(polls, save).await.is_none());
        // In one look: one that was given up while it committed may do so in between two.
        let halves = "SELECT 'half' FROM studio_config_revisions AS history
            FULL JOIN studio_configs AS saved ON history.user_id = saved.user_id
            WHERE history.user_id IS NULL OR saved.user_id IS NULL";
        assert!(own.texts(halves).await.is_empty(), "half of a save after {polls} polls");
    }
    assert!(given_up > 0, "each save was through at once");
    // Nothing is left locked.
    let member = own.sign_up("after").await;
    let save = sample::save(member.id(), 0, sample::full_config());
    assert_eq!(own.configs.save(member.id(), save).await.unwrap(), SaveOutcome::Saved);
}

pub(crate) async fn given_up_after<T>(polls: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    let mut left = polls;
    std::future::poll_fn(move |context| match future.as_mut().poll(context) {
        std::task::Poll::Ready(done) => std::task::Poll::Ready(Some(done)),
        std::task::Poll::Pending if left == 0 => std::task::Poll::Ready(None),
        std::task::Poll::Pending => {
            left -= 1;
            std::task::Poll::Pending
        }
    })
    .await
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_without_the_password() {
    let mut options = DatabaseOptions::new("postgresql+asyncpg://ava:s3cret@127.0.0.1:1/studio");
    options.acquire_timeout = Duration::from_millis(300);
    let begun = Instant::now();
    let error = Database::connect(options).await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert!(matches!(error, ConnectError::Unreachable { .. }));
    let told = format!("{error} {error:?}");
    assert!(!told.contains("s3cret"), "{told}");
    assert!(told.contains("Postgres 127.0.0.1:1/studio"), "{told}");
    let why = error.source().unwrap().to_string();
    assert_eq!(why, "the connection failed: connection refused");
}

#[tokio::test]
async fn a_server_whose_name_leads_nowhere_is_told_so() {
    let mut options = DatabaseOptions::new("postgres://ava:s3cret@nowhere.invalid/studio");
    options.acquire_timeout = Duration::from_millis(300);
    let error = Database::connect(options).await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "the host's name cannot be resolved");
}

#[tokio::test]
async fn a_server_that_answers_nothing_is_told_so() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let mut options = DatabaseOptions::new(format!("postgres://ava@127.0.0.1:{port}/studio"));
    options.acquire_timeout = Duration::from_millis(100);
    let error = Database::connect(options).await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "the connection failed: timed out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_old_services_address_is_taken() {
    let own = crate::own::postgres::migrated().await;
    let url = own.url().replacen("postgres://", "postgresql+asyncpg://", 1);
    let database = Database::connect(DatabaseOptions::new(url)).await.unwrap();
    assert!(database.migrate_up().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pool_without_a_free_connection_is_unavailable() {
    let own = crate::own::postgres::migrated().await;
    let member = own.sign_up("ada").await;
    let mut options = DatabaseOptions::new(own.url());
    (options.max_connections, options.acquire_timeout) = (1, Duration::from_millis(200));
    let stores = Database::connect(options).await.unwrap().stores();

    let operator = own.operator().await;
    let holding = operator.begin().await.unwrap();
    holding.execute_unprepared("SELECT 1 FROM users FOR UPDATE").await.unwrap();
    let (users, user) = (stores.users.clone(), member.user.clone());
    let waiting = tokio::spawn(async move { users.update(&user, 0).await });
    let begun = Instant::now();
    loop {
        match stores.users.load(member.caller, sample::at(1)).await {
            Err(error) => break assert_unavailable(&error),
            Ok(_) => assert!(begun.elapsed() < Duration::from_secs(5), "never exhausted"),
        }
    }
    holding.rollback().await.unwrap();
    assert!(waiting.await.unwrap().unwrap());
    assert!(stores.users.load(member.caller, sample::at(1)).await.unwrap().is_some());
}

/// Whoever locks several sessions of one user in some order would otherwise be given up as a
/// deadlock when another, or the deleting of the user, locks them in another one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_ends_many_sessions_locks_their_user_first() {
    let own = crate::own::postgres::migrated().await;
    let member = own.sign_up("ada").await;
    let (owner, keep, at) = (member.id(), sample::session_id("none"), sample::at(10));
    let (from, to) = (sample::password_hash("pw"), sample::password_hash("new"));
    let change = PasswordChange { owner, from, to, end_all_but: Some(keep), at, event: None };
    let event = sample::event(owner, AuditKind::OtherSessionsEnded);
    let (users, sessions) = (own.users.clone(), own.sessions.clone());
    let ending: [(&str, BoxFuture<bool>); 2] = [
        ("new password", Box::pin(async move { users.change_password(&change).await.unwrap() })),
        (
            "others",
            Box::pin(async move { sessions.revoke_others(owner, keep, at, &event).await.is_ok() }),
        ),
    ];
    for (name, ending) in ending {
        let operator = own.operator().await;
        let holding = operator.begin().await.unwrap();
        holding.execute_unprepared("SELECT 1 FROM users FOR UPDATE").await.unwrap();
        let ending = tokio::spawn(ending);
        until_one_waits(&own).await;
        let free = holding.execute_unprepared("SELECT 1 FROM sessions FOR UPDATE NOWAIT").await;
        assert!(free.is_ok(), "{name} holds a session before it holds the user");
        holding.rollback().await.unwrap();
        assert!(ending.await.unwrap(), "{name}");
    }
}

type BoxFuture<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;

pub(crate) async fn until_one_waits(own: &OwnDatabase) {
    let begun = Instant::now();
    let waiting = "SELECT query FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while own.texts(waiting).await.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(5), "nobody waits for a lock");
    }
}

fn assert_unavailable(error: &StoreError) {
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
}
