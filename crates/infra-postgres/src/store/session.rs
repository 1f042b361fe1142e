//! Sessions and refresh tokens.

use application::StoreError;
use application::port::{RefreshCandidate, RefreshTokenHash, Rotation, SessionStore};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::session::{REPLAY_GRACE, Session, StoredRefreshToken};
use domain::value::{SessionId, UserId};
use sea_orm::sea_query::{
    Cond, DeleteStatement, Expr, ExprTrait, Query, SelectStatement, UpdateStatement,
};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use crate::clock::cut;
use crate::entity::session::{Column, Entity};
use crate::entity::{refresh_token, user};
use crate::failure::store_error;
use crate::record::session::{row_of, session, token_row};
use crate::record::user as user_record;
use crate::row::{read, select_all};
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
}

#[async_trait]
impl SessionStore for SeaSessionStore {
    async fn add(
        &self,
        session: &Session,
        refresh_token: &RefreshTokenHash,
    ) -> Result<(), StoreError> {
        let transaction = self.sql.begin().await?;
        insert_session(&*transaction, session, refresh_token).await?;
        transaction.commit().await
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
    ) -> Result<bool, StoreError> {
        let update = unended(owner, session)
            .value(Column::RevokedAt, cut(at))
            .and_where(Expr::col(Column::ExpiresAt).gt(cut(at)))
            .to_owned();
        self.write_one(&update).await
    }

    async fn tidy(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let writer = self.sql.writer().await?;
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
    let token = token_row(session.user_id, session.id, token, session.created_at);
    Entity::insert(row).exec_without_returning(connection).await.map_err(store_error)?;
    refresh_token::Entity::insert(token.into_active_model())
        .exec_without_returning(connection)
        .await
        .map_err(store_error)?;
    Ok(())
}

fn candidate_of(token: &RefreshTokenHash) -> SelectStatement {
    let of_token = |column| Expr::col((refresh_token::Entity, column));
    let mut select = Query::select()
        .from(refresh_token::Entity)
        .inner_join(
            Entity,
            of_token(refresh_token::Column::UserId)
                .equals((Entity, Column::UserId))
                .and(of_token(refresh_token::Column::SessionId).equals((Entity, Column::Id))),
        )
        .inner_join(
            user::Entity,
            Expr::col((Entity, Column::UserId)).equals((user::Entity, user::Column::Id)),
        )
        .and_where(of_token(refresh_token::Column::TokenHash).eq(token.as_bytes().to_vec()))
        .to_owned();
    select_all::<refresh_token::Entity>(&mut select);
    select_all::<Entity>(&mut select);
    select_all::<user::Entity>(&mut select);
    select
}

/// Writes to a session that was not ended.
fn unended(owner: UserId, session: SessionId) -> UpdateStatement {
    Query::update()
        .table(Entity)
        .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
        .and_where(Expr::col(Column::Id).eq(session.as_uuid()))
        .and_where(Expr::col(Column::RevokedAt).is_null())
        .to_owned()
}

fn extend(
    owner: UserId,
    session: SessionId,
    at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> UpdateStatement {
    unended(owner, session)
        .value(Column::LastUsedAt, cut(at))
        .value(Column::ExpiresAt, cut(expires_at))
        .to_owned()
}

fn replace(rotation: &Rotation) -> UpdateStatement {
    use refresh_token::Column;
    Query::update()
        .table(refresh_token::Entity)
        .value(Column::ReplacedAt, cut(rotation.at))
        .value(Column::SealedChild, rotation.sealed_child.clone())
        .and_where(Expr::col(Column::TokenHash).eq(rotation.parent.as_bytes().to_vec()))
        .and_where(Expr::col(Column::UserId).eq(rotation.user_id.as_uuid()))
        .and_where(Expr::col(Column::SessionId).eq(rotation.session_id.as_uuid()))
        .and_where(Expr::col(Column::ReplacedAt).is_null())
        .to_owned()
}

fn wipe_children(replaced_by: DateTime<Utc>) -> UpdateStatement {
    use refresh_token::Column;
    Query::update()
        .table(refresh_token::Entity)
        .value(Column::SealedChild, Option::<Vec<u8>>::None)
        .and_where(Expr::col(Column::SealedChild).is_not_null())
        .and_where(Expr::col(Column::ReplacedAt).lte(cut(replaced_by)))
        .to_owned()
}

fn forget_sessions(over_before: DateTime<Utc>) -> DeleteStatement {
    let over_before = cut(over_before);
    Query::delete()
        .from_table(Entity)
        .cond_where(
            Cond::any()
                .add(Expr::col(Column::ExpiresAt).lt(over_before))
                .add(Expr::col(Column::RevokedAt).lt(over_before)),
        )
        .to_owned()
}
