//! Sessions and refresh tokens.

use application::port::RefreshTokenHash;
use chrono::{DateTime, Utc};
use domain::session::Session;
use domain::value::{SessionId, UserId};

use crate::clock::cut;
use crate::entity::{refresh_token, session};

/// A session's row.
pub(crate) fn row_of(session: &Session) -> session::Model {
    session::Model {
        user_id: session.user_id.as_uuid(),
        id: session.id.as_uuid(),
        created_at: cut(session.created_at),
        last_used_at: cut(session.last_used_at),
        expires_at: cut(session.expires_at),
        revoked_at: session.revoked_at.map(cut),
        remember: session.remember,
        user_agent: session.user_agent.clone(),
    }
}

/// A session.
pub(crate) fn session(row: session::Model) -> Session {
    Session {
        id: SessionId::new(row.id),
        user_id: UserId::new(row.user_id),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        remember: row.remember,
        user_agent: row.user_agent,
    }
}

/// The row of a session's current refresh token.
pub(crate) fn token_row(
    owner: UserId,
    session: SessionId,
    token: &RefreshTokenHash,
    issued_at: DateTime<Utc>,
) -> refresh_token::Model {
    refresh_token::Model {
        token_hash: token.as_bytes().to_vec(),
        user_id: owner.as_uuid(),
        session_id: session.as_uuid(),
        issued_at: cut(issued_at),
        replaced_at: None,
        sealed_child: None,
    }
}
