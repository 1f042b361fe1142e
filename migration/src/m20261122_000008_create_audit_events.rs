//! The history of accounts.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, text_null, timestamp_with_time_zone, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(audit_events()).await?;
        // For a user's history, latest first, and for the scrubbing of it.
        manager.create_index(by("idx_audit_events_user_id").col("id").to_owned()).await?;
        // For whether someone has logged in from an address before.
        manager
            .create_index(
                by("idx_audit_events_logged_in")
                    .col("ip")
                    .col("at")
                    .and_where(Expr::col("kind").eq("logged_in"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("audit_events").to_owned()).await
    }
}

// `fields` is a JSON list of API names. No foreign key: what happened outlives its user, and
// some of it has none.
fn audit_events() -> TableCreateStatement {
    Table::create()
        .table("audit_events")
        .col(uuid("id").primary_key())
        .col(uuid_null("user_id"))
        .col(text("kind"))
        .col(timestamp_with_time_zone("at"))
        .col(text_null("ip"))
        .col(text_null("user_agent"))
        .col(text_null("request_id"))
        .col(text("fields"))
        .to_owned()
}

fn by(name: &'static str) -> IndexCreateStatement {
    Index::create().name(name).table("audit_events").col("user_id").to_owned()
}
