//! A configuration with all that its answer is made of: the one thing that everybody reads all
//! the time. So it is read by the places of its columns, and of what is joined only what is told.

use application::StoreError;
use application::port::StudioRecord;
use domain::integration::SecretKind;
use domain::studio::{AccountDefaults, Revision, SETTINGS, StudioConfig};
use domain::sync::SyncFacts;
use domain::value::AssistantId;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, IntoColumnRef, SelectStatement};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, TryGetable};

use crate::clock::now_millis;
use crate::entity::studio_config::{Column, Entity};
use crate::entity::{assistant_sync, integration_secret, user};
use crate::failure::{bad_row, store_error};
use crate::record::assistant_sync::linked;
use crate::record::studio_config::{columns_of_settings, config};
use crate::row::Reader;
use crate::sql::Sql;
use crate::text::ReaderSelect;

static RECORD: ReaderSelect = ReaderSelect::new(select_record);

/// A user's configuration.
pub(in crate::store) async fn load_record(
    sql: &Sql,
    reader: Reader,
) -> Result<Option<StudioRecord>, StoreError> {
    let select = RECORD.statement(reader, sql.backend());
    let row = sql.reader().query_one_raw(select).await.map_err(store_error)?;
    row.map(|row| studio_record(&row)).transpose()
}

/// The settings first, in the order of their table, and then as [`studio_record()`] reads them.
fn select_record(reader: Reader, backend: DbBackend) -> SelectStatement {
    use assistant_sync::Column as Sync;
    let mut select = reader.select();
    let user = |column| Expr::col((user::Entity, column));
    let of_user = |joined: Expr| joined.eq(user(user::Column::Id));
    let sync = |column| (assistant_sync::Entity, column).into_column_ref();
    select
        .columns(columns_of_settings().map(|column| (Entity, column)))
        .columns([(Entity, Column::Revision), (Entity, Column::UpdatedAt)])
        .columns([user::Column::Email, user::Column::OrganizationName].map(|it| (user::Entity, it)))
        .column((integration_secret::Entity, integration_secret::Column::Kind))
        .column(sync(Sync::AssistantId))
        .expr(is_at_work(backend))
        .columns([Sync::SyncedRevision, Sync::SyncedAt, Sync::LastError, Sync::Drifted].map(sync))
        .left_join(Entity, of_user(Expr::col((Entity, Column::UserId))))
        .left_join(assistant_sync::Entity, of_user(Expr::col(sync(Sync::UserId))));
    join_mail_password(&mut select);
    select
}

/// Whether a push is at work: the database judges, by its own clock. Nobody's where there is no
/// row.
fn is_at_work(backend: DbBackend) -> Expr {
    use assistant_sync::{Column, Entity};
    let held = Expr::col((Entity, Column::LeaseHolder)).is_not_null();
    held.and(Expr::col((Entity, Column::LeaseUntil)).gt(now_millis(backend)))
}

// Whether there is one, not what it is.
fn join_mail_password(select: &mut SelectStatement) {
    use integration_secret::{Column, Entity};
    // A constant, for the text is all that differs from user to user besides the user.
    let mail_password = Expr::Constant(SecretKind::SmtpPassword.as_str().into());
    select.left_join(
        Entity,
        Cond::all()
            .add(Expr::col((Entity, Column::UserId)).equals((user::Entity, user::Column::Id)))
            .add(Expr::col((Entity, Column::Kind)).eq(mail_password)),
    );
}

fn studio_record(row: &QueryResult) -> Result<StudioRecord, StoreError> {
    let mut rest = Rest { row, next: SETTINGS.len() };
    let revision: Option<Revision> = rest.take("studio_configs", "revision")?;
    let updated_at = rest.take("studio_configs", "updated_at")?;
    let account = AccountDefaults {
        email: rest.take("users", "email")?,
        organization_name: rest.take("users", "organization_name")?,
    };
    let mail_password: Option<String> = rest.take("integration_secrets", "kind")?;
    let (linked, sync) = linked_and_facts(&mut rest)?;
    Ok(StudioRecord {
        config: match revision {
            Some(_) => config(row)?,
            None => StudioConfig::default(),
        },
        revision: revision.unwrap_or(0),
        updated_at,
        account,
        smtp_password_set: mail_password.is_some(),
        linked,
        sync,
    })
}

fn linked_and_facts(rest: &mut Rest<'_>) -> Result<(Option<AssistantId>, SyncFacts), StoreError> {
    const TABLE: &str = "assistant_syncs";
    let linked = linked(rest.take(TABLE, "assistant_id")?);
    let facts = SyncFacts {
        at_work: rest.take(TABLE, "lease_until")?,
        synced_revision: rest.take(TABLE, "synced_revision")?,
        synced_at: rest.take(TABLE, "synced_at")?,
        last_error: rest.take(TABLE, "last_error")?,
        drifted: rest.take::<Option<bool>>(TABLE, "drifted")?.unwrap_or_default(),
    };
    Ok((linked, facts))
}

/// The columns of a row behind the settings, one after the other.
struct Rest<'a> {
    row: &'a QueryResult,
    next: usize,
}

impl Rest<'_> {
    /// The next one, which is this.
    fn take<T: TryGetable>(
        &mut self,
        table: &'static str,
        column: &'static str,
    ) -> Result<T, StoreError> {
        let at = self.next;
        self.next += 1;
        self.row.try_get_by(at).map_err(|_| bad_row(table, column))
    }
}
