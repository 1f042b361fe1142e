//! What is known of the assistants at Vapi. Times of leases and intents are milliseconds since
//! 1970 by the database's clock.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assistant_syncs")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub assistant_id: Option<Uuid>,
    pub key_fingerprint: Option<String>,
    pub confirmations: i64,
    pub last_action: Option<String>,
    pub synced_revision: Option<i64>,
    pub synced_at: Option<DateTimeUtc>,
    pub last_error: Option<String>,
    pub drifted: bool,
    pub confirmed: Option<String>,
    pub lease_holder: Option<Uuid>,
    pub lease_fence: i64,
    pub lease_until: i64,
    pub intent_id: Option<Uuid>,
    pub intent_search_from: Option<i64>,
    pub intent_under_way_until: Option<i64>,
    pub intent_expires_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
