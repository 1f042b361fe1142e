//! Who is calling?

use std::sync::Arc;

use crate::port::{AccessTokens, Clock};
use crate::{Caller, Ports, TokenError};

/// Tells who calls from an access token, without asking the database: whether the session
/// was ended since is checked by the statement that the request makes anyway.
#[derive(Clone)]
pub struct Authenticate {
    tokens: Arc<dyn AccessTokens>,
    clock: Arc<dyn Clock>,
}

impl Authenticate {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { tokens: Arc::clone(&ports.access_tokens), clock: Arc::clone(&ports.clock) }
    }

    /// Verifies the token.
    pub fn run(&self, token: &str) -> Result<Caller, TokenError> {
        self.tokens.verify(token, self.clock.now()).map(|claims| Caller::verified(&claims))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::AccessClaims;
    use crate::use_case::fixture::{Mocks, at, caller, nth_id};

    #[test]
    fn a_token_is_verified_at_this_time_and_no_store_is_asked() {
        let mut mocks = Mocks::default();
        mocks.access_tokens.expect_verify().withf(|_, now| *now == at(0)).times(2).returning(
            |token, _| match token {
                "good" => Ok(AccessClaims {
                    user_id: caller().user_id(),
                    session_id: caller().session_id(),
                    token_id: nth_id(9),
                    issued_at: at(0),
                    expires_at: at(1),
                }),
                _ => Err(TokenError::Expired),
            },
        );
        let authenticate = Authenticate::new(&mocks.ports());
        assert_eq!(authenticate.run("good"), Ok(caller()));
        assert_eq!(authenticate.run("old"), Err(TokenError::Expired));
    }
}
