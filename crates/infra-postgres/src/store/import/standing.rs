//! How those who apply stand to who is here.

use std::collections::HashSet;

use application::port::{Applicant, Standing};
use application::{StoreError, Unique};
use domain::value::{Email, PhoneNumber};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, Value};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::entity::{audit_event, user};
use crate::failure::store_error;

/// What those have who are here, as far as it was asked about.
#[derive(Default)]
struct Here {
    ids: HashSet<Uuid>,
    emails: HashSet<String>,
    phones: HashSet<String>,
    /// Those to whom something happened once.
    remembered: HashSet<Uuid>,
}

/// How each stands, in their order.
pub(super) async fn standings(
    connection: &impl ConnectionTrait,
    applicants: &[Applicant],
) -> Result<Vec<Standing>, StoreError> {
    let mut here = Here::default();
    for some in applicants.chunks(super::ROWS) {
        // Before the users: whoever is added in between is not taken for one who is gone.
        for row in connection.query_all(&select_remembered(some)).await.map_err(store_error)? {
            here.remembered.insert(row.try_get_by_index(0).map_err(store_error)?);
        }
        for select in select_users(some) {
            for row in connection.query_all(&select).await.map_err(store_error)? {
                here.enter(&row).map_err(store_error)?;
            }
        }
    }
    Ok(applicants.iter().map(|applicant| here.standing(applicant)).collect())
}

impl Here {
    fn enter(&mut self, row: &QueryResult) -> Result<(), sea_orm::DbErr> {
        self.ids.insert(row.try_get_by_index(0)?);
        self.emails.insert(row.try_get_by_index(1)?);
        self.phones.extend(row.try_get_by_index::<Option<String>>(2)?);
        Ok(())
    }

    fn standing(&self, applicant: &Applicant) -> Standing {
        let id = applicant.id.as_uuid();
        let email = applicant.email.as_ref().map(Email::as_str);
        let phone = applicant.phone.as_ref().map(PhoneNumber::as_str);
        if self.ids.contains(&id) {
            Standing::AlreadyThere
        } else if self.remembered.contains(&id) {
            Standing::Deleted
        } else if email.is_some_and(|email| self.emails.contains(email)) {
            Standing::Taken(Unique::Email)
        } else if phone.is_some_and(|phone| self.phones.contains(phone)) {
            Standing::Taken(Unique::Phone)
        } else {
            Standing::New
        }
    }
}

/// A statement for each index: of all three at once, not every plan makes use of any. None for
/// what nobody has, which a plan may look for in the whole table.
fn select_users(applicants: &[Applicant]) -> impl Iterator<Item = SelectStatement> {
    use user::{Column, Entity};
    let values = |of: fn(&Applicant) -> Option<Value>| applicants.iter().filter_map(of).collect();
    let wanted: [(Column, Vec<Value>); 3] = [
        (Column::Id, values(|it| Some(it.id.as_uuid().into()))),
        (Column::Email, values(|it| it.email.as_ref().map(|email| email.as_str().into()))),
        (Column::Phone, values(|it| it.phone.as_ref().map(|phone| phone.as_str().into()))),
    ];
    wanted.into_iter().filter(|(_, values)| !values.is_empty()).map(|(column, values)| {
        Query::select()
            .columns([Column::Id, Column::Email, Column::Phone])
            .from(Entity)
            .and_where(Expr::col(column).is_in(values))
            .to_owned()
    })
}

/// What happened to somebody stays when they are deleted: their id, and nothing else of them.
fn select_remembered(applicants: &[Applicant]) -> SelectStatement {
    use audit_event::{Column, Entity};
    Query::select()
        .distinct()
        .column(Column::UserId)
        .from(Entity)
        .and_where(Expr::col(Column::UserId).is_in(applicants.iter().map(|it| it.id.as_uuid())))
        .to_owned()
}
