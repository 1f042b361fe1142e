//! A user goes.

use std::sync::Arc;

use domain::audit::AuditKind;
use domain::value::{AssistantId, RequestOrigin};
use domain::{Faults, Raw};
use secrecy::SecretString;

use super::current_password::{CurrentPassword, wrong_password};
use super::departure::{Departed, Departure, Leaver};
use crate::use_case::auditor::Auditor;
use crate::use_case::sync::{AssistantKeys, SyncLeases};
use crate::{Caller, ChangeError, Failure, Ports, Settings};

const PASSWORD: &str = "password";

/// Deletes the caller's account and everything that is theirs.
#[derive(Clone)]
pub struct DeleteAccount {
    current: CurrentPassword,
    keys: AssistantKeys,
    departure: Departure,
}

impl DeleteAccount {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        let departure = Departure {
            users: Arc::clone(&ports.users),
            leases: SyncLeases::new(ports),
            auditor: Auditor::new(ports),
            ids: Arc::clone(&ports.ids),
        };
        let keys = AssistantKeys::new(ports, settings);
        Self { current: CurrentPassword::new(ports, settings), keys, departure }
    }

    /// Checks the password, then deletes. Answers the assistant that stays at Vapi, under
    /// another key than ours.
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
        let verified = Some(verified.ok_or_else(refused)?);
        let (owner, kind) = (caller.user_id(), AuditKind::AccountDeleted);
        let server_wide = self.keys.server_wide_fingerprint();
        let leaver = Leaver { owner, verified, server_wide, kind, origin };
        match self.departure.run(leaver).await? {
            Departed::Gone(stays) => Ok(stays),
            // Changed meanwhile: the password is the current one no more.
            Departed::Refused => Err(refused()),
            Departed::Busy => {
                self.current.credentials(caller).await?;
                Err(Failure::contended("the assistant").into())
            }
            Departed::Unclear(stays) => match self.current.credentials(caller).await {
                Ok(_) => Err(Failure::contended("the assistant").into()),
                Err(ChangeError::Unauthenticated) => Ok(stays),
                Err(error) => Err(error),
            },
        }
    }
}

fn refused() -> ChangeError {
    Faults::of(PASSWORD, wrong_password()).into()
}

#[cfg(test)]
mod tests;
