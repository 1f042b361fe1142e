//! The servers that run on this database.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(servers()).await?;
        // For the forgetting of those that are silent.
        manager
            .create_index(
                Index::create()
                    .name("idx_servers_seen_at")
                    .table("servers")
                    .col("seen_at")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("servers").to_owned()).await
    }
}

// `sealing` and `signing` are JSON lists of key ids; `seen_at` is in milliseconds since 1970 by
// the database's clock.
fn servers() -> TableCreateStatement {
    Table::create()
        .table("servers")
        .col(uuid("id").primary_key())
        .col(text("sealing"))
        .col(text("signing"))
        .col(big_integer("seen_at"))
        .to_owned()
}
