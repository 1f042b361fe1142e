//! Every fault of Vapi in every phase: what is answered and stored, and that one assistant is
//! there, then and once the fault is gone.

mod cell;
mod dead_end;
mod fault;
mod table;
mod world;

use std::sync::Arc;

use futures_util::future::join_all;
use tokio::sync::Semaphore;

use crate::harness::Store;
use fault::Fault;
use table::{Phase, TABLE};

/// Cells at the same time, each in a place of its own: most of them wait.
const AT_ONCE: usize = 6;

/// For the cells whose storing differs most; the adapters pass the same contracts besides.
const SAMPLE: [Fault; 4] =
    [Fault::MessageList, Fault::StatusAfterCommit, Fault::Truncated, Fault::Busy];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_while_the_assistant_is_read_is_answered() {
    check(Store::Sqlite, &[Phase::Read], |_| true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_while_the_assistant_is_made_is_answered() {
    check(Store::Sqlite, &[Phase::Create], |_| true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_while_the_assistant_is_changed_is_answered() {
    check(Store::Sqlite, &[Phase::Update], |_| true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_while_a_lost_assistant_is_looked_for_is_answered() {
    check(Store::Sqlite, &[Phase::Adopt], |_| true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_while_the_assistant_is_deleted_is_answered() {
    check(Store::Sqlite, &[Phase::Delete], |_| true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_are_answered_alike_on_postgres() {
    check(Store::Postgres, &Phase::ALL, |fault| SAMPLE.contains(&fault)).await;
}

/// Plays all cells of these phases and faults, then names those that failed.
async fn check(store: Store, phases: &[Phase], of: fn(Fault) -> bool) {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let rows = TABLE.iter().filter(|row| of(row.fault));
    let cells = rows.flat_map(|row| phases.iter().map(move |phase| (*phase, row)));
    let played = cells.map(|(phase, row)| {
        let turns = Arc::clone(&turns);
        async move {
            let _turn = turns.acquire_owned().await.expect("a turn");
            let played = tokio::spawn(cell::play(store, phase, row)).await;
            played.err().map(|_| format!("{phase:?} × {:?}", row.fault))
        }
    });
    let failed: Vec<_> = join_all(played).await.into_iter().flatten().collect();
    assert!(failed.is_empty(), "{} cells failed, see above: {failed:#?}", failed.len());
}
