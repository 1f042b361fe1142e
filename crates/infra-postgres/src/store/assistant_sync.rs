//! What is known of assistants, and who may push right now.

use std::time::Duration;

use application::StoreError;
use application::port::{
    AssistantSyncStore, Claim, Confirmation, KeyFingerprint, Lease, SyncRecord,
};
use async_trait::async_trait;
use domain::value::{AssistantId, IntentId, UserId};
use sea_orm::sea_query::{
    CaseStatement, Expr, ExprTrait, Func, InsertStatement, OnConflict, Query, SelectStatement,
    UpdateStatement,
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Iterable};
use uuid::Uuid;

use crate::clock::{cut, millis, millis_from_now, now_millis};
use crate::entity::assistant_sync::{Column, Entity, Model};
use crate::entity::user;
use crate::failure::{Failure, is_reference_gone, store_error};
use crate::record::assistant_sync::sync_record;
use crate::row::{read, select_all};
use crate::sql::Sql;

const DATABASE_TIME: &str = "database_time";

/// How far before its intent an assistant may seem to have been created: clocks differ.
const CLOCKS_APART: Duration = Duration::from_mins(5);

/// How long what an attempt may have made is looked for once it is settled.
const SEARCHED: Duration = Duration::from_mins(10);

/// Keeps what is known of assistants in SQL. Each method is one statement, so that the lease
/// is checked and the row is written at one moment; a refused claim reads after.
#[derive(Clone)]
pub struct SeaAssistantSyncStore {
    sql: Sql,
}

impl SeaAssistantSyncStore {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }

    /// Begins a write that only the holder of a lease that has not run out may do.
    fn held(&self, owner: UserId, lease: Lease) -> UpdateStatement {
        Query::update()
            .table(Entity)
            .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
            .and_where(Expr::col(Column::LeaseHolder).eq(lease.holder))
            .and_where(Expr::col(Column::LeaseFence).eq(lease.fence))
            .and_where(Expr::col(Column::LeaseUntil).gt(now_millis(self.sql.backend())))
            .to_owned()
    }

    async fn write(&self, update: &UpdateStatement) -> Result<bool, StoreError> {
        let done = self.sql.writer().await?.execute(update).await.map_err(store_error)?;
        Ok(done.rows_affected() == 1)
    }
}

#[async_trait]
impl AssistantSyncStore for SeaAssistantSyncStore {
    async fn load(&self, owner: UserId) -> Result<SyncRecord, StoreError> {
        let select = select_record(owner, self.sql.backend());
        let Some(row) = self.sql.reader().query_one(&select).await.map_err(store_error)? else {
            return Ok(SyncRecord::default());
        };
        let now = row.try_get("", DATABASE_TIME).map_err(store_error)?;
        sync_record(read::<Entity>(&row)?, now)
    }

    async fn claim(
        &self,
        owner: UserId,
        holder: Uuid,
        confirmations: i64,
        ttl: Duration,
    ) -> Result<Claim, StoreError> {
        let claim = claim_of(owner, holder, confirmations, ttl, self.sql.backend())?;
        let granted = {
            let writer = self.sql.writer().await?;
            writer.query_one(&claim).await
        };
        match granted {
            Ok(Some(row)) => {
                let now = row.try_get_by_index(Column::iter().count()).map_err(store_error)?;
                let row = Model::from_query_result(&row, "").map_err(store_error)?;
                let lease = Lease { holder, fence: row.lease_fence };
                Ok(Claim::Granted(lease, sync_record(row, now)?))
            }
            Ok(None) => self.load(owner).await.map(Claim::Refused),
            Err(error) if is_reference_gone(&error) => Ok(Claim::Refused(SyncRecord::default())),
            Err(error) => Err(store_error(error)),
        }
    }

    async fn renew(&self, owner: UserId, lease: Lease, ttl: Duration) -> Result<bool, StoreError> {
        let until = millis_from_now(self.sql.backend(), ttl);
        self.write(self.held(owner, lease).value(Column::LeaseUntil, until)).await
    }

    async fn open_intent(
        &self,
        owner: UserId,
        lease: Lease,
        intent: IntentId,
        time_limit: Duration,
    ) -> Result<bool, StoreError> {
        let backend = self.sql.backend();
        let unsettled = Expr::col(Column::IntentExpiresAt).is_null();
        let searched_still = Expr::col(Column::IntentExpiresAt).gt(now_millis(backend));
        let an_older_is_open =
            Expr::col(Column::IntentId).is_not_null().and(unsettled.or(searched_still));
        let search_from = CaseStatement::new()
            .case(an_older_is_open, Expr::col(Column::IntentSearchFrom))
            .finally(now_millis(backend).sub(millis(CLOCKS_APART)));
        self.write(
            self.held(owner, lease)
                .value(Column::IntentId, intent.as_uuid())
                .value(Column::IntentSearchFrom, search_from)
                .value(Column::IntentUnderWayUntil, millis_from_now(backend, time_limit))
                .value(Column::IntentExpiresAt, Expr::null()),
        )
        .await
    }

    async fn intent_answered(&self, owner: UserId, lease: Lease) -> Result<bool, StoreError> {
        self.write(self.held(owner, lease).value(Column::IntentUnderWayUntil, 0)).await
    }

    async fn close_intent(
        &self,
        owner: UserId,
        lease: Lease,
        keep_searching: bool,
    ) -> Result<bool, StoreError> {
        let backend = self.sql.backend();
        self.write(end_intent(&mut self.held(owner, lease), keep_searching, backend)).await
    }

