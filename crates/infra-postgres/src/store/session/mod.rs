//! Sessions and refresh tokens.

mod statement;

use application::port::{PasswordHash, RefreshCandidate, RefreshTokenHash, Rotation, SessionStore};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::AuditEvent;
use domain::session::{REPLAY_GRACE, Session, StoredRefreshToken};
use domain::value::{SessionId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement, UpdateStatement};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, IdenStatic, IntoActiveModel};

use self::statement::{
    alive_sessions, begin_if_verified, candidate_of, end_but, extend, forget_sessions, is_enabled,
    kept_sessions, lock_user, replace, unended, wipe_children,
};
use super::audit::insert_event;
use crate::clock::cut;
use crate::entity::session::{Column, Entity};
use crate::entity::{refresh_token, user};
use crate::failure::store_error;
use crate::record::audit_event::row_of as event_row;
use crate::record::session::{row_of, session, token_row};
use crate::record::user as user_record;
use crate::row::read;
use crate::sql::Sql;

/// How long a session that is over is remembered.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Keeps sessions in SQL.
#[derive(Clone)]
pub struct SeaSessionStore {
    sql: Sql,
}

impl SeaSessionStore {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }

    /// Whether the one row was there to be written.
    async fn write_one(&self, update: &UpdateStatement) -> Result<bool, StoreError> {
        let done = self.sql.writer().await?.execute(update).await.map_err(store_error)?;
        Ok(done.rows_affected() == 1)
    }

    /// The caller's sessions of a selection that has all that are alive.
    async fn listed(
        &self,
        mut select: SelectStatement,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<Session>>, StoreError> {
        select.and_where(is_enabled(caller.user_id()));
        let sessions = read_all(&self.sql, &select).await?;
        // The gate: the caller's own session is alive, and so among them. Its user exists, as it
        // refers to it.
        let own = sessions.iter().find(|session| session.id == caller.session_id());
        let own_is_alive = own.is_some_and(|session| session.is_alive(cut(now)));
        Ok(own_is_alive.then_some(sessions))
    }
}

async fn read_all(sql: &Sql, select: &SelectStatement) -> Result<Vec<Session>, StoreError> {
    let rows = sql.reader().query_all(select).await.map_err(store_error)?;
    rows.iter().map(|row| read::<Entity>(row).map(session)).collect()
}

/// All of a user's sessions that are kept, whoever asks.
pub(super) async fn all_kept(sql: &Sql, owner: UserId) -> Result<Vec<Session>, StoreError> {
    read_all(sql, &kept_sessions(owner)).await
}

