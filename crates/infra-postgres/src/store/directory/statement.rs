//! The statements of an operator.

use application::port::{PasswordHash, UserQuery};
use chrono::{DateTime, Utc};
use domain::account::UserHandle;
use domain::value::UserId;
use sea_orm::sea_query::{
    Cond, Expr, ExprTrait, Func, LikeExpr, Order, Query, SelectStatement, UpdateStatement,
};

use crate::clock::cut;
use crate::entity::user::{Column, Entity};
use crate::row::select_all;

/// Before what a pattern would take for more than itself.
const ESCAPE: char = '\\';

pub(super) fn select_some(query: &UserQuery) -> SelectStatement {
    let mut select = Query::select()
        .from(Entity)
        .order_by((Entity, Column::Id), Order::Asc)
        .limit(query.limit.into())
        .to_owned();
    if let Some(after) = query.after {
        select.and_where(Expr::col((Entity, Column::Id)).gt(after.as_uuid()));
    }
    if let Some(search) = &query.search {
        select.cond_where(holding(search));
    }
    select_all::<Entity>(&mut select);
    select
}

fn holding(search: &str) -> Cond {
    const SEARCHED: [Column; 4] =
        [Column::Email, Column::Phone, Column::Name, Column::OrganizationName];
    let mut pattern = String::from("%");
    for character in search.to_ascii_lowercase().chars() {
        if matches!(character, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(character);
    }
    pattern.push('%');
    SEARCHED.into_iter().fold(Cond::any(), |any, column| {
        let text = Func::lower(Expr::col((Entity, column)));
        any.add(Expr::expr(text).like(LikeExpr::new(pattern.as_str()).escape(ESCAPE)))
    })
}

pub(super) fn select_one(who: &UserHandle) -> SelectStatement {
    let whose = match who {
        UserHandle::Id(id) => Expr::col((Entity, Column::Id)).eq(id.as_uuid()),
        UserHandle::Email(email) => Expr::col((Entity, Column::Email)).eq(email.as_str()),
    };
    let mut select = Query::select().from(Entity).and_where(whose).to_owned();
    select_all::<Entity>(&mut select);
    select
}

/// Replaces the password hash and, as a change by its owner does, nothing else.
pub(super) fn set_hash(owner: UserId, hash: &PasswordHash) -> UpdateStatement {
    of(owner).value(Column::PasswordHash, hash.as_str()).to_owned()
}

pub(super) fn disable(owner: UserId, at: DateTime<Utc>) -> UpdateStatement {
    of(owner)
        .value(Column::DisabledAt, cut(at))
        .and_where(Expr::col(Column::DisabledAt).is_null())
        .to_owned()
}

pub(super) fn enable(owner: UserId) -> UpdateStatement {
    of(owner)
        .value(Column::DisabledAt, Option::<DateTime<Utc>>::None)
        .and_where(Expr::col(Column::DisabledAt).is_not_null())
        .to_owned()
}

fn of(owner: UserId) -> UpdateStatement {
    Query::update().table(Entity).and_where(Expr::col(Column::Id).eq(owner.as_uuid())).to_owned()
}
