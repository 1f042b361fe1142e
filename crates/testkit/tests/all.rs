//! The in-memory stores keep every promise, and use cases over them do what a model says.

#[path = "model/refresh.rs"]
mod refresh_model;

use std::ops::Deref;

use ava_testkit::contract::{Stores, deletion, passwordless};
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
async fn everything_of_a_deleted_user_is_gone() {
    let memory = MemoryStores::new();
    let delete = async |user| assert!(memory.delete_user(user));
    deletion::everything_of_a_deleted_user_is_gone(&memory.stores(), delete).await;
}

#[tokio::test]
async fn a_user_without_a_password_has_none_and_is_given_none() {
    let memory = MemoryStores::new();
    let take = async |user| assert!(memory.take_password(user));
    let stores = memory.stores();
    passwordless::a_user_without_a_password_has_none_and_is_given_none(&stores, take).await;
}
