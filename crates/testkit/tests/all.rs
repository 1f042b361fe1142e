//! The in-memory stores keep every promise, and use cases over them do what a model says.

#[path = "model/plan.rs"]
mod plan_model;
#[path = "model/refresh.rs"]
mod refresh_model;

use std::ops::Deref;
use std::sync::Arc;

use ava_testkit::contract::{Stores, passwordless, silence};
use ava_testkit::doubles::ManualClock;
use ava_testkit::memory::MemoryStores;

struct Memory(Stores);

impl Deref for Memory {
    type Target = Stores;

    fn deref(&self) -> &Stores {
        &self.0
    }
}

async fn memory() -> Memory {
    Memory(MemoryStores::new().stores())
}

mod contract {
    ava_testkit::contract_tests!(super::memory);
}

#[tokio::test]
async fn a_server_that_was_silent_for_thirty_seconds_runs_no_more() {
    let clock = Arc::new(ManualClock::new());
    let stores = MemoryStores::with_clock(Arc::clone(&clock) as _).stores();
    let pass = async |span| clock.advance(span);
    silence::a_server_that_was_silent_for_thirty_seconds_runs_no_more(&stores, pass).await;
}

#[tokio::test]
async fn a_user_without_a_password_has_none_and_is_given_none() {
    let memory = MemoryStores::new();
    let take = async |user| assert!(memory.take_password(user));
    let stores = memory.stores();
    passwordless::a_user_without_a_password_has_none_and_is_given_none(&stores, take).await;
}
