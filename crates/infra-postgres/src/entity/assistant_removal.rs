//! What is left to be deleted at Vapi. `due_at` is milliseconds since 1970 by the database's
//! clock.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assistant_removals")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub owner: Uuid,
    pub key_fingerprint: String,
    pub assistant_id: Option<Uuid>,
    pub search_from: Option<DateTimeUtc>,
    pub search_until: DateTimeUtc,
    pub created_at: DateTimeUtc,
    pub due_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