#[async_trait]
impl SessionStore for SeaSessionStore {
    async fn add(
        &self,
        session: &Session,
        refresh_token: &RefreshTokenHash,
        verified: &PasswordHash,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let backend = self.sql.backend();
        let (token, event) = (first_token(session, refresh_token), event_row(event));
        let begin = begin_if_verified(&row_of(session), verified, &token, &event, backend)?;
        if backend == DbBackend::Postgres {
            let writer = self.sql.writer().await?;
            return Ok(writer.execute_raw(begin).await.map_err(store_error)?.rows_affected() == 1);
        }
        let transaction = self.sql.begin().await?;
        if transaction.execute_raw(begin).await.map_err(store_error)?.rows_affected() == 0 {
            transaction.roll_back().await?;
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }

    async fn find(
        &self,
        refresh_token: &RefreshTokenHash,
    ) -> Result<Option<RefreshCandidate>, StoreError> {
        let select = candidate_of(refresh_token);
        let Some(row) = self.sql.reader().query_one(&select).await.map_err(store_error)? else {
            return Ok(None);
        };
        let token = read::<refresh_token::Entity>(&row)?;
        Ok(Some(RefreshCandidate {
            user: user_record::user(read::<user::Entity>(&row)?)?,
            token: StoredRefreshToken {
                session: session(read::<Entity>(&row)?),
                replaced_at: token.replaced_at,
                sealed_child: token.sealed_child,
            },
        }))
    }

    async fn rotate(&self, rotation: &Rotation) -> Result<bool, StoreError> {
        let (owner, session) = (rotation.user_id, rotation.session_id);
        let child = token_row(owner, session, &rotation.child, rotation.at).into_active_model();
        let transaction = self.sql.begin().await?;
        // The session's row first: it makes rotations of one session wait for each other.
        for update in [extend(owner, session, rotation.at, rotation.expires_at), replace(rotation)]
        {
            let done = transaction.execute(&update).await.map_err(store_error)?;
            if done.rows_affected() != 1 {
                transaction.roll_back().await?;
                return Ok(false);
            }
        }
        refresh_token::Entity::insert(child)
            .exec_without_returning(&*transaction)
            .await
            .map_err(store_error)?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn touch(
        &self,
        owner: UserId,
        session: SessionId,
        at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.write_one(&extend(owner, session, at, expires_at)).await
    }

    async fn revoke(
        &self,
        owner: UserId,
        session: SessionId,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let update = unended(owner, session)
            .value(Column::RevokedAt, cut(at))
            .and_where(Expr::col(Column::ExpiresAt).gt(cut(at)))
            .to_owned();
        let transaction = self.sql.begin().await?;
        let done = transaction.execute(&update).await.map_err(store_error)?;
        if done.rows_affected() != 1 {
            transaction.roll_back().await?;
            return Ok(false);
        }
        insert_event(&*transaction, event).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn list(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<Session>>, StoreError> {
        self.listed(alive_sessions(caller.user_id(), now), caller, now).await
    }

    async fn list_kept(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<Session>>, StoreError> {
        self.listed(kept_sessions(caller.user_id()), caller, now).await
    }

    async fn revoke_others(
        &self,
        owner: UserId,
        keep: SessionId,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<u64, StoreError> {
        let transaction = self.sql.begin().await?;
        transaction.query_one(&lock_user(owner)).await.map_err(store_error)?;
        let ended = end_sessions(&*transaction, owner, Some(keep), at).await?;
        if ended > 0 {
            insert_event(&*transaction, event).await?;
        }
        transaction.commit().await?;
        Ok(ended)
    }

    async fn tidy(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let writer = self.sql.patient().writer().await?;
        let wiped = writer.execute(&wipe_children(now - REPLAY_GRACE)).await;
        let wiped = wiped.map_err(store_error)?.rows_affected();
        let forgotten = writer.execute(&forget_sessions(now - KEPT)).await;
        Ok(wiped + forgotten.map_err(store_error)?.rows_affected())
    }
}

/// Adds a session with its first token, in the transaction of whoever calls.
pub(super) async fn insert_session(
    connection: &impl ConnectionTrait,
    session: &Session,
    token: &RefreshTokenHash,
) -> Result<(), StoreError> {
    let row = row_of(session).into_active_model();
    Entity::insert(row).exec_without_returning(connection).await.map_err(store_error)?;
    insert_first_token(connection, session, token).await
}

async fn insert_first_token(
    connection: &impl ConnectionTrait,
    session: &Session,
    token: &RefreshTokenHash,
) -> Result<(), StoreError> {
    let insert = refresh_token::Entity::insert(first_token(session, token).into_active_model());
    insert.exec_without_returning(connection).await.map_err(store_error).map(drop)
}

fn first_token(session: &Session, token: &RefreshTokenHash) -> refresh_token::Model {
    token_row(session.user_id, session.id, token, session.created_at)
}

/// Ends every session of a user, or all but one, in the transaction of whoever calls, which has locked
/// the user. Answers how many of them were alive. Those that have expired end too: by the clock
/// of another replica, which may be behind, one of them could still be used, and so live on.
pub(super) async fn end_sessions(
    connection: &impl ConnectionTrait,
    owner: UserId,
    keep: Option<SessionId>,
    at: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let ended = connection.query_all(&end_but(owner, keep, at)).await.map_err(store_error)?;
    let mut alive = 0;
    for row in ended {
        let expires_at: DateTime<Utc> =
            row.try_get("", Column::ExpiresAt.as_str()).map_err(store_error)?;
        alive += u64::from(expires_at > cut(at));
    }
    Ok(alive)
}
