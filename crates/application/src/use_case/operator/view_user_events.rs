//! An operator reads what happened to somebody's account.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::value::{AuditEventId, UserId};

use crate::port::UserRecords;
use crate::{OperatorError, OperatorPorts};

/// A user's events, latest first.
#[derive(Clone)]
pub struct ViewUserEvents {
    records: Arc<dyn UserRecords>,
}

impl ViewUserEvents {
    /// Wires it to the ports it needs.
    pub fn new(ports: &OperatorPorts) -> Self {
        Self { records: Arc::clone(&ports.records) }
    }

    /// At most so many of those before that one.
    pub async fn run(
        &self,
        owner: UserId,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Vec<AuditEvent>, OperatorError> {
        self.records.events(owner, before, limit).await?.ok_or(OperatorError::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{OperatorMocks, nth_id, user_id};

    #[tokio::test]
    async fn they_are_those_of_the_records_and_nobody_has_any() {
        let last = Some(AuditEventId::new(nth_id(9)));
        for found in [Some(Vec::new()), None] {
            let mut mocks = OperatorMocks::default();
            let answer = found.clone();
            mocks
                .records
                .expect_events()
                .withf(move |owner, before, limit| {
                    (*owner, *before, *limit) == (user_id(), last, 50)
                })
                .times(1)
                .return_once(|_, _, _| Ok(answer));
            let viewed = ViewUserEvents::new(&mocks.ports()).run(user_id(), last, 50).await;
            assert_eq!(viewed.ok(), found);
        }
    }
}
