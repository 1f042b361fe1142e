//! Who is calling?

use std::sync::Arc;

use crate::port::{AccessTokens, Clock, RequestMeter};
use crate::rate_limit::{Allowance, Quota, Rate};
use crate::{Caller, EntryError, Ports, Settings, TokenError};

const USER: &str = "user";

/// Tells who calls from an access token, without asking the database: whether the session
/// was ended since is checked by the statement that the request makes anyway.
#[derive(Clone)]
pub struct Authenticate {
    tokens: Arc<dyn AccessTokens>,
    meter: Arc<dyn RequestMeter>,
    clock: Arc<dyn Clock>,
    rate: Option<Rate>,
}

impl Authenticate {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            tokens: Arc::clone(&ports.access_tokens),
            meter: Arc::clone(&ports.meter),
            clock: Arc::clone(&ports.clock),
            rate: settings.rate_limits.map(|rates| rates.user),
        }
    }

    /// Verifies the token, and that its user does not ask too often; with what is left to
    /// them, where that is limited.
    pub fn run(&self, token: &str) -> Result<(Caller, Option<Allowance>), EntryError> {
        let caller = self.who(token)?;
        let Some(rate) = self.rate else { return Ok((caller, None)) };
        let left = self.meter.take(Quota { name: USER, rate }, &caller.user_id().to_string());
        if left.passed { Ok((caller, Some(left))) } else { Err(EntryError::Limited(left)) }
    }

    /// Verifies the token and counts nothing: for what nobody is to be kept from, such as
    /// logging out.
    pub fn who(&self, token: &str) -> Result<Caller, TokenError> {
        let claims = self.tokens.verify(token, self.clock.now())?;
        Ok(Caller::verified(&claims))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::RateLimits;
    use crate::port::AccessClaims;
    use crate::use_case::fixture::{Mocks, at, caller, nth_id, settings};

    /// The token `good` is worth something.
    fn verifying() -> Mocks {
        let mut mocks = Mocks::default();
        mocks.access_tokens.expect_verify().withf(|_, now| *now == at(0)).returning(|token, _| {
            let claims = AccessClaims {
                user_id: caller().user_id(),
                session_id: caller().session_id(),
                token_id: nth_id(9),
                issued_at: at(0),
                expires_at: at(1),
            };
            if token == "good" { Ok(claims) } else { Err(TokenError::Expired) }
        });
        mocks
    }

    #[test]
    fn a_token_is_verified_at_this_time_and_no_store_is_asked() {
        let authenticate = Authenticate::new(&verifying().ports(), &settings());
        assert_eq!(authenticate.run("good"), Ok((caller(), None)));
        assert_eq!(authenticate.run("old"), Err(EntryError::Token(TokenError::Expired)));
    }

    #[test]
    fn who_asks_too_often_is_let_in_later_and_a_bad_token_counts_for_nobody() {
        let rates = RateLimits::default();
        let quota = Quota { name: "user", rate: rates.user };
        let allowance = move |passed| Allowance {
            quota,
            passed,
            remaining: 5,
            retry_after: Duration::ZERO,
            reset_after: Duration::ZERO,
        };
        let mut mocks = verifying();
        let mut taken = 0;
        mocks
            .meter
            .expect_take()
            .withf(move |of, subject| *of == quota && subject == caller().user_id().to_string())
            .times(2)
            .returning(move |_, _| {
                taken += 1;
                allowance(taken == 1)
            });
        let settings = Settings { rate_limits: Some(rates), ..settings() };
        let authenticate = Authenticate::new(&mocks.ports(), &settings);
        assert_eq!(authenticate.run("old"), Err(EntryError::Token(TokenError::Expired)));
        assert_eq!(authenticate.run("good"), Ok((caller(), Some(allowance(true)))));
        assert_eq!(authenticate.run("good"), Err(EntryError::Limited(allowance(false))));
    }

    #[test]
    fn who_it_is_is_told_without_counting() {
        let settings = Settings { rate_limits: Some(RateLimits::default()), ..settings() };
        let authenticate = Authenticate::new(&verifying().ports(), &settings);
        assert_eq!(authenticate.who("good"), Ok(caller()));
        assert_eq!(authenticate.who("old"), Err(TokenError::Expired));
    }
}
