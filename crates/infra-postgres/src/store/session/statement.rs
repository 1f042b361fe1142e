//! The statements of sessions and refresh tokens. What is asked of one user begins with the
//! user's id, the head of the key of `sessions`.

use application::StoreError;
use application::port::{PasswordHash, RefreshTokenHash, Rotation};
use chrono::{DateTime, Utc};
use domain::value::{SessionId, UserId};
use sea_orm::sea_query::{
    CommonTableExpression, Cond, DeleteStatement, Expr, ExprTrait, InsertStatement, LockType,
    Order, Query, SelectStatement, UpdateStatement, Value, Values, WithClause,
};
use sea_orm::{DbBackend, Statement};

use crate::clock::cut;
use crate::entity::session::{Column, Entity, Model};
use crate::entity::{audit_event, refresh_token, user};
use crate::row::{insert_if, select_all, values_of};
use crate::text::Text;

/// A refresh token with its session and its user, who is not disabled.
pub(super) fn candidate_of(token: &RefreshTokenHash) -> SelectStatement {
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
        .and_where(Expr::col((user::Entity, user::Column::DisabledAt)).is_null())
        .to_owned();
    select_all::<refresh_token::Entity>(&mut select);
    select_all::<Entity>(&mut select);
    select_all::<user::Entity>(&mut select);
    select
}

/// A user's sessions, latest used first; of those used at the same time, the latest begun.
pub(super) fn kept_sessions(owner: UserId) -> SelectStatement {
    let mut select = Query::select()
        .from(Entity)
        .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
        .order_by(Column::LastUsedAt, Order::Desc)
        .order_by(Column::Id, Order::Desc)
        .to_owned();
    select_all::<Entity>(&mut select);
    select
}

/// Whether the user is not disabled.
pub(super) fn is_enabled(owner: UserId) -> Expr {
    let user = Query::select()
        .expr(Expr::val(1))
        .from(user::Entity)
        .and_where(Expr::col((user::Entity, user::Column::Id)).eq(owner.as_uuid()))
        .and_where(Expr::col((user::Entity, user::Column::DisabledAt)).is_null())
        .to_owned();
    Expr::exists(user)
}

/// Those that are alive.
pub(super) fn alive_sessions(owner: UserId, now: DateTime<Utc>) -> SelectStatement {
    kept_sessions(owner)
        .and_where(Expr::col(Column::RevokedAt).is_null())
        .and_where(Expr::col(Column::ExpiresAt).gt(cut(now)))
        .to_owned()
}

/// Locks a user, though not for who refers to it. Two statements that each lock several sessions
/// of one user may do so in different orders, and Postgres would give one up as a deadlock: they
/// take the user first, one after the other. SQLite, which has one writer, only reads.
pub(super) fn lock_user(owner: UserId) -> SelectStatement {
    Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(Expr::col(user::Column::Id).eq(owner.as_uuid()))
        .lock(LockType::NoKeyUpdate)
        .to_owned()
}

/// Begins a session of a user who still has this password hash and is not disabled, with its first
/// token and its line in the history: all of it, or nothing. Locks the user against a change of
/// either until the transaction ends; logins do not wait for each other.
///
/// Postgres does so in one statement. SQLite has none that writes to several tables: there it is
/// three in one text, which are sent and waited for as one, and need a transaction.
pub(super) fn begin_if_verified(
    session: &Model,
    hash: &PasswordHash,
    token: &refresh_token::Model,
    event: &audit_event::Model,
    backend: DbBackend,
) -> Result<Statement, StoreError> {
    static TEXT: Text = Text::new();
    let values = values_of(session).chain(verified(session, hash));
    let values = values.chain(values_of(token)).chain(values_of(event)).collect();
    TEXT.try_statement(backend, Values(values), || {
        let mut begin = insert_if_verified(session, hash)?;
        if backend == DbBackend::Postgres {
            let of_it = || Query::select().from("begun").to_owned();
            let (issue, note) = (insert_if(token, of_it())?, insert_if(event, of_it())?);
            let with = WithClause::new()
                .cte(named("begun", begin.returning_col(Column::Id).to_owned()))
                .cte(named("issued", issue))
                .to_owned();
            return Ok(backend.build(&note.with(with)));
        }
        // If the statement before has.
        let if_written = || Query::select().and_where(Expr::cust("changes() = 1")).to_owned();
        let (issue, note) = (insert_if(token, if_written())?, insert_if(event, if_written())?);
        Ok(one_after_another(backend, &[begin, issue, note]))
    })
}

fn insert_if_verified(session: &Model, hash: &PasswordHash) -> Result<InsertStatement, StoreError> {
    let [owner, hash] = verified(session, hash);
    let still_verified = Query::select()
        .from(user::Entity)
        .and_where(Expr::col(user::Column::Id).eq(owner))
        .and_where(Expr::col(user::Column::PasswordHash).eq(hash))
        .and_where(Expr::col(user::Column::DisabledAt).is_null())
        .lock(LockType::Share)
        .to_owned();
    insert_if(session, still_verified)
}

fn named(name: &'static str, insert: InsertStatement) -> CommonTableExpression {
    CommonTableExpression::new().table_name(name).query(insert).to_owned()
}

fn one_after_another(backend: DbBackend, statements: &[InsertStatement]) -> Statement {
    let (mut texts, mut values) = (Vec::new(), Vec::new());
    for statement in statements {
        let Statement { sql, values: theirs, .. } = backend.build(statement);
        texts.push(sql);
        values.extend(theirs.into_iter().flat_map(|theirs| theirs.0));
    }
    Statement::from_sql_and_values(backend, texts.join("; "), values)
}

fn verified(session: &Model, hash: &PasswordHash) -> [Value; 2] {
    [session.user_id.into(), hash.as_str().into()]
}

/// Ends every session of a user that was not ended, or all but one. Answers when each would have
/// expired.
pub(super) fn end_but(
    owner: UserId,
    keep: Option<SessionId>,
    at: DateTime<Utc>,
) -> UpdateStatement {
    Query::update()
        .table(Entity)
        .value(Column::RevokedAt, cut(at))
        .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
        .and_where_option(keep.map(|keep| Expr::col(Column::Id).ne(keep.as_uuid())))
        .and_where(Expr::col(Column::RevokedAt).is_null())
        .returning_col(Column::ExpiresAt)
        .to_owned()
}

/// Writes to a session that was not ended.
pub(super) fn unended(owner: UserId, session: SessionId) -> UpdateStatement {
    Query::update()
        .table(Entity)
        .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
        .and_where(Expr::col(Column::Id).eq(session.as_uuid()))
        .and_where(Expr::col(Column::RevokedAt).is_null())
        .to_owned()
}

/// Notes a use of a session that was not ended.
pub(super) fn extend(
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

/// Replaces a session's current token.
pub(super) fn replace(rotation: &Rotation) -> UpdateStatement {
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

/// Wipes the children of tokens that were replaced by then.
pub(super) fn wipe_children(replaced_by: DateTime<Utc>) -> UpdateStatement {
    use refresh_token::Column;
    Query::update()
        .table(refresh_token::Entity)
        .value(Column::SealedChild, Option::<Vec<u8>>::None)
        .and_where(Expr::col(Column::SealedChild).is_not_null())
        .and_where(Expr::col(Column::ReplacedAt).lte(cut(replaced_by)))
        .to_owned()
}

/// Deletes sessions that were over before, with their tokens.
pub(super) fn forget_sessions(over_before: DateTime<Utc>) -> DeleteStatement {
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
