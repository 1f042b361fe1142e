//! Someone logs in.

use std::sync::Arc;

use domain::Faults;
use domain::account::{Identifier, LoginFields};
use domain::value::{NewPassword, RequestOrigin, UserId};
use secrecy::{ExposeSecret, SecretString};

use super::token_grant::{TokenGrant, TokenGrants};
use crate::port::{
    Clock, PasswordChange, PasswordCheck, PasswordHash, PasswordHasher, RefreshTokens,
    SessionStore, UserStore,
};
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
        let check =
            self.hasher.verify(&login.password, hash.clone()).await.map_err(Failure::from)?;
        let (user, verified) = match (check, credentials, hash) {
            (PasswordCheck::Right, Some(credentials), Some(hash)) => (credentials.user, hash),
            (PasswordCheck::RightButOutdated, Some(credentials), Some(hash)) => {
                let hash = self.replaced(credentials.user.id, hash, &login.password).await;
                (credentials.user, hash)
            }
            (PasswordCheck::Wrong, ..) | (_, None, _) | (_, _, None) => {
                return Err(LogInError::WrongCredentials);
            }
        };
        let now = self.clock.now();
        let (session, refresh_token) = self.grants.open(user.id, login.remember, origin, now);
        let hash = self.refresh_tokens.hash(&refresh_token);
        // Not when the password was changed between its check and now.
        let added = self.sessions.add(&session, &hash, &verified).await.map_err(Failure::from)?;
        if !added {
            return Err(LogInError::WrongCredentials);
        }
        Ok(self.grants.grant(user, session.id, refresh_token, now))
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
        let change = PasswordChange { owner, from, to, end_all_but: None, at };
        let changed = self.users.change_password(&change).await?;
        Ok(changed.then_some(change.to))
    }
}

#[cfg(test)]
mod tests {
    use domain::Raw;
    use domain::session::{REMEMBERED_SESSION_TTL, SESSION_TTL};
    use secrecy::ExposeSecret;

    use super::*;
    use crate::port::{Credentials, RefreshToken};
    use crate::use_case::fixture::{
        Mocks, at, away, hash_of, is_unavailable, settings, text, user, user_id, words,
    };
    use crate::{HashError, StoreError};

    fn fields(identifier: &str, remember: Raw) -> LoginFields {
        LoginFields { identifier: text(identifier), password: text("secret"), remember }
    }

    async fn log_in(mocks: Mocks, fields: LoginFields) -> Result<TokenGrant, LogInError> {
        LogIn::new(&mocks.ports(), &settings()).run(&fields, RequestOrigin::default()).await
    }

    /// The store knows this much of who logs in, and the password is judged once by it.
    fn known(credentials: Option<Credentials>, right: bool) -> Mocks {
        let hash = credentials.as_ref().and_then(|known| known.password_hash.clone());
        let mut mocks = Mocks::default();
        mocks.users.expect_find_credentials().times(1).return_once(|_| Ok(credentials));
        judge(&mut mocks, hash, right);
        mocks
    }

    fn judge(mocks: &mut Mocks, expected: Option<PasswordHash>, right: bool) {
        mocks
            .hasher
            .expect_verify()
            .withf(move |password, hash| password.expose_secret() == "secret" && *hash == expected)
            .times(1)
            .return_once(move |_, _| {
                Ok(if right { PasswordCheck::Right } else { PasswordCheck::Wrong })
            });
    }

    fn ada() -> Credentials {
        Credentials { user: user(), password_hash: Some(PasswordHash::new("phc")) }
    }

    #[tokio::test]
    async fn the_right_password_opens_a_session_for_as_long_as_asked() {
        for (remember, ttl) in [
            (Raw::Absent, SESSION_TTL),
            (Raw::Flag(false), SESSION_TTL),
            (Raw::Flag(true), REMEMBERED_SESSION_TTL),
        ] {
            let mut mocks = known(Some(ada()), true);
            mocks.issue_tokens();
            mocks
                .sessions
                .expect_add()
                .times(1)
                .withf(move |session, token, verified| {
                    session.user_id == user_id()
                        && session.expires_at == at(0) + ttl
                        && *token == hash_of("minted")
                        && *verified == PasswordHash::new("phc")
                })
                .return_once(|_, _, _| Ok(true));
            let grant = log_in(mocks, fields("Ada@example.com", remember)).await.unwrap();
            assert_eq!(grant.user, user());
            assert_eq!(grant.refresh_token.expose(), "minted");
        }
    }

    #[tokio::test]
    async fn wrong_credentials_cost_one_verification_whoever_it_was_and_store_nothing() {
        let no_password = Credentials { password_hash: None, ..ada() };
        for credentials in [Some(ada()), Some(no_password), None] {
            let mocks = known(credentials, false);
            let error = log_in(mocks, fields("ada@example.com", Raw::Absent)).await.unwrap_err();
            assert!(matches!(error, LogInError::WrongCredentials), "{error:?}");
        }
    }

