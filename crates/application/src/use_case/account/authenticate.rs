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