    async fn link(
        &self,
        owner: UserId,
        lease: Lease,
        assistant: AssistantId,
        key_fingerprint: &KeyFingerprint,
    ) -> Result<bool, StoreError> {
        self.write(
            self.held(owner, lease)
                .value(Column::AssistantId, assistant.as_uuid())
                .value(Column::KeyFingerprint, key_fingerprint.as_str()),
        )
        .await
    }

    async fn confirm(
        &self,
        owner: UserId,
        lease: Lease,
        confirmation: Confirmation,
    ) -> Result<bool, StoreError> {
        let mut update = self.held(owner, lease);
        update
            .value(Column::AssistantId, confirmation.assistant.as_uuid())
            .value(Column::KeyFingerprint, confirmation.key_fingerprint.as_str())
            .value(Column::Confirmations, Expr::col(Column::Confirmations).add(1))
            .value(Column::LastAction, confirmation.action.as_str())
            .value(Column::SyncedRevision, confirmation.revision)
            .value(Column::SyncedAt, cut(confirmation.at))
            .value(Column::LastError, Option::<String>::None)
            .value(Column::Drifted, false)
            .value(Column::Confirmed, confirmation.confirmed.as_str());
        let backend = self.sql.backend();
        self.write(give_back(end_intent(&mut update, confirmation.keep_searching, backend))).await
    }

    async fn fail(&self, owner: UserId, lease: Lease, error: &str) -> Result<bool, StoreError> {
        let mut update = self.held(owner, lease);
        self.write(give_back(update.value(Column::LastError, error))).await
    }

    async fn note_drift(
        &self,
        owner: UserId,
        confirmations: i64,
        drifted: bool,
    ) -> Result<bool, StoreError> {
        let update = Query::update()
            .table(Entity)
            .value(Column::Drifted, drifted)
            .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
            .and_where(Expr::col(Column::Confirmations).eq(confirmations))
            .and_where(Expr::col(Column::AssistantId).is_not_null())
            .and_where(Expr::col(Column::LeaseUntil).lte(now_millis(self.sql.backend())))
            .to_owned();
        self.write(&update).await
    }

    async fn release(&self, owner: UserId, lease: Lease) -> Result<bool, StoreError> {
        self.write(give_back(&mut self.held(owner, lease))).await
    }

    async fn forget(&self, owner: UserId, lease: Lease) -> Result<bool, StoreError> {
        let mut update = self.held(owner, lease);
        set_null(
            &mut update,
            &[
                Column::AssistantId,
                Column::KeyFingerprint,
                Column::LastAction,
                Column::SyncedRevision,
                Column::SyncedAt,
                Column::LastError,
                Column::Confirmed,
            ],
        );
        self.write(give_back(update.value(Column::Drifted, false))).await
    }
}

fn give_back(update: &mut UpdateStatement) -> &mut UpdateStatement {
    update.value(Column::LeaseHolder, Expr::null()).value(Column::LeaseUntil, 0)
}

/// Settles the latest attempt. From the first time on that one is settled, what it and
/// earlier ones may have made is looked for until [`SEARCHED`] is over.
fn end_intent(
    update: &mut UpdateStatement,
    keep_searching: bool,
    backend: DbBackend,
) -> &mut UpdateStatement {
    if keep_searching {
        let expires_at = Func::coalesce([
            Expr::col(Column::IntentExpiresAt),
            millis_from_now(backend, SEARCHED),
        ]);
        return update
            .value(Column::IntentUnderWayUntil, 0)
            .value(Column::IntentExpiresAt, expires_at);
    }
    set_null(
        update,
        &[
            Column::IntentId,
            Column::IntentSearchFrom,
            Column::IntentUnderWayUntil,
            Column::IntentExpiresAt,
        ],
    )
}

fn set_null<'a>(update: &'a mut UpdateStatement, columns: &[Column]) -> &'a mut UpdateStatement {
    update.values(columns.iter().map(|column| (*column, Expr::null())))
}

fn select_record(owner: UserId, backend: DbBackend) -> SelectStatement {
    let mut select = Query::select()
        .from(Entity)
        .expr_as(now_millis(backend), DATABASE_TIME)
        .and_where(Expr::col(Column::UserId).eq(owner.as_uuid()))
        .to_owned();
    select_all::<Entity>(&mut select);
    select
}

/// Takes the lease and answers the row and the database's time, or answers nothing. Inserts
/// from the user's own row, so that nothing is inserted for a user who is gone.
fn claim_of(
    owner: UserId,
    holder: Uuid,
    confirmations: i64,
    ttl: Duration,
    backend: DbBackend,
) -> Result<InsertStatement, StoreError> {
    let mine = |column| Expr::col((Entity, column));
    let until = millis_from_now(backend, ttl);
    let first_lease = Query::select()
        .column(user::Column::Id)
        .expr(Expr::val(holder))
        .expr(Expr::val(1_i64))
        .expr(until.clone())
        .from(user::Entity)
        .and_where(Expr::col(user::Column::Id).eq(owner.as_uuid()))
        .to_owned();
    let next_lease = OnConflict::column(Column::UserId)
        .value(Column::LeaseHolder, holder)
        .value(Column::LeaseFence, mine(Column::LeaseFence).add(1))
        .value(Column::LeaseUntil, until)
        .action_and_where(mine(Column::LeaseUntil).lte(now_millis(backend)))
        .action_and_where(mine(Column::Confirmations).lte(confirmations))
        .to_owned();
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::UserId, Column::LeaseHolder, Column::LeaseFence, Column::LeaseUntil])
        .on_conflict(next_lease)
        .returning(
            Query::returning().exprs(Column::iter().map(Expr::col).chain([now_millis(backend)])),
        )
        .select_from(first_lease)
        .map_err(|_| StoreError::Corrupt(Box::new(Failure::Unexpected)))?;
    Ok(insert)
}
