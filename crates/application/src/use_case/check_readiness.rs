//! Can requests be served?

use std::sync::Arc;

use crate::port::{DatabaseHealth, Readiness};
use crate::{Ports, StoreError};

/// Asks whether requests can be served.
#[derive(Clone)]
pub struct CheckReadiness {
    database: Arc<dyn DatabaseHealth>,
}

impl CheckReadiness {
    pub(super) fn new(ports: &Ports) -> Self {
        Self { database: Arc::clone(&ports.database) }
    }

    /// Asks the database.
    pub async fn run(&self) -> Result<Readiness, StoreError> {
        self.database.check().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{Mocks, away};

    #[tokio::test]
    async fn the_database_is_asked_anew_each_time() {
        let mut mocks = Mocks::default();
        mocks.database.expect_check().times(1).return_once(|| Err(away()));
        let ready = Readiness::Ready { unknown_migrations: vec!["m99".into()] };
        let answer = ready.clone();
        mocks.database.expect_check().times(1).return_once(|| Ok(answer));
        let check = CheckReadiness::new(&mocks.ports());
        assert!(matches!(check.run().await, Err(StoreError::Unavailable(_))));
        assert_eq!(check.run().await.unwrap(), ready);
    }
}
