//! An operator deletes somebody's account.

use std::sync::Arc;

use domain::account::UserHandle;
use domain::audit::AuditKind;
use domain::value::{AssistantId, RequestOrigin, UserId};

use super::find_user::FindUser;
use crate::port::KeyFingerprint;
use crate::use_case::account::{Departed, Departure, Leaver};
use crate::use_case::auditor::Auditor;
use crate::use_case::sync::SyncLeases;
use crate::{Failure, OperatorError, OperatorPorts};

/// Deletes a user and everything that is theirs, as they could themselves.
#[derive(Clone)]
pub struct DeleteUser {
    find: FindUser,
    departure: Departure,
    server_wide: Option<KeyFingerprint>,
}

impl DeleteUser {
    /// Wires it to the ports it needs. `server_wide` tells the key for users without their own
    /// from others; `None` when there is none.
    pub fn new(ports: &OperatorPorts, server_wide: Option<KeyFingerprint>) -> Self {
        let departure = Departure {
            users: Arc::clone(&ports.users),
            leases: SyncLeases::of_operator(ports),
            auditor: Auditor::of_operator(ports),
            ids: Arc::clone(&ports.ids),
        };
        Self { find: FindUser::new(ports), departure, server_wide }
    }

    /// Answers the assistant that stays at Vapi, under another key than ours.
    pub async fn run(&self, owner: UserId) -> Result<Option<AssistantId>, OperatorError> {
        let (kind, origin) = (AuditKind::DeletedByOperator, RequestOrigin::default());
        let server_wide = self.server_wide.clone();
        let leaver = Leaver { owner, verified: None, server_wide, kind, origin: &origin };
        match self.departure.run(leaver).await? {
            Departed::Gone(stays) => Ok(stays),
            Departed::Refused => Err(OperatorError::Unknown),
            Departed::Busy => Err(self.unless_gone(owner).await?),
            Departed::Unclear(stays) => match self.unless_gone(owner).await {
                Err(OperatorError::Unknown) => Ok(stays),
                Ok(error) | Err(error) => Err(error),
            },
        }
    }

    /// What is said of a user who is still there.
    async fn unless_gone(&self, owner: UserId) -> Result<OperatorError, OperatorError> {
        self.find.run(&UserHandle::Id(owner)).await?;
        Ok(Failure::contended("the assistant").into())
    }
}

#[cfg(test)]
mod tests;
