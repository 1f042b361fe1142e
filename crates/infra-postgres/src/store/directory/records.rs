//! What is stored about anybody.

use application::StoreError;
use application::port::{Integrations, RevisionRecord, StudioRecord, UserRecords};
use async_trait::async_trait;
use domain::audit::AuditEvent;
use domain::session::Session;
use domain::studio::Revision;
use domain::value::{AuditEventId, UserId};

use crate::row::Reader;
use crate::sql::Sql;
use crate::store::audit::list_events;
use crate::store::secret::load_secrets;
use crate::store::session::all_kept;
use crate::store::studio_config::{load_history, load_record};

/// Reads in SQL what other stores keep, without asking for a caller.
#[derive(Clone)]
pub struct SeaUserRecords {
    sql: Sql,
}

impl SeaUserRecords {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }
}

#[async_trait]
impl UserRecords for SeaUserRecords {
    async fn sessions(&self, owner: UserId) -> Result<Vec<Session>, StoreError> {
        all_kept(&self.sql, owner).await
    }

    async fn studio(&self, owner: UserId) -> Result<Option<StudioRecord>, StoreError> {
        load_record(&self.sql, Reader::Operator(owner)).await
    }

    async fn integrations(&self, owner: UserId) -> Result<Option<Integrations>, StoreError> {
        load_secrets(&self.sql, Reader::Operator(owner)).await
    }

    async fn revisions(
        &self,
        owner: UserId,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionRecord>>, StoreError> {
        load_history(&self.sql, Reader::Operator(owner), before, limit).await
    }

    async fn events(
        &self,
        owner: UserId,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Option<Vec<AuditEvent>>, StoreError> {
        list_events(&self.sql, Reader::Operator(owner), before, limit).await
    }
}
