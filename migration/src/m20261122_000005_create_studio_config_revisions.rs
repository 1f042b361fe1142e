//! The history of studio configurations.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(studio_config_revisions()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("studio_config_revisions").to_owned()).await
    }
}

// `snapshot` is a JSON object of every setting by its API name, `changed_fields` a JSON list of
// API names. The author may be gone before the history is.
fn studio_config_revisions() -> TableCreateStatement {
    Table::create()
        .table("studio_config_revisions")
        .col(uuid("user_id"))
        .col(big_integer("revision"))
        .col(text("snapshot"))
        .col(text("changed_fields"))
        .col(uuid("author"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(
            Index::create().name("studio_config_revisions_pkey").col("user_id").col("revision"),
        )
        .foreign_key(
            ForeignKey::create()
                .name("fk_studio_config_revisions_user_id")
                .from("studio_config_revisions", "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
