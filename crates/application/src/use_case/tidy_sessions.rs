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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{Mocks, at};

    #[tokio::test]
    async fn what_is_over_by_now_is_tidied() {
        let mut mocks = Mocks::default();
        mocks.sessions.expect_tidy().withf(|now| *now == at(0)).return_once(|_| Ok(5));
        assert_eq!(TidySessions::new(&mocks.ports()).run().await.unwrap(), 5);
    }
}
