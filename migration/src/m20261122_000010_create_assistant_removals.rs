//! What is left to be deleted at Vapi when its owner is gone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(assistant_removals()).await?;
        // For the one that has waited longest.
        manager
            .create_index(
                Index::create()
                    .name("idx_assistant_removals_due_at")
                    .table("assistant_removals")
                    .col("due_at")
                    .col("created_at")
                    .col("id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("assistant_removals").to_owned()).await
    }
}

// No foreign key: the owner is gone. `due_at` is in milliseconds since 1970 by the database's
// clock.
fn assistant_removals() -> TableCreateStatement {
    Table::create()
        .table("assistant_removals")
        .col(uuid("id").primary_key())
        .col(uuid("owner"))
        .col(text("key_fingerprint"))
        .col(uuid_null("assistant_id"))
        .col(timestamp_with_time_zone_null("search_from"))
        .col(timestamp_with_time_zone("search_until"))
        .col(timestamp_with_time_zone("created_at"))
        .col(big_integer("due_at").default(0))
        .to_owned()
}
