//! An operator names a user.

use std::sync::Arc;

use domain::account::UserHandle;

use crate::port::{ListedUser, UserDirectory};
use crate::{OperatorError, OperatorPorts};

/// The user of an id or an email.
#[derive(Clone)]
pub struct FindUser {
    directory: Arc<dyn UserDirectory>,
}

impl FindUser {
    /// Wires it to the ports it needs.
    pub fn new(ports: &OperatorPorts) -> Self {
        Self { directory: Arc::clone(&ports.directory) }
    }

    /// Who it is.
    pub async fn run(&self, who: &UserHandle) -> Result<ListedUser, OperatorError> {
        self.directory.find(who).await?.ok_or(OperatorError::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{OperatorMocks, by_id, listed};

    #[tokio::test]
    async fn who_is_there_is_found_and_nobody_else() {
        for found in [Some(listed(None)), None] {
            let mut mocks = OperatorMocks::default();
            mocks.finds(found.clone());
            match FindUser::new(&mocks.ports()).run(&by_id()).await {
                Ok(user) => assert_eq!(Some(user), found),
                Err(error) => assert!(matches!(error, OperatorError::Unknown) && found.is_none()),
            }
        }
    }
}
