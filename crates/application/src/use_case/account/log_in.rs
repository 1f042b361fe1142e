//! Someone logs in.

use std::sync::Arc;

use domain::Faults;
use domain::account::{Identifier, LoginFields};
use domain::audit::AuditKind;
use domain::user::User;
use domain::value::{NewPassword, RequestOrigin, UserId};
use secrecy::{ExposeSecret, SecretString};

use super::token_grant::{TokenGrant, TokenGrants};
use crate::port::{
    Clock, Credentials, PasswordChange, PasswordCheck, PasswordHash, PasswordHasher, RefreshTokens,
    SessionStore, UserStore,
};
use crate::rate_limit::Allowance;
use crate::use_case::auditor::Auditor;
use crate::use_case::limits::Limits;
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
    /// Too often: try again later.
    #[error("asked for too often")]
    Limited(Allowance),
    /// Not the caller's fault.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// Logs someone in: a new session. An unknown user costs the same work as a wrong password,
/// to the last statement.
#[derive(Clone)]
pub struct LogIn {
    users: Arc<dyn UserStore>,
    sessions: Arc<dyn SessionStore>,
    hasher: Arc<dyn PasswordHasher>,
    refresh_tokens: Arc<dyn RefreshTokens>,
    grants: TokenGrants,
    limits: Limits,
    auditor: Auditor,
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
            limits: Limits::new(ports, settings),
            auditor: Auditor::new(ports),
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
        let known = self.find(&login.identifier, &origin).await?;
        let whose = known.as_ref().map(|known| known.user.id);
        let known_here = known.as_ref().is_some_and(|known| known.logged_in_from_here);
        let account = account(&login.identifier, whose);
        let attempt = self.limits.login(&account, &origin, known_here).await?;
        let opened = match self.verify(&login.password, known).await? {
            Some((user, verified)) => self.open(user, &verified, login.remember, &origin).await?,
            None => None,
        };
        let Some(grant) = opened else {
            return Err(self.refused(whose, &origin).await);
        };
        attempt.give_back().await;
        Ok(grant)
    }

    async fn find(
        &self,
        identifier: &Identifier,
        origin: &RequestOrigin,
    ) -> Result<Option<Credentials>, Failure> {
        match identifier {
            Identifier::Unknown => Ok(None),
            identifier => {
                let now = self.clock.now();
                Ok(self.users.find_credentials(identifier, origin.ip, now).await?)
            }
        }
    }

    /// The user and the hash that they have after it was verified; `None` for a wrong
    /// password, and for nobody.
    async fn verify(
        &self,
        password: &SecretString,
        known: Option<Credentials>,
    ) -> Result<Option<(User, PasswordHash)>, Failure> {
        let hash = known.as_ref().and_then(|known| known.password_hash.clone());
        let check = self.hasher.verify(password, hash.clone()).await?;
        Ok(match (check, known, hash) {
            (PasswordCheck::Right, Some(known), Some(hash)) => Some((known.user, hash)),
            (PasswordCheck::RightButOutdated, Some(known), Some(hash)) => {
                let hash = self.replaced(known.user.id, hash, password).await;
                Some((known.user, hash))
            }
            (PasswordCheck::Wrong, ..) | (_, None, _) | (_, _, None) => None,
        })
    }

    /// `None` when the password was changed between its check and now.
    async fn open(
        &self,
        user: User,
        verified: &PasswordHash,
        remember: bool,
        origin: &RequestOrigin,
    ) -> Result<Option<TokenGrant>, Failure> {
        let now = self.clock.now();
        let event = self.auditor.event(user.id, AuditKind::LoggedIn, origin);
        let (session, token) = self.grants.open(user.id, remember, origin.user_agent.clone(), now);
        let hash = self.refresh_tokens.hash(&token);
        let added = self.sessions.add(&session, &hash, verified, &event).await?;
        Ok(added.then(|| self.grants.grant(user, &session, token, now)))
    }

    /// Written down for accounts that do not exist too: time tells nobody which do.
    async fn refused(&self, whose: Option<UserId>, origin: &RequestOrigin) -> LogInError {
        match self.auditor.record(whose, AuditKind::LoginFailed, origin).await {
            Ok(()) => LogInError::WrongCredentials,
            Err(error) => LogInError::Failed(error.into()),
        }
    }

    /// The hash that the user has after it was hashed anew, as new ones are. That it cannot
    /// be done now is no reason to keep anybody out: it is done at the next login.
    async fn replaced(
        &self,
        owner: UserId,
        from: PasswordHash,
        password: &SecretString,
    ) -> PasswordHash {
        // A former service may have taken a password that is too short for a new one.
        let Ok(password) = NewPassword::parse(password.expose_secret()) else {
            return from;
        };
        match self.replace(owner, &from, &password).await {
            Ok(Some(to)) => to,
            Ok(None) => from,
            Err(error) => {
                tracing::warn!(user = %owner, %error, "an outdated password hash could not be replaced");
                from
            }
        }
    }

    /// `None` when the user has another hash by now.
    async fn replace(
        &self,
        owner: UserId,
        from: &PasswordHash,
        password: &NewPassword,
    ) -> Result<Option<PasswordHash>, Failure> {
        let to = self.hasher.hash(password).await?;
        let (from, at) = (from.clone(), self.clock.now());
        let change = PasswordChange { owner, from, to, end_all_but: None, at, event: None };
        let changed = self.users.change_password(&change).await?;
        Ok(changed.then_some(change.to))
    }
}

/// What tells accounts apart to their limits. One that exists is itself, by whatever it is
/// called.
fn account(identifier: &Identifier, whose: Option<UserId>) -> String {
    match (whose, identifier) {
        (Some(id), _) => id.to_string(),
        (None, Identifier::Email(email)) => email.as_str().to_owned(),
        (None, Identifier::Phone(phone)) => phone.as_str().to_owned(),
        (None, Identifier::Unknown) => String::new(),
    }
}

#[cfg(test)]
mod tests;
