//! A user changes their password.

use std::sync::Arc;

use domain::Faults;
use domain::account::PasswordFields;
use domain::audit::AuditKind;
use domain::value::RequestOrigin;

use super::current_password::{CurrentPassword, wrong_password};
use crate::port::{Clock, PasswordChange, PasswordHasher, UserStore};
use crate::use_case::auditor::Auditor;
use crate::use_case::password_rules::PasswordRules;
use crate::{Caller, ChangeError, Failure, Ports, Settings};

const CURRENT: &str = "current_password";
const NEW: &str = "new_password";

/// Changes the caller's password, and ends all their other sessions.
#[derive(Clone)]
pub struct ChangePassword {
    users: Arc<dyn UserStore>,
    hasher: Arc<dyn PasswordHasher>,
    rules: PasswordRules,
    current: CurrentPassword,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
}

impl ChangePassword {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            users: Arc::clone(&ports.users),
            hasher: Arc::clone(&ports.hasher),
            rules: PasswordRules::new(&ports.strength),
            current: CurrentPassword::new(ports, settings),
            auditor: Auditor::new(ports),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Checks the current password, and that the new one is not guessable; all that is wrong
    /// is told at once.
    pub async fn run(
        &self,
        caller: Caller,
        fields: &PasswordFields,
        origin: &RequestOrigin,
    ) -> Result<(), ChangeError> {
        let credentials = self.current.credentials(caller).await?;
        let request = fields.parse()?;
        let hash = credentials.password_hash;
        let verified = self.current.verify(caller, &request.current, hash, origin).await?;
        let mut faults = self.rules.of_user(NEW, &request.new, &credentials.user).await;
        let Some(from) = verified else {
            faults.add(CURRENT, wrong_password());
            return Err(faults.into());
        };
        faults.into_result(())?;
        let owner = caller.user_id();
        let change = PasswordChange {
            owner,
            from,
            to: self.hasher.hash(&request.new).await.map_err(Failure::from)?,
            end_all_but: Some(caller.session_id()),
            at: self.clock.now(),
            event: Some(self.auditor.event(owner, AuditKind::PasswordChanged, origin)),
        };
        // Changed meanwhile: the current password is the current one no more.
        let changed = self.users.change_password(&change).await?;
        if changed { Ok(()) } else { Err(Faults::of(CURRENT, wrong_password()).into()) }
    }
}

#[cfg(test)]
mod tests;
