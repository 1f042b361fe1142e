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
