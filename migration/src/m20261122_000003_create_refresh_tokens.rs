//! Refresh tokens, by their hashes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob, blob_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(refresh_tokens()).await?;
        // For the foreign key, whose cascade has to find them.
        manager
            .create_index(
                by("idx_refresh_tokens_session").col("user_id").col("session_id").to_owned(),
            )
            .await?;
        // For the wiping of children whose grace is over.
        manager
            .create_index(
                by("idx_refresh_tokens_sealed_child")
                    .col("replaced_at")
                    .and_where(Expr::col("sealed_child").is_not_null())
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("refresh_tokens").to_owned()).await
    }
}

// The hash leads, alone: whoever presents a token says nothing else.
fn refresh_tokens() -> TableCreateStatement {
    Table::create()
        .table("refresh_tokens")
        .col(blob("token_hash").primary_key())
        .col(uuid("user_id"))
        .col(uuid("session_id"))
        .col(timestamp_with_time_zone("issued_at"))
        .col(timestamp_with_time_zone_null("replaced_at"))
        .col(blob_null("sealed_child"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_refresh_tokens_session")
                .from("refresh_tokens", ("user_id", "session_id"))
                .to("sessions", ("user_id", "id"))
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn by(name: &'static str) -> IndexCreateStatement {
    Index::create().name(name).table("refresh_tokens").to_owned()
}
