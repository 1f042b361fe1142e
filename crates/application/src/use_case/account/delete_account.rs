//! A user goes.

use std::sync::Arc;

use domain::audit::AuditKind;
use domain::value::{AssistantId, AssistantRemovalId, RequestOrigin, UserId};
use domain::{Faults, Raw};
use secrecy::SecretString;

use super::current_password::{CurrentPassword, wrong_password};
use crate::port::{AccountDeletion, Ids, PasswordHash, SyncRecord, UserStore};
use crate::use_case::auditor::Auditor;
use crate::use_case::sync::{AssistantKeys, LeftAssistants, SyncLeases};
use crate::{Caller, ChangeError, Failure, Ports, Settings};

const PASSWORD: &str = "password";

/// Deletes the caller's account and everything that is theirs.
#[derive(Clone)]
pub struct DeleteAccount {
    users: Arc<dyn UserStore>,
    current: CurrentPassword,
    leases: SyncLeases,
    keys: AssistantKeys,
    auditor: Auditor,
    ids: Arc<dyn Ids>,
}

impl DeleteAccount {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            users: Arc::clone(&ports.users),
            current: CurrentPassword::new(ports, settings),
            leases: SyncLeases::new(ports),
            keys: AssistantKeys::new(ports, settings),
            auditor: Auditor::new(ports),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// Checks the password, then deletes under the lease, so that no push is at work that
    /// would make an assistant of nobody. Answers the assistant that stays at Vapi, under
    /// another key than ours; what is under ours is deleted after.
    pub async fn run(
        &self,
        caller: Caller,
        password: &Raw,
        origin: &RequestOrigin,
    ) -> Result<Option<AssistantId>, ChangeError> {
        let hash = self.current.credentials(caller).await?.password_hash;
        let password = password.text().map_err(|fault| Faults::of(PASSWORD, fault))?;
        let password = SecretString::from(password);
        let verified = self.current.verify(caller, &password, hash, origin).await?;
        let verified = verified.ok_or_else(refused)?;
        let owner = caller.user_id();
        let Some((lease, record)) = self.leases.take(owner).await? else {
            self.current.credentials(caller).await?;
            return Err(Failure::contended("the assistant").into());
        };
        let (deletion, stays) = self.decide(owner, verified, &record, origin);
        let deleted = self.leases.hold(owner, lease, self.users.delete(&deletion)).await;
        let error = match deleted {
            Some(Ok(true)) => return Ok(stays),
            // Changed meanwhile: the password is the current one no more.
            Some(Ok(false)) => refused(),
            Some(Err(error)) => error.into(),
            None => return self.after_lost_lease(caller, stays).await,
        };
        self.leases.give_back(owner, lease).await;
        Err(error)
    }

    fn decide(
        &self,
        owner: UserId,
        verified: PasswordHash,
        record: &SyncRecord,
        origin: &RequestOrigin,
    ) -> (AccountDeletion, Option<AssistantId>) {
        let event = self.auditor.event(owner, AuditKind::AccountDeleted, origin);
        let removal = AssistantRemovalId::new(self.ids.next());
        let server_wide = self.keys.server_wide_fingerprint();
        let left = LeftAssistants::of(owner, record, server_wide, removal, event.at);
        (AccountDeletion { owner, verified, removal: left.removal, event }, left.stays)
    }

    /// The lease goes with its owner: it may be the deletion itself that has ended it.
    async fn after_lost_lease(
        &self,
        caller: Caller,
        stays: Option<AssistantId>,
    ) -> Result<Option<AssistantId>, ChangeError> {
        match self.current.credentials(caller).await {
            Ok(_) => Err(Failure::contended("the assistant").into()),
            Err(ChangeError::Unauthenticated) => Ok(stays),
            Err(error) => Err(error),
        }
    }
}

fn refused() -> ChangeError {
    Faults::of(PASSWORD, wrong_password()).into()
}

#[cfg(test)]
mod tests;