    #[tokio::test]
    async fn what_is_no_identifier_costs_one_verification_too() {
        let mut mocks = Mocks::default();
        judge(&mut mocks, None, false);
        let error = log_in(mocks, fields("who?", Raw::Absent)).await.unwrap_err();
        assert!(matches!(error, LogInError::WrongCredentials));
    }

    #[tokio::test]
    async fn nobody_is_let_in_even_by_a_hasher_that_says_yes_to_nobody() {
        let mocks = known(None, true);
        let error = log_in(mocks, fields("ada@example.com", Raw::Absent)).await.unwrap_err();
        assert!(matches!(error, LogInError::WrongCredentials));
    }

    #[tokio::test]
    async fn faults_are_of_presence_and_type_only_and_ask_nobody() {
        let fields = LoginFields {
            identifier: Raw::Absent,
            password: Raw::Number(1.0),
            remember: text("yes"),
        };
        let Err(LogInError::Invalid(faults)) = log_in(Mocks::default(), fields).await else {
            panic!("taken");
        };
        let expected =
            [("identifier", "required"), ("password", "wrong_type"), ("remember", "wrong_type")];
        assert_eq!(words(&faults), expected);
    }

    #[tokio::test]
    async fn what_is_away_or_overloaded_is_no_wrong_password() {
        let mut store_away = Mocks::default();
        store_away.users.expect_find_credentials().return_once(|_| Err(away()));
        let mut hasher_busy = Mocks::default();
        hasher_busy.users.expect_find_credentials().return_once(|_| Ok(Some(ada())));
        hasher_busy.hasher.expect_verify().return_once(|_, _| Err(HashError::Busy));
        let mut session_not_stored = known(Some(ada()), true);
        session_not_stored.refresh_tokens.expect_mint().return_once(|| RefreshToken::new("minted"));
        session_not_stored.hash_tokens();
        session_not_stored.sessions.expect_add().return_once(|_, _, _| Err(away()));
        for mocks in [store_away, hasher_busy, session_not_stored] {
            let error = log_in(mocks, fields("ada@example.com", Raw::Absent)).await.unwrap_err();
            assert!(
                matches!(&error, LogInError::Failed(failure) if is_unavailable(failure)),
                "{error:?}"
            );
        }
    }

    #[tokio::test]
    async fn a_corrupt_store_is_told_to_the_operator() {
        let mut mocks = Mocks::default();
        let corrupt = || Err(StoreError::Corrupt("a user without an email".into()));
        mocks.users.expect_find_credentials().return_once(move |_| corrupt());
        let error = log_in(mocks, fields("ada@example.com", Raw::Absent)).await.unwrap_err();
        assert!(matches!(error, LogInError::Failed(Failure::Internal(_))));
    }

    #[tokio::test]
    async fn an_outdated_hash_is_replaced_by_one_of_the_same_password() {
        let mut mocks = Mocks::default();
        mocks.users.expect_find_credentials().return_once(|_| Ok(Some(ada())));
        mocks.hasher.expect_verify().return_once(|_, _| Ok(PasswordCheck::RightButOutdated));
        mocks
            .hasher
            .expect_hash()
            .withf(|password| password.expose() == "a password of old")
            .times(1)
            .return_once(|_| Ok(PasswordHash::new("new")));
        let expected = PasswordChange {
            owner: user().id,
            from: PasswordHash::new("phc"),
            to: PasswordHash::new("new"),
            end_all_but: None,
            at: at(0),
        };
        mocks
            .users
            .expect_change_password()
            .withf(move |change| *change == expected)
            .times(1)
            .return_once(|_| Ok(true));
        mocks.issue_tokens();
        mocks.sessions.expect_add().times(1).return_once(|_, _, _| Ok(true));
        let fields = LoginFields {
            password: text("a password of old"),
            ..fields("ada@example.com", Raw::Absent)
        };
        assert!(log_in(mocks, fields).await.is_ok());
    }

    #[tokio::test]
    async fn a_hash_that_cannot_be_replaced_now_keeps_nobody_out() {
        let mut mocks = Mocks::default();
        mocks.users.expect_find_credentials().return_once(|_| Ok(Some(ada())));
        mocks.hasher.expect_verify().return_once(|_, _| Ok(PasswordCheck::RightButOutdated));
        mocks.hasher.expect_hash().return_once(|_| Err(HashError::Busy));
        mocks.issue_tokens();
        mocks.sessions.expect_add().times(1).return_once(|_, _, _| Ok(true));
        let fields = LoginFields {
            password: text("a password of old"),
            ..fields("ada@example.com", Raw::Absent)
        };
        assert!(log_in(mocks, fields).await.is_ok());
    }

    #[tokio::test]
    async fn a_password_that_was_changed_while_it_was_checked_opens_nothing() {
        let mut mocks = known(Some(ada()), true);
        mocks.issue_tokens();
        mocks.sessions.expect_add().times(1).return_once(|_, _, _| Ok(false));
        let error = log_in(mocks, fields("ada@example.com", Raw::Absent)).await.unwrap_err();
        assert!(matches!(error, LogInError::WrongCredentials));
    }
}
