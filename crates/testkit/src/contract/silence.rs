//! Servers of which nothing is heard. No port winds the database's clock, so that each adapter
//! says how.

use std::time::Duration;

use super::Stores;
use super::servers::{running, server};

/// A server that was silent for thirty seconds runs no more, and is forgotten: `pass` makes all
/// that servers said as old as if this time had passed since.
pub async fn a_server_that_was_silent_for_thirty_seconds_runs_no_more(
    stores: &Stores,
    pass: impl AsyncFn(Duration),
) {
    let (silent, heard) = (server("silent", &["a"], &["a"]), server("heard", &["b"], &["b"]));
    stores.servers.announce(&silent).await.unwrap();
    stores.servers.announce(&heard).await.unwrap();
    pass(Duration::from_secs(20)).await;
    assert_eq!(running(stores).await.len(), 2);
    stores.servers.announce(&heard).await.unwrap();
    pass(Duration::from_secs(11)).await;
    assert_eq!(running(stores).await, [heard]);
    // It was not dead after all.
    stores.servers.announce(&silent).await.unwrap();
    assert_eq!(running(stores).await.len(), 2);
    pass(Duration::from_secs(31)).await;
    assert_eq!(running(stores).await, []);
}
