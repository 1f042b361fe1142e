//! What `DatabaseHealth` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

use application::port::Readiness;

use super::Stores;

pub async fn a_migrated_database_is_ready(stores: &Stores) {
    let readiness = stores.database.check().await.unwrap();
    assert_eq!(readiness, Readiness::Ready { unknown_migrations: Vec::new() });
}
