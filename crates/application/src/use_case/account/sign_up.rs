//! Someone signs up.

use std::sync::Arc;

use domain::account::{SignUp as Request, SignUpFields};
use domain::onboarding::Onboarding;
use domain::user::{Organization, User};
use domain::value::{NewPassword, RequestOrigin, UserId};
use domain::{Fault, FaultCode, Faults, Raw};

use super::token_grant::{TokenGrant, TokenGrants};
use crate::port::{Clock, Ids, PasswordHasher, PasswordStrength, RefreshTokens, UserStore};
use crate::{ChangeError, Failure, Ports, Settings};

/// Signs someone up and logs them in.
#[derive(Clone)]
pub struct SignUp {
    users: Arc<dyn UserStore>,
    hasher: Arc<dyn PasswordHasher>,
    strength: Arc<dyn PasswordStrength>,
    refresh_tokens: Arc<dyn RefreshTokens>,
    grants: TokenGrants,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl SignUp {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            users: Arc::clone(&ports.users),
            hasher: Arc::clone(&ports.hasher),
            strength: Arc::clone(&ports.strength),
            refresh_tokens: Arc::clone(&ports.refresh_tokens),
            grants: TokenGrants::new(ports, settings),
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
        let request = self.check(fields).await?;
        let hash = self.hasher.hash(&request.password).await.map_err(Failure::from)?;
        let user = self.new_user(request);
        let now = user.created_at;
        let (session, refresh_token) = self.grants.open(user.id, false, origin, now);
        self.users.add(&user, &hash, &session, &self.refresh_tokens.hash(&refresh_token)).await?;
        Ok(self.grants.grant(user, session.id, refresh_token, now))
    }

    async fn check(&self, fields: &SignUpFields) -> Result<Request, Faults> {
        let parsed = fields.parse();
        let guessable = match NewPassword::parse_raw(&fields.password) {
            Ok(password) => self.strength.is_guessable(&password, about_owner(fields)).await,
            Err(_) => false,
        };
        if !guessable {
            return parsed;
        }
        let mut faults = parsed.err().unwrap_or_default();
        faults.add("password", Fault::new(FaultCode::Guessable, "is too easy to guess"));
        Err(faults)
    }

    fn new_user(&self, request: Request) -> User {
        let now = self.clock.now();
        User {
            id: UserId::new(self.ids.next()),
            email: request.email,
            name: request.name,
            phone: request.phone,
            phone_verified: false,
            locale: request.locale,
            image: None,
            organization: Organization::default(),
            onboarding: Onboarding::new(),
            created_at: now,
            updated_at: now,
        }
    }
}

fn about_owner(fields: &SignUpFields) -> Vec<String> {
    [&fields.email, &fields.name]
        .into_iter()
        .filter_map(|raw| match raw {
            Raw::Text(text) => Some(text.chars().take(255).collect()),
            _ => None,
        })
        .collect()
}
