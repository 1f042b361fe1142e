//! Someone logs out.

use std::sync::Arc;

use domain::Raw;

use super::refresh_session::parse_refresh_token;
use crate::port::{Clock, RefreshTokens, SessionStore};
use crate::{Caller, ChangeError, Ports};

/// Ends a session at once. A valid access token or a refresh token is enough alone.
#[derive(Clone)]
pub struct LogOut {
    sessions: Arc<dyn SessionStore>,
    refresh_tokens: Arc<dyn RefreshTokens>,
    clock: Arc<dyn Clock>,
}

impl LogOut {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            sessions: Arc::clone(&ports.sessions),
            refresh_tokens: Arc::clone(&ports.refresh_tokens),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Ends the caller's session and the refresh token's; unauthenticated when neither was alive.
    pub async fn run(
        &self,
        caller: Option<Caller>,
        refresh_token: &Raw,
    ) -> Result<(), ChangeError> {
        let now = self.clock.now();
        let mut ended = false;
        if let Some(caller) = caller {
            ended |= self.sessions.revoke(caller.user_id(), caller.session_id(), now).await?;
        }
        if !matches!(refresh_token, Raw::Absent | Raw::Null) {
            let token = parse_refresh_token(refresh_token)?;
            if let Some(found) = self.sessions.find(&self.refresh_tokens.hash(&token)).await? {
                let session = found.token.session;
                // The caller's own session may just have been ended above.
                ended |= self.sessions.revoke(session.user_id, session.id, now).await?;
            }
        }
        if ended { Ok(()) } else { Err(ChangeError::Unauthenticated) }
    }
}
