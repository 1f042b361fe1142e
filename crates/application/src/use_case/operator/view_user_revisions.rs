//! An operator reads the history of somebody's configuration.

use std::sync::Arc;

use domain::studio::Revision;
use domain::value::UserId;

use crate::port::{RevisionRecord, UserRecords};
use crate::{OperatorError, OperatorPorts};

/// A user's revisions, latest first.
#[derive(Clone)]
pub struct ViewUserRevisions {
    records: Arc<dyn UserRecords>,
}

impl ViewUserRevisions {
    /// Wires it to the ports it needs.
    pub fn new(ports: &OperatorPorts) -> Self {
        Self { records: Arc::clone(&ports.records) }
    }

    /// At most so many of those before that one.
    pub async fn run(
        &self,
        owner: UserId,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Vec<RevisionRecord>, OperatorError> {
        let revisions = self.records.revisions(owner, before, limit).await?;
        revisions.ok_or(OperatorError::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{OperatorMocks, user_id};

    #[tokio::test]
    async fn they_are_those_of_the_records_and_nobody_has_any() {
        for found in [Some(Vec::new()), None] {
            let mut mocks = OperatorMocks::default();
            let answer = found.clone();
            mocks
                .records
                .expect_revisions()
                .withf(|owner, before, limit| (*owner, *before, *limit) == (user_id(), Some(7), 20))
                .times(1)
                .return_once(|_, _, _| Ok(answer));
            let viewed = ViewUserRevisions::new(&mocks.ports()).run(user_id(), Some(7), 20).await;
            assert_eq!(viewed.ok(), found);
        }
    }
}
