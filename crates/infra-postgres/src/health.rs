//! Whether the database can serve requests.

use std::time::Duration;

use application::StoreError;
use application::port::{DatabaseHealth, Readiness};
use async_trait::async_trait;

use crate::failure::Failure;
use crate::migrator::status;
use crate::sql::Sql;

/// How long the database may take to answer.
const LIMIT: Duration = Duration::from_millis(1500);

/// Asks the database how it is.
#[derive(Clone)]
pub struct SeaDatabaseHealth {
    sql: Sql,
}

impl SeaDatabaseHealth {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }
}

#[async_trait]
impl DatabaseHealth for SeaDatabaseHealth {
    async fn check(&self) -> Result<Readiness, StoreError> {
        let migrations = tokio::time::timeout(LIMIT, status(&self.sql))
            .await
            .map_err(|_| StoreError::Unavailable(Box::new(Failure::NoAnswer)))??;
        let named = |select: fn(&crate::MigrationStatus) -> bool| -> Vec<String> {
            migrations.iter().filter(|each| select(each)).map(|each| each.name.clone()).collect()
        };
        let pending = named(|migration| !migration.applied);
        if pending.is_empty() {
            Ok(Readiness::Ready { unknown_migrations: named(|migration| !migration.known) })
        } else {
            Ok(Readiness::MigrationsPending { pending })
        }
    }
}
