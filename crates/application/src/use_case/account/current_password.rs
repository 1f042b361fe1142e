//! Whoever is in already is asked for their password again.

use std::sync::Arc;

use domain::audit::AuditKind;
use domain::value::RequestOrigin;
use domain::{Fault, FaultCode};
use secrecy::SecretString;

use crate::port::{Clock, Credentials, PasswordCheck, PasswordHash, PasswordHasher, UserStore};
use crate::use_case::auditor::Auditor;
use crate::use_case::limits::Limits;
use crate::{Caller, ChangeError, Failure, Ports, Settings};

/// Tries the caller's current password. A wrong one is written down: who tries it has a token,
/// but may not be the owner.
#[derive(Clone)]
pub(super) struct CurrentPassword {
    users: Arc<dyn UserStore>,
    hasher: Arc<dyn PasswordHasher>,
    limits: Limits,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
}

impl CurrentPassword {
    pub(super) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            users: Arc::clone(&ports.users),
            hasher: Arc::clone(&ports.hasher),
            limits: Limits::new(ports, settings),
            auditor: Auditor::new(ports),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// The gate.
    pub(super) async fn credentials(&self, caller: Caller) -> Result<Credentials, ChangeError> {
        let found = self.users.load_credentials(caller, self.clock.now()).await?;
        found.ok_or(ChangeError::Unauthenticated)
    }

    /// The hash that the password was verified by; `None` when it is wrong. A user without a
    /// password costs the same work, and none is right.
    pub(super) async fn verify(
        &self,
        caller: Caller,
        password: &SecretString,
        hash: Option<PasswordHash>,
        origin: &RequestOrigin,
    ) -> Result<Option<PasswordHash>, ChangeError> {
        let owner = caller.user_id();
        self.limits.current_password(owner, origin).await?;
        let check = self.hasher.verify(password, hash.clone()).await.map_err(Failure::from)?;
        let verified = hash.filter(|_| check != PasswordCheck::Wrong);
        if verified.is_none() {
            self.auditor.record(owner, AuditKind::PasswordRefused, origin).await?;
        }
        Ok(verified)
    }
}

pub(super) fn wrong_password() -> Fault {
    Fault::new(FaultCode::WrongPassword, "is not the current password")
}
