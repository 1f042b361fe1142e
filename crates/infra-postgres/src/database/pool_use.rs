//! How far the pool of connections is used.

use super::Database;
use crate::at_hand::{AtHand, Driver};
use crate::either::Either;
use crate::sql::File;

/// Connections of a pool, as they are right now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PoolUse {
    /// At work for somebody, or held by a transaction.
    pub in_use: u32,
    /// Open, and free.
    pub idle: u32,
    /// The most that there may be of both.
    pub max: u32,
}

impl PoolUse {
    /// Of those that are kept at hand, and of their pool.
    fn of<D: Driver>(connections: &AtHand<D>) -> Self {
        let pool = connections.pool();
        // Readings between which a connection may be taken.
        let idle = u32::try_from(pool.num_idle() + connections.idle()).unwrap_or(u32::MAX);
        let open = pool.size();
        Self { in_use: open.saturating_sub(idle), idle, max: pool.options().get_max_connections() }
    }

    const fn and(self, other: Self) -> Self {
        Self {
            in_use: self.in_use.saturating_add(other.in_use),
            idle: self.idle.saturating_add(other.idle),
            max: self.max.saturating_add(other.max),
        }
    }
}

impl Database {
    /// How far the pool is used. Asks nothing of the database.
    pub fn pool_use(&self) -> PoolUse {
        match self.sql.pools() {
            Either::File(File { readers, writer }) => {
                PoolUse::of(&readers).and(PoolUse::of(&writer))
            }
            Either::Server(connections) => PoolUse::of(&connections),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::DatabaseOptions;

    #[tokio::test]
    async fn a_connection_is_in_use_for_as_long_as_its_transaction_lasts() {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", dir.path().join("ava.db").display());
        let options = DatabaseOptions { max_connections: 3, ..DatabaseOptions::new(url) };
        let database = Database::connect(options).await.unwrap();
        assert_eq!(database.pool_use(), PoolUse { in_use: 0, idle: 2, max: 3 });
        let transaction = database.sql.begin().await.unwrap();
        assert_eq!(database.pool_use(), PoolUse { in_use: 1, idle: 1, max: 3 });
        transaction.roll_back().await.unwrap();
        database.close().await;
        assert_eq!(database.pool_use(), PoolUse { in_use: 0, idle: 0, max: 3 });
    }
}
