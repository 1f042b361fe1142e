//! What nobody needs any more is not kept.

use std::sync::Arc;

use crate::port::{Clock, SessionStore};
use crate::{Ports, StoreError};

/// Wipes the sealed children of refresh tokens once their grace is over, and sessions that
/// ended long ago. To be run every few seconds.
#[derive(Clone)]
pub struct TidySessions {
    sessions: Arc<dyn SessionStore>,
    clock: Arc<dyn Clock>,
}

impl TidySessions {
    pub(super) fn new(ports: &Ports) -> Self {
        Self { sessions: Arc::clone(&ports.sessions), clock: Arc::clone(&ports.clock) }
    }

    /// Tidies once; answers how many rows it touched.
    pub async fn run(&self) -> Result<u64, StoreError> {
        self.sessions.tidy(self.clock.now()).await
    }
}
