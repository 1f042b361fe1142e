//! Secrets that users entrust to us, sealed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(integration_secrets()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("integration_secrets").to_owned()).await
    }
}

fn integration_secrets() -> TableCreateStatement {
    Table::create()
        .table("integration_secrets")
        .col(uuid("user_id"))
        .col(text("kind"))
        .col(text("ciphertext"))
        .col(text("key_id"))
        .col(text("preview"))
        .col(text_null("detail"))
        .col(timestamp_with_time_zone_null("verified_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().name("integration_secrets_pkey").col("user_id").col("kind"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_integration_secrets_user_id")
                .from("integration_secrets", "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
