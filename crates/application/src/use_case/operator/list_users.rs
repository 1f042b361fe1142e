//! An operator looks for users.

use std::sync::Arc;

use crate::port::{ListedUser, UserDirectory, UserQuery};
use crate::{OperatorPorts, StoreError};

/// Everybody, page by page.
#[derive(Clone)]
pub struct ListUsers {
    directory: Arc<dyn UserDirectory>,
}

impl ListUsers {
    /// Wires it to the ports it needs.
    pub fn new(ports: &OperatorPorts) -> Self {
        Self { directory: Arc::clone(&ports.directory) }
    }

    /// These users, in the order of their sign-ups.
    pub async fn run(&self, query: &UserQuery) -> Result<Vec<ListedUser>, StoreError> {
        self.directory.list(query).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::OperatorMocks;
    use crate::use_case::fixture::listed;

    #[tokio::test]
    async fn users_are_those_of_the_directory() {
        let query = UserQuery { search: Some("ada".into()), after: None, limit: 5 };
        let mut mocks = OperatorMocks::default();
        let asked = query.clone();
        mocks
            .directory
            .expect_list()
            .withf(move |query| *query == asked)
            .times(1)
            .return_once(|_| Ok(vec![listed(None)]));
        assert_eq!(ListUsers::new(&mocks.ports()).run(&query).await.unwrap(), [listed(None)]);
    }
}
