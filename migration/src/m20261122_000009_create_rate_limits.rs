//! What is asked for too often.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, boolean};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(rate_limits()).await?;
        // For the forgetting of subjects whose count is back at nothing.
        manager
            .create_index(
                Index::create()
                    .name("idx_rate_limits_tat")
                    .table("rate_limits")
                    .col("tat")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("rate_limits").to_owned()).await
    }
}

// `tat`, the theoretical arrival time, is in microseconds since 1970 by the database's clock.
// `passed` is what became of the latest take: written by the statement that decides, and
// answered by it.
fn rate_limits() -> TableCreateStatement {
    Table::create()
        .table("rate_limits")
        .col(blob("subject").primary_key())
        .col(big_integer("tat"))
        .col(boolean("passed"))
        .to_owned()
}
