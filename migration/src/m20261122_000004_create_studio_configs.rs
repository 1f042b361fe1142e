//! Studio configurations, a column a setting.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, double, integer, text, text_null, timestamp_with_time_zone, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(studio_configs()).await?;
        // Under a name of its own on every database, which a primary key cannot have on SQLite.
        manager
            .create_index(
                Index::create()
                    .name("idx_studio_configs_user_id")
                    .table("studio_configs")
                    .col("user_id")
                    .unique()
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("studio_configs").to_owned()).await
    }
}

fn studio_configs() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("studio_configs")
        .col(uuid("user_id").primary_key())
        .col(big_integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_studio_configs_user_id")
                .from("studio_configs", "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        );
    add_contact(&mut table);
    add_assistant(&mut table);
    table
}

// NULL where a setting follows the account.
fn add_contact(table: &mut TableCreateStatement) {
    table
        .col(text_null("organization_name"))
        .col(text_null("admin_email"))
        .col(text_null("fallback_email"))
        .col(text_null("summary_email"))
        .col(text("timezone").default("Europe/Paris"))
        .col(text("phone_number").default(""))
        .col(text("business_hours").default("09:00-18:00"))
        .col(text("smtp_server").default(""))
        .col(text("smtp_port").default("587"))
        .col(text("smtp_username").default(""));
}

fn add_assistant(table: &mut TableCreateStatement) {
    table
        .col(text("voice_provider").default("11labs"))
        .col(text("voice_id").default("sarah"))
        .col(double("voice_speed").default(1.0))
        .col(text("ai_model").default("gpt-4o-mini"))
        .col(double("ai_temperature").default(0.7))
        .col(integer("ai_max_tokens").default(500))
        .col(text("transcriber_provider").default("deepgram"))
        .col(text("transcriber_model").default("nova-2"))
        .col(text("transcriber_language").default("en"))
        .col(text("first_message").default("Hello! How can I help you today?"))
        .col(text("system_prompt").default("You are a helpful AI assistant."))
        .col(text("guidelines").default(""))
        .col(text("persona").default("professional"))
        .col(text("tone").default("friendly"))
        .col(text("language").default("en"))
        .col(boolean("ask_for_name").default(true))
        .col(boolean("ask_for_email").default(false))
        .col(boolean("ask_for_phone").default(false));
}
