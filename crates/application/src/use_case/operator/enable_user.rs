//! An operator lets somebody in again.

use std::sync::Arc;

use domain::account::UserHandle;
use domain::audit::AuditKind;
use domain::user::User;
use domain::value::RequestOrigin;

use super::find_user::FindUser;
use crate::port::UserDirectory;
use crate::use_case::auditor::Auditor;
use crate::{OperatorError, OperatorPorts};

/// Lets a user log in again. The sessions that were ended stay ended.
#[derive(Clone)]
pub struct EnableUser {
    find: FindUser,
    directory: Arc<dyn UserDirectory>,
    auditor: Auditor,
}

impl EnableUser {
    /// Wires it to the ports it needs.
    pub fn new(ports: &OperatorPorts) -> Self {
        Self {
            find: FindUser::new(ports),
            directory: Arc::clone(&ports.directory),
            auditor: Auditor::of_operator(ports),
        }
    }

    /// Whom, and whether they were kept out until now.
    pub async fn run(&self, who: &UserHandle) -> Result<(User, bool), OperatorError> {
        let user = self.find.run(who).await?.user;
        let origin = RequestOrigin::default();
        let event = self.auditor.event(user.id, AuditKind::EnabledByOperator, &origin);
        let changed = self.directory.enable(user.id, &event).await?;
        Ok((user, changed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{
        OperatorMocks, at, by_id, listed, tells_of_operator, user, user_id,
    };

    #[tokio::test]
    async fn who_is_there_is_enabled_and_that_is_written_down() {
        for changed in [true, false] {
            let mut mocks = OperatorMocks::default();
            mocks.finds(Some(listed(Some(at(-5)))));
            mocks
                .directory
                .expect_enable()
                .withf(|owner, event| {
                    *owner == user_id() && tells_of_operator(event, AuditKind::EnabledByOperator)
                })
                .times(1)
                .return_once(move |_, _| Ok(changed));
            let outcome = EnableUser::new(&mocks.ports()).run(&by_id()).await.unwrap();
            assert_eq!(outcome, (user(), changed));
        }
    }

    #[tokio::test]
    async fn nobody_is_unknown() {
        let mut mocks = OperatorMocks::default();
        mocks.finds(None);
        let outcome = EnableUser::new(&mocks.ports()).run(&by_id()).await;
        assert!(matches!(outcome, Err(OperatorError::Unknown)));
    }
}
