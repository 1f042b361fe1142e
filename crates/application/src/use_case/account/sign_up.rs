//! Someone signs up.

use std::sync::Arc;

use domain::account::SignUpFields;
use domain::audit::AuditKind;
use domain::value::{RequestOrigin, UserId};

use super::token_grant::{TokenGrant, TokenGrants};
use crate::port::{Clock, Ids, PasswordHasher, RefreshTokens, UserStore};
use crate::use_case::auditor::Auditor;
use crate::use_case::limits::Limits;
use crate::use_case::password_rules::PasswordRules;
use crate::{ChangeError, Failure, Ports, Settings};

/// Signs someone up and logs them in.
#[derive(Clone)]
pub struct SignUp {
    users: Arc<dyn UserStore>,
    hasher: Arc<dyn PasswordHasher>,
    rules: PasswordRules,
    refresh_tokens: Arc<dyn RefreshTokens>,
    grants: TokenGrants,
    limits: Limits,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl SignUp {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            users: Arc::clone(&ports.users),
            hasher: Arc::clone(&ports.hasher),
            rules: PasswordRules::new(&ports.strength),
            refresh_tokens: Arc::clone(&ports.refresh_tokens),
            grants: TokenGrants::new(ports, settings),
            limits: Limits::new(ports, settings),
            auditor: Auditor::new(ports),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// Checks the fields and the password's strength, then stores user, session and
    /// refresh token together.
    pub async fn run(
        &self,
        fields: &SignUpFields,
        origin: RequestOrigin,
    ) -> Result<TokenGrant, ChangeError> {
        self.limits.signup(&origin).await?;
        let request = self.rules.sign_up(fields).await?;
        let hash = self.hasher.hash(&request.password).await.map_err(Failure::from)?;
        let now = self.clock.now();
        let user = request.into_user(UserId::new(self.ids.next()), now);
        let (session, refresh_token) =
            self.grants.open(user.id, false, origin.user_agent.clone(), now);
        let event = self.auditor.event(user.id, AuditKind::SignedUp, &origin);
        let token_hash = self.refresh_tokens.hash(&refresh_token);
        self.users.add(&user, &hash, &session, &token_hash, &event).await?;
        Ok(self.grants.grant(user, &session, refresh_token, now))
    }
}

#[cfg(test)]
mod tests {
    use domain::session::SESSION_TTL;
    use domain::value::Locale;
    use secrecy::ExposeSecret;

    use super::*;
    use crate::port::PasswordHash;
    use crate::use_case::fixture::{
        Mocks, at, away, hash_of, is_unavailable, nth_id, origin, settings, tells, text, user_id,
        words,
    };
    use crate::{HashError, StoreError, Unique};

    fn fields() -> SignUpFields {
        SignUpFields {
            email: text(" Ada@Example.com"),
            password: text("correct horse"),
            name: text("Ada"),
            phone: text("+33 6 12 34 56 78"),
            locale: text("fr"),
        }
    }

    async fn sign_up(mocks: Mocks, fields: SignUpFields) -> Result<TokenGrant, ChangeError> {
        SignUp::new(&mocks.ports(), &settings()).run(&fields, origin()).await
    }

    fn with_strength(guessable: bool) -> Mocks {
        let mut mocks = Mocks::default();
        mocks.strength.expect_is_guessable().times(1).return_once(move |_, _| guessable);
        mocks
    }

    fn hashing() -> Mocks {
        let mut mocks = with_strength(false);
        mocks.issue_tokens();
        mocks
            .hasher
            .expect_hash()
            .withf(|password| password.expose() == "correct horse")
            .times(1)
            .return_once(|_| Ok(PasswordHash::new("phc")));
        mocks
    }

    #[tokio::test]
    async fn user_session_token_hash_and_event_are_stored_together_and_tokens_answered() {
        let mut mocks = hashing();
        mocks
            .users
            .expect_add()
            .times(1)
            .withf(|user, hash, session, token, event| {
                user.id == user_id()
                    && user.email.as_str() == "ada@example.com"
                    && user.phone.as_ref().is_some_and(|phone| phone.as_str() == "+33612345678")
                    && user.locale == Locale::French
                    && user.created_at == at(0)
                    && !user.phone_verified
                    && hash.as_str() == "phc"
                    && session.id.as_uuid() == nth_id(2)
                    && session.user_id == user.id
                    && session.expires_at == at(0) + SESSION_TTL
                    && session.user_agent.as_deref() == Some("Firefox")
                    && *token == hash_of("minted")
                    && tells(event, Some(user_id()), AuditKind::SignedUp, &[])
            })
            .return_once(|_, _, _, _, _| Ok(()));
        let grant = sign_up(mocks, fields()).await.unwrap();
        assert_eq!(grant.access_token.expose_secret(), "access");
        assert_eq!(grant.refresh_token.expose(), "minted");
        assert_eq!(grant.expires_in, settings().access_token_ttl);
        assert_eq!(grant.user.id, user_id());
    }

    #[tokio::test]
    async fn all_faults_are_told_at_once_and_nothing_is_hashed() {
        let fields = SignUpFields { email: text("no"), locale: text("xx"), ..fields() };
        let Err(ChangeError::Invalid(faults)) = sign_up(with_strength(true), fields).await else {
            panic!("taken");
        };
        let expected =
            [("email", "invalid_format"), ("locale", "unknown_value"), ("password", "guessable")];
        assert_eq!(words(&faults), expected);
    }

    #[tokio::test]
    async fn a_password_that_is_none_is_not_judged() {
        let fields = SignUpFields { password: text("short"), ..fields() };
        let Err(ChangeError::Invalid(faults)) = sign_up(Mocks::default(), fields).await else {
            panic!("taken");
        };
        assert_eq!(words(&faults), [("password", "too_short")]);
    }

    #[tokio::test]
    async fn a_password_is_judged_by_who_knows_its_owner() {
        let mut mocks = Mocks::default();
        mocks
            .strength
            .expect_is_guessable()
            .withf(|password, about| {
                password.expose() == "correct horse" && *about == [" Ada@Example.com", "Ada"]
            })
            .times(1)
            .return_once(|_, _| true);
        assert!(matches!(sign_up(mocks, fields()).await, Err(ChangeError::Invalid(_))));
    }

    #[tokio::test]
    async fn what_another_user_has_is_taken() {
        for unique in [Unique::Email, Unique::Phone] {
            let mut mocks = hashing();
            let taken = move |_: &_, _: &_, _: &_, _: &_, _: &_| Err(StoreError::Taken(unique));
            mocks.users.expect_add().return_once(taken);
            let error = sign_up(mocks, fields()).await.unwrap_err();
            assert!(matches!(error, ChangeError::Taken(taken) if taken == unique), "{error:?}");
        }
    }

    #[tokio::test]
    async fn too_many_passwords_at_once_is_no_fault_of_the_caller() {
        let mut mocks = with_strength(false);
        mocks.hasher.expect_hash().return_once(|_| Err(HashError::Busy));
        let error = sign_up(mocks, fields()).await.unwrap_err();
        assert!(matches!(error, ChangeError::Failed(failure) if is_unavailable(&failure)));
    }

    #[tokio::test]
    async fn no_token_is_issued_when_the_store_is_away() {
        let mut mocks = hashing();
        mocks.access_tokens.checkpoint();
        mocks.users.expect_add().return_once(|_, _, _, _, _| Err(away()));
        let error = sign_up(mocks, fields()).await.unwrap_err();
        assert!(matches!(error, ChangeError::Failed(failure) if is_unavailable(&failure)));
    }
}
