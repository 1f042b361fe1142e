//! Counting for several servers that share a database.

use std::sync::Arc;

use application::port::RateLimiter;
use application::{Quota, Rate};
use sea_orm::{ConnectionTrait, TransactionTrait};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::own::{self, OwnDatabase};
use crate::strain::until_one_waits;

const TEN: Quota = Quota { name: "ten", rate: Rate::new(10, 3600) };

crate::on_both!(migrated:
    of_many_takes_at_two_servers_no_more_pass_than_are_left,
    a_count_is_one_for_all_servers,
);

async fn of_many_takes_at_two_servers_no_more_pass_than_are_left(own: OwnDatabase) {
    let (one, other) = (own.limiter.clone(), own.again().await.stores().limiter);
    for subject in ["ada", "eve"] {
        let start = Arc::new(Barrier::new(64));
        let mut takes = JoinSet::new();
        for number in 0..64 {
            let limiter = if number % 2 == 0 { one.clone() } else { other.clone() };
            let start = Arc::clone(&start);
            takes.spawn(async move {
                start.wait().await;
                limiter.take(TEN, subject).await.unwrap().passed
            });
        }
        let passed = takes.join_all().await;
        assert_eq!(passed.into_iter().filter(|passed| *passed).count(), 10);
        assert_eq!(one.look(TEN, subject).await.unwrap().remaining, 0);
    }
}

async fn a_count_is_one_for_all_servers(own: OwnDatabase) {
    let other = own.again().await.stores().limiter;
    for left in (0..10).rev() {
        let limiter: &dyn RateLimiter = if left % 2 == 0 { &*own.limiter } else { &*other };
        assert_eq!(limiter.take(TEN, "ada").await.unwrap().remaining, left);
    }
    assert!(!other.take(TEN, "ada").await.unwrap().passed);
    own.limiter.give_back(TEN, "ada").await.unwrap();
    assert!(other.take(TEN, "ada").await.unwrap().passed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_take_is_one_statement_in_no_transaction() {
    let own = own::postgres::migrated().await;
    let mut options = ava_infra_postgres::DatabaseOptions::new(own.named_url("taker"));
    options.max_connections = 1;
    let limiter = ava_infra_postgres::Database::connect(options).await.unwrap().stores().limiter;
    let one = Quota { name: "one", rate: Rate::new(1, 3600) };
    for passed in [true, false] {
        assert_eq!(limiter.take(one, "ada").await.unwrap().passed, passed);
        let latest = "SELECT query FROM pg_stat_activity WHERE application_name = 'taker'";
        let latest = own.texts(latest).await.concat();
        assert!(latest.starts_with("INSERT INTO \"rate_limits\""), "{latest}");
    }
}

/// Who waits for another's take decides by what that take has left, not by what was there when
/// the waiting began.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_take_that_waits_for_another_counts_it() {
    let own = own::postgres::migrated().await;
    let two = Quota { name: "two", rate: Rate::new(2, 3600) };
    assert_eq!(own.limiter.take(two, "ada").await.unwrap().remaining, 1);
    let operator = own.operator().await;
    let taking = operator.begin().await.unwrap();
    taking.execute_unprepared("UPDATE rate_limits SET tat = tat + 1800000000").await.unwrap();
    let limiter = own.limiter.clone();
    let waiting = tokio::spawn(async move { limiter.take(two, "ada").await.unwrap() });
    until_one_waits(&own).await;
    taking.commit().await.unwrap();
    assert!(!waiting.await.unwrap().passed);
}

/// A first take that waits for another first one, whose row it cannot see.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_take_that_waits_for_another_counts_it() {
    let own = own::postgres::migrated().await;
    let one = Quota { name: "one", rate: Rate::new(1, 3600) };
    assert!(own.limiter.take(one, "ada").await.unwrap().passed);
    own.execute("ALTER TABLE rate_limits RENAME TO taken").await;
    own.execute("CREATE TABLE rate_limits (LIKE taken INCLUDING ALL)").await;
    let operator = own.operator().await;
    let taking = operator.begin().await.unwrap();
    taking.execute_unprepared("INSERT INTO rate_limits SELECT * FROM taken").await.unwrap();
    let limiter = own.again().await.stores().limiter;
    let waiting = tokio::spawn(async move { limiter.take(one, "ada").await.unwrap() });
    until_one_waits(&own).await;
    taking.commit().await.unwrap();
    assert!(!waiting.await.unwrap().passed);
}
