//! A user's rows, a page at a time.

use application::StoreError;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement, Value};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, TryGetable};

use crate::entity::user;
use crate::failure::store_error;
use crate::row::{Reader, read_columns, select_columns};
use crate::sql::Sql;

/// The rows before one, latest first. An index leads from the owner and the key to them.
pub(crate) struct Page<E: EntityTrait> {
    /// The column that tells whose they are.
    pub(crate) owner: E::Column,
    /// The column that orders them, which no row has NULL in.
    pub(crate) key: E::Column,
    /// What is read of them, those two included.
    pub(crate) columns: Vec<E::Column>,
    /// The key that they are before; `None` for the latest.
    pub(crate) before: Option<Value>,
    /// How many at most.
    pub(crate) limit: u32,
}

impl<E: EntityTrait> Page<E> {
    /// Reads them in one statement, `K` being the key's type; `None` when the user may not be
    /// read.
    pub(crate) async fn read<M: FromQueryResult, K: TryGetable>(
        self,
        sql: &Sql,
        reader: Reader,
    ) -> Result<Option<Vec<M>>, StoreError> {
        let key = self.key;
        let select = self.select(reader);
        let rows = sql.reader().query_all(&select).await.map_err(store_error)?;
        if rows.is_empty() {
            return Ok(None);
        }
        let rows = rows.iter().filter_map(|row| read_columns::<E, M, K>(row, key).transpose());
        rows.collect::<Result<_, _>>().map(Some)
    }

    /// The user with the page, or with nothing: cut to its length before it is joined, so
    /// that a long history is not read for it.
    fn select(self, reader: Reader) -> SelectStatement {
        let table = E::default();
        let mut page = Query::select()
            .columns(self.columns.iter().copied())
            .from(table)
            .and_where(Expr::col(self.owner).eq(reader.owner().as_uuid()))
            .order_by(self.key, Order::Desc)
            .limit(self.limit.into())
            .to_owned();
        if let Some(before) = self.before {
            page.and_where(Expr::col(self.key).lt(before));
        }
        let of_caller = Expr::col((table, self.owner)).equals((user::Entity, user::Column::Id));
        let mut select = reader.select();
        select
            .join_subquery(JoinType::LeftJoin, page, table, of_caller)
            .order_by((table, self.key), Order::Desc);
        select_columns::<E>(&mut select, self.columns);
        select
    }
}
