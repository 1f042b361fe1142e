//! The history of studio configurations.

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "studio_config_revisions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    pub snapshot: String,
    pub changed_fields: String,
    pub author: Uuid,
    pub created_at: DateTimeUtc,
}

/// A row without its snapshot.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Summary {
    pub revision: i64,
    pub changed_fields: String,
    pub author: Uuid,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
