//! Who makes a request.

use domain::value::{SessionId, UserId};

use crate::port::AccessClaims;

/// An authenticated caller. Comes from a verified access token and from nowhere else, so
/// that holding one is the permission to act for its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    user_id: UserId,
    session_id: SessionId,
}

impl Caller {
    /// The caller of verified claims.
    pub const fn verified(claims: &AccessClaims) -> Self {
        Self { user_id: claims.user_id, session_id: claims.session_id }
    }

    /// Whose data it may touch.
    pub const fn user_id(self) -> UserId {
        self.user_id
    }

    /// The login it came through. Stores check with it, in the statement that reads what
    /// the request is about, that the login was not ended since the token was issued.
    pub const fn session_id(self) -> SessionId {
        self.session_id
    }
}
