//! A Postgres that goes away: it ends its connections, or is silent.

use std::pin::Pin;
use std::time::{Duration, Instant};

use application::StoreError;
use application::port::{PasswordChange, SaveOutcome};
use application::{Quota, Rate};
use ava_infra_postgres::{Database, DatabaseOptions};
use domain::audit::AuditKind;
use domain::value::Name;
use sea_orm::{ConnectionTrait, TransactionTrait};
use testkit::contract::{Member, Stores};
use testkit::sample;
use tokio::task::JoinSet;

use crate::own::{self, OwnDatabase};
use crate::strain::{given_up_after, until_one_waits};
use crate::wire::Wire;

/// Whoever asks is answered within this, whatever became of the database; and this long after
/// its return all is well again.
const LIMIT: Duration = Duration::from_secs(2);
/// The same of who waits for a lock, or on the one connection that is silent, while the database
/// answers others.
const SLOW_LIMIT: Duration = Duration::from_secs(6);

/// A database, and its stores by way of a wire.
struct Remote {
    own: OwnDatabase,
    wire: Wire,
    stores: Stores,
    _database: Database,
}

impl Remote {
    async fn new(connections: u32) -> Self {
        let own = own::postgres::migrated().await;
        let (wire, url) = Wire::to(&own.url()).await;
        let mut options = DatabaseOptions::new(url);
        options.max_connections = connections;
        let database = Database::connect(options).await.unwrap();
        Self { own, wire, stores: own::stores_of(&database), _database: database }
    }

    /// One of each kind of call: what becomes of it.
    async fn call_all(&self, member: &Member) -> Vec<(&'static str, Outcome, Duration)> {
        let mut calls = JoinSet::new();
        for (name, call) in calls_of(&self.stores, member) {
            calls.spawn(async move {
                let begun = Instant::now();
                (name, call.await, begun.elapsed())
            });
        }
        calls.join_all().await
    }

    async fn all_end_in_time(&self, member: &Member) {
        for (name, outcome, span) in self.call_all(member).await {
            assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{name}: {outcome:?}");
            assert!(span < LIMIT, "{name}: {span:?}");
        }
    }

    /// Waits until one call works; from then on, all do.
    async fn is_back_in_time(&self, member: &Member) {
        let begun = Instant::now();
        while let Err(error) = self.stores.users.load(member.caller, sample::at(1)).await {
            assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
            assert!(begun.elapsed() < LIMIT, "not back");
            tokio::task::yield_now().await;
        }
        for _ in 0..3 {
            self.all_work(member).await;
        }
    }

    async fn all_work(&self, member: &Member) {
        for (name, outcome, _) in self.call_all(member).await {
            assert!(outcome.is_ok(), "{name}: {outcome:?}");
        }
    }
}

