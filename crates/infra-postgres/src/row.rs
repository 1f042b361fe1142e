//! Rows of several tables at once.

use application::{Caller, StoreError};
use chrono::{DateTime, Utc};
use domain::value::UserId;
use sea_orm::sea_query::{Expr, ExprTrait, InsertStatement, Query, SelectStatement, Value, Values};
use sea_orm::{
    EntityTrait, FromQueryResult, IdenStatic, Iterable, ModelTrait, QueryResult, TryGetable,
};

use crate::clock::cut;
use crate::entity::{session, user};
use crate::failure::{Failure, store_error};

/// Selects every column of a table, each named `table.column`, so that an error of reading one
/// says where it is.
pub(crate) fn select_all<E: EntityTrait>(select: &mut SelectStatement) {
    select_columns::<E>(select, E::Column::iter());
}

/// The same of these columns.
pub(crate) fn select_columns<E: EntityTrait>(
    select: &mut SelectStatement,
    columns: impl IntoIterator<Item = E::Column>,
) {
    let table = E::default();
    for column in columns {
        let name = format!("{}.{}", table.table_name(), column.as_str());
        select.expr_as(Expr::col((table, column)), name);
    }
}

/// Reads a row of a table that was [selected](select_all).
pub(crate) fn read<E: EntityTrait>(row: &QueryResult) -> Result<E::Model, StoreError> {
    E::Model::from_query_result(row, &prefix::<E>()).map_err(store_error)
}

/// The same, for a table that was joined and may have no row; `key` is a column, of type `K`,
/// that no row has NULL in.
pub(crate) fn read_joined<E: EntityTrait, K: TryGetable>(
    row: &QueryResult,
    key: E::Column,
) -> Result<Option<E::Model>, StoreError> {
    read_columns::<E, E::Model, K>(row, key)
}

/// The same, of the columns that `M` has.
pub(crate) fn read_columns<E: EntityTrait, M: FromQueryResult, K: TryGetable>(
    row: &QueryResult,
    key: E::Column,
) -> Result<Option<M>, StoreError> {
    let prefix = prefix::<E>();
    let present = row.try_get::<Option<K>>(&prefix, key.as_str()).map_err(store_error)?;
    if present.is_none() {
        return Ok(None);
    }
    M::from_query_result(row, &prefix).map(Some).map_err(store_error)
}

/// Inserts a row if one is found by this selection, which names no columns.
pub(crate) fn insert_if<M: ModelTrait>(
    row: &M,
    mut found: SelectStatement,
) -> Result<InsertStatement, StoreError> {
    found.exprs(values_of(row).map(Expr::val));
    let mut insert = Query::insert();
    insert
        .into_table(M::Entity::default())
        .columns(<M::Entity as EntityTrait>::Column::iter())
        .select_from(found)
        .map_err(|_| StoreError::Corrupt(Box::new(Failure::Unexpected)))?;
    Ok(insert)
}

/// A row's values, in the order of its columns.
pub(crate) fn values_of<M: ModelTrait>(row: &M) -> impl Iterator<Item = Value> {
    <M::Entity as EntityTrait>::Column::iter().map(|column| row.get(column))
}

fn prefix<E: EntityTrait>() -> String {
    format!("{}.", E::default().table_name())
}

/// Who reads what is a user's.
#[derive(Clone, Copy)]
pub(crate) enum Reader {
    /// The user, who calls at a time.
    Caller(Caller, DateTime<Utc>),
    /// An operator, who reads what is anybody's.
    Operator(UserId),
}

impl Reader {
    /// Whose it is.
    pub(crate) const fn owner(self) -> UserId {
        match self {
            Self::Caller(caller, _) => caller.user_id(),
            Self::Operator(owner) => owner,
        }
    }

    /// Selects from the user, if it exists and may be read: no row means that a caller is nobody
    /// by now.
    pub(crate) fn select(self) -> SelectStatement {
        match self {
            Self::Caller(caller, now) => select_for(caller, now),
            Self::Operator(owner) => select_user(owner),
        }
    }

    /// The values of [`Self::select()`], in their order.
    pub(crate) fn values(self) -> Values {
        Values(match self {
            Self::Caller(caller, now) => vec![
                caller.user_id().as_uuid().into(),
                caller.session_id().as_uuid().into(),
                cut(now).into(),
            ],
            Self::Operator(owner) => vec![owner.as_uuid().into()],
        })
    }
}

fn select_user(owner: UserId) -> SelectStatement {
    Query::select()
        .from(user::Entity)
        .and_where(Expr::col((user::Entity, user::Column::Id)).eq(owner.as_uuid()))
        .to_owned()
}

/// Selects from the caller's user, if it exists and is not disabled, and the session that the
/// caller came through is alive.
fn select_for(caller: Caller, now: DateTime<Utc>) -> SelectStatement {
    let user = (user::Entity, user::Column::Id);
    select_user(caller.user_id())
        .inner_join(
            session::Entity,
            Expr::col((session::Entity, session::Column::UserId)).equals(user),
        )
        .and_where(Expr::col((user::Entity, user::Column::DisabledAt)).is_null())
        .and_where(
            Expr::col((session::Entity, session::Column::Id)).eq(caller.session_id().as_uuid()),
        )
        .and_where(Expr::col((session::Entity, session::Column::RevokedAt)).is_null())
        .and_where(Expr::col((session::Entity, session::Column::ExpiresAt)).gt(cut(now)))
        .to_owned()
}
