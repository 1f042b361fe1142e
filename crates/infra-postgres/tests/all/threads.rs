//! Connections to a server among the threads that use them.

use std::sync::Arc;
use std::time::Duration;

use application::port::StudioConfigStore;
use ava_infra_postgres::{Database, DatabaseOptions};
use testkit::contract::Member;
use testkit::sample;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::own::{OwnDatabase, postgres};

/// A thread of a server's, with the stores and somebody whose configuration is read.
struct Thread {
    runtime: Runtime,
    reader: Reader,
}

#[derive(Clone)]
struct Reader {
    configs: Arc<dyn StudioConfigStore>,
    member: Member,
}

impl Thread {
    /// Reads so often, this many at a time.
    async fn read(&self, rounds: usize, at_once: usize) {
        let reader = self.reader.clone();
        let rounds = async move {
            for _ in 0..rounds {
                reader.read(at_once).await;
            }
        };
        self.runtime.spawn(rounds).await.unwrap();
    }
}

impl Reader {
    async fn read(&self, at_once: usize) {
        let mut reads = JoinSet::new();
        for _ in 0..at_once {
            let (configs, caller) = (Arc::clone(&self.configs), self.member.caller);
            reads.spawn(async move { configs.load(caller, sample::at(1)).await.unwrap().unwrap() });
        }
        reads.join_all().await;
    }
}

/// Two threads of one server with this many connections.
async fn two(own: &OwnDatabase, max_connections: u32) -> [Thread; 2] {
    let url = own.named_url("threads");
    let options = DatabaseOptions { max_connections, ..DatabaseOptions::new(url) };
    let stores = Database::connect(options).await.unwrap().stores();
    let mut threads = Vec::new();
    for name in ["ada", "bob"] {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let reader =
            Reader { configs: Arc::clone(&stores.configs), member: own.sign_up(name).await };
        threads.push(Thread { runtime, reader });
    }
    threads.try_into().ok().unwrap()
}

/// The connections that did something since then.
async fn used_since(own: &OwnDatabase, then: &str) -> Vec<String> {
    own.texts(&format!(
        "SELECT pid::text FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'threads'
           AND state_change > '{then}' ORDER BY pid"
    ))
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_thread_uses_connections_of_its_own() {
    let own = postgres::migrated().await;
    let threads = two(&own, 4).await;
    // All that may be open are the first one's, until the second one needs some.
    for thread in &threads {
        thread.read(8, 4).await;
    }
    let mut used = Vec::new();
    for thread in &threads {
        let now = own.texts("SELECT clock_timestamp()::text").await.remove(0);
        thread.read(8, 1).await;
        used.push(used_since(&own, &now).await);
    }
    let [first, second] = used.try_into().unwrap();
    assert!(!first.is_empty() && !second.is_empty());
    assert!(
        first.iter().all(|pid| !second.contains(pid)),
        "{first:?} and {second:?} have one in common"
    );
    end(threads);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_thread_that_never_rests_leaves_another_its_turn() {
    let own = postgres::migrated().await;
    let [busy, patient] = two(&own, 1).await;
    // There is always one that waits.
    for _ in 0..4 {
        let reader = busy.reader.clone();
        busy.runtime.spawn(async move {
            loop {
                reader.read(1).await;
            }
        });
    }
    busy.read(1, 1).await;
    timeout(Duration::from_secs(30), patient.read(20, 1)).await.unwrap();
    end([busy, patient]);
}

/// Runtimes don't end within another.
fn end(threads: [Thread; 2]) {
    for Thread { runtime, .. } in threads {
        runtime.shutdown_background();
    }
}