type Outcome = Result<(), StoreError>;
type Call = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Reads, single writes, transactions; several of each, so that every connection is needed.
fn calls_of(stores: &Stores, member: &Member) -> Vec<(&'static str, Call)> {
    let (caller, owner, now) = (member.caller, member.id(), sample::at(1));
    let quota = Quota { name: "test", rate: Rate::new(1000, 60) };
    let event = sample::event(owner, AuditKind::ConfigSaved);
    let (users, sessions, configs) =
        (stores.users.clone(), stores.sessions.clone(), stores.configs.clone());
    let (syncs, limiter, health) =
        (stores.syncs.clone(), stores.limiter.clone(), stores.database.clone());
    let save = sample::save(owner, 7, sample::full_config());
    let keep = caller.session_id();
    let mut calls: Vec<(&'static str, Call)> = vec![
        ("count", Box::pin(async move { limiter.take(quota, "ada").await.map(drop) })),
        ("claim", {
            let ttl = Duration::from_secs(1);
            Box::pin(async move { syncs.claim(owner, sample::holder("h"), 0, ttl).await.map(drop) })
        }),
        ("stale save", Box::pin(async move { configs.save(owner, save).await.map(drop) })),
        ("end others", {
            Box::pin(
                async move { sessions.revoke_others(owner, keep, now, &event).await.map(drop) },
            )
        }),
        ("ready", Box::pin(async move { health.check().await.map(drop) })),
    ];
    for _ in 0..8 {
        let users = users.clone();
        calls.push(("load", Box::pin(async move { users.load(caller, now).await.map(drop) })));
    }
    calls
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_a_silent_database_is_told_in_time_and_soon_at_once() {
    let remote = Remote::new(5).await;
    let member = remote.own.sign_up("ada").await;
    remote.all_work(&member).await;
    remote.wire.hold();
    remote.all_end_in_time(&member).await;
    let begun = Instant::now();
    for _ in 0..10 {
        remote.all_end_in_time(&member).await;
    }
    assert!(begun.elapsed() < LIMIT, "each of them waited: {:?}", begun.elapsed());
    remote.wire.let_through();
    remote.is_back_in_time(&member).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_a_database_that_has_ended_is_told_in_time() {
    let remote = Remote::new(5).await;
    let member = remote.own.sign_up("ada").await;
    for _ in 0..3 {
        remote.all_work(&member).await;
        remote.wire.cut();
        remote.all_end_in_time(&member).await;
        remote.all_end_in_time(&member).await;
        remote.wire.let_through();
        remote.is_back_in_time(&member).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_ended_while_nobody_used_them_fail_nobody() {
    let remote = Remote::new(5).await;
    let member = remote.own.sign_up("ada").await;
    remote.all_work(&member).await;
    remote.wire.cut();
    // No server is back sooner.
    tokio::time::sleep(Duration::from_millis(600)).await;
    remote.wire.let_through();
    remote.all_work(&member).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_alone_are_silent_are_given_up() {
    let remote = Remote::new(5).await;
    let member = remote.own.sign_up("ada").await;
    for _ in 0..2 {
        remote.all_work(&member).await;
        remote.wire.hold_those_made();
        let begun = Instant::now();
        for (name, outcome, span) in remote.call_all(&member).await {
            assert!(span < SLOW_LIMIT, "{name}: {span:?}, {outcome:?}");
        }
        remote.is_back_in_time(&member).await;
        assert!(begun.elapsed() < SLOW_LIMIT + LIMIT);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_for_a_lock_is_told_in_time_and_nobody_else_notices() {
    let remote = Remote::new(5).await;
    let (ada, bob) = (remote.own.sign_up("ada").await, remote.own.sign_up("bob").await);
    let operator = remote.own.operator().await;
    let holding = operator.begin().await.unwrap();
    let lock =
        format!("SELECT 1 FROM users WHERE email = '{}' FOR UPDATE", ada.user.email.as_str());
    holding.execute_unprepared(&lock).await.unwrap();
    let save = sample::save(ada.id(), 0, sample::full_config());
    let configs = remote.stores.configs.clone();
    let (owner, begun) = (ada.id(), Instant::now());
    let mut waiting = tokio::spawn(async move { configs.save(owner, save).await });
    let outcome = loop {
        // Somebody waits for a connection at any time.
        let all_work = || remote.all_work(&bob);
        tokio::select! {
            outcome = &mut waiting => break outcome.unwrap(),
            _ = async { tokio::join!(all_work(), all_work(), all_work(), all_work()) } => {}
        }
    };
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
    assert!(begun.elapsed() < SLOW_LIMIT, "{:?}", begun.elapsed());
    remote.all_work(&bob).await;
    holding.rollback().await.unwrap();
    let save = sample::save(ada.id(), 0, sample::full_config());
    let saved = remote.stores.configs.save(ada.id(), save).await.unwrap();
    // The one that was given up may have gone on.
    assert!([SaveOutcome::Saved, SaveOutcome::Stale].contains(&saved), "{saved:?}");
}

/// A change of the password that has locked its user, and waits for their sessions, which
/// somebody else has locked.
async fn half_way(remote: &Remote, member: &Member) -> tokio::task::JoinHandle<Outcome> {
    let (owner, at) = (member.id(), sample::at(1));
    let (from, to) = (sample::password_hash("pw"), sample::password_hash("new"));
    let end_all_but = Some(sample::session_id("none"));
    let change = PasswordChange { owner, from, to, end_all_but, at, event: None };
    let users = remote.stores.users.clone();
    let changing = tokio::spawn(async move { users.change_password(&change).await.map(drop) });
    until_one_waits(&remote.own).await;
    changing
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_hears_no_more_ends_in_time_and_its_locks_soon_after() {
    const SERVER_LIMIT: Duration = Duration::from_secs(5);
    let remote = Remote::new(5).await;
    let member = remote.own.sign_up("ada").await;
    let operator = remote.own.operator().await;
    let holding = operator.begin().await.unwrap();
    holding.execute_unprepared("SELECT 1 FROM sessions FOR UPDATE").await.unwrap();
    let begun = Instant::now();
    let changing = half_way(&remote, &member).await;
    remote.wire.hold();
    holding.rollback().await.unwrap();
    let outcome = changing.await.unwrap();
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
    assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
    // Held as it is, the wire does not tell the database that nobody waits any more.
    let renaming = remote.own.execute("UPDATE users SET name = 'after'");
    let renamed = tokio::time::timeout(SERVER_LIMIT * 2, renaming).await;
    assert_eq!(renamed.expect("the user is locked still"), 1);
    let unchanged = "SELECT name FROM users WHERE password_hash = '";
    let unchanged = format!("{unchanged}{}'", sample::password_hash("pw").as_str());
    assert_eq!(remote.own.texts(&unchanged).await, ["after"], "half of the change was kept");
    remote.wire.let_through();
    remote.is_back_in_time(&member).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_whose_beginning_was_given_up_is_not_left_open() {
    let remote = Remote::new(1).await;
    for polls in 0..16 {
        let name = format!("user-{polls}");
        let member = remote.own.sign_up(&name).await;
        let save = sample::save(member.id(), 0, sample::full_config());
        given_up_after(polls, remote.stores.configs.save(member.id(), save)).await;
        let mut user = member.user.clone();
        user.name = Some(Name::parse(&name).unwrap());
        assert!(remote.stores.users.update(&user, 0).await.unwrap());
        let named = format!("SELECT name FROM users WHERE name = '{name}'");
        assert_eq!(remote.own.texts(&named).await, [name], "after {polls} polls");
    }
}
