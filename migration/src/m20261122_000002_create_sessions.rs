//! Logins.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(sessions()).await?;
        // For the tidying of sessions that are long over.
        manager.create_index(by("idx_sessions_expires_at", "expires_at")).await?;
        manager
            .create_index(
                by("idx_sessions_revoked_at", "revoked_at")
                    .and_where(Expr::col("revoked_at").is_not_null())
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("sessions").to_owned()).await
    }
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(uuid("user_id"))
        .col(uuid("id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("last_used_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .col(boolean("remember"))
        .col(text_null("user_agent"))
        .primary_key(Index::create().name("sessions_pkey").col("user_id").col("id"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_sessions_user_id")
                .from("sessions", "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn by(name: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(name).table("sessions").col(column).to_owned()
}
