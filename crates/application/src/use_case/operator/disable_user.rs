//! An operator keeps somebody out.

use std::sync::Arc;

use domain::account::UserHandle;
use domain::audit::AuditKind;
use domain::user::User;
use domain::value::RequestOrigin;

use super::find_user::FindUser;
use crate::port::{Clock, UserDirectory};
use crate::use_case::auditor::Auditor;
use crate::{OperatorError, OperatorPorts};

/// Keeps a user out from the very next request on, and ends all their sessions.
#[derive(Clone)]
pub struct DisableUser {
    find: FindUser,
    directory: Arc<dyn UserDirectory>,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
}

impl DisableUser {
    /// Wires it to the ports it needs.
    pub fn new(ports: &OperatorPorts) -> Self {
        Self {
            find: FindUser::new(ports),
            directory: Arc::clone(&ports.directory),
            auditor: Auditor::of_operator(ports),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Whom, and whether they were let in until now.
    pub async fn run(&self, who: &UserHandle) -> Result<(User, bool), OperatorError> {
        let user = self.find.run(who).await?.user;
        let origin = RequestOrigin::default();
        let event = self.auditor.event(user.id, AuditKind::DisabledByOperator, &origin);
        let changed = self.directory.disable(user.id, self.clock.now(), &event).await?;
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
    async fn who_is_there_is_disabled_at_this_time_and_that_is_written_down() {
        for changed in [true, false] {
            let mut mocks = OperatorMocks::default();
            mocks.finds(Some(listed(None)));
            mocks
                .directory
                .expect_disable()
                .withf(|owner, now, event| {
                    (*owner, *now) == (user_id(), at(0))
                        && tells_of_operator(event, AuditKind::DisabledByOperator)
                })
                .times(1)
                .return_once(move |_, _, _| Ok(changed));
            let outcome = DisableUser::new(&mocks.ports()).run(&by_id()).await.unwrap();
            assert_eq!(outcome, (user(), changed));
        }
    }

    #[tokio::test]
    async fn nobody_is_unknown() {
        let mut mocks = OperatorMocks::default();
        mocks.finds(None);
        let outcome = DisableUser::new(&mocks.ports()).run(&by_id()).await;
        assert!(matches!(outcome, Err(OperatorError::Unknown)));
    }
}
