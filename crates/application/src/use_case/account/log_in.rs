//! Someone logs in.

use std::sync::Arc;

use domain::Faults;
use domain::account::{Identifier, LoginFields};
use domain::value::RequestOrigin;

use super::token_grant::{TokenGrant, TokenGrants};
use crate::port::{Clock, PasswordHasher, RefreshTokens, SessionStore, UserStore};
use crate::{Failure, Ports, Settings};

/// A login did not work.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// A field is missing or of the wrong type.
    #[error("the request is invalid")]
    Invalid(Faults),
    /// No such user, no such password: nobody is told which.
    #[error("the credentials are wrong")]
    WrongCredentials,
    /// Not the caller's fault.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// Logs someone in: a new session. An unknown user costs the same work as a wrong password.
#[derive(Clone)]
pub struct LogIn {
    users: Arc<dyn UserStore>,
    sessions: Arc<dyn SessionStore>,
    hasher: Arc<dyn PasswordHasher>,
    refresh_tokens: Arc<dyn RefreshTokens>,
    grants: TokenGrants,
    clock: Arc<dyn Clock>,
}

impl LogIn {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            users: Arc::clone(&ports.users),
            sessions: Arc::clone(&ports.sessions),
            hasher: Arc::clone(&ports.hasher),
            refresh_tokens: Arc::clone(&ports.refresh_tokens),
            grants: TokenGrants::new(ports, settings),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Finds the user, checks the password, opens a session.
    pub async fn run(
        &self,
        fields: &LoginFields,
        origin: RequestOrigin,
    ) -> Result<TokenGrant, LogInError> {
        let login = fields.parse().map_err(LogInError::Invalid)?;
        let credentials = match &login.identifier {
            Identifier::Unknown => None,
            identifier => self.users.find_credentials(identifier).await.map_err(Failure::from)?,
        };
        let hash = credentials.as_ref().and_then(|credentials| credentials.password_hash.clone());
        let right = self.hasher.verify(&login.password, hash).await.map_err(Failure::from)?;
        let user = match credentials {
            Some(credentials) if right => credentials.user,
            _ => return Err(LogInError::WrongCredentials),
        };
        let now = self.clock.now();
        let (session, refresh_token) = self.grants.open(user.id, login.remember, origin, now);
        let hash = self.refresh_tokens.hash(&refresh_token);
        self.sessions.add(&session, &hash).await.map_err(Failure::from)?;
        Ok(self.grants.grant(user, session.id, refresh_token, now))
    }
}
