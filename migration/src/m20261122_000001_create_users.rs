//! Users.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, small_integer, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(users()).await?;
        manager.create_index(unique("idx_users_email", "email")).await?;
        manager.create_index(unique("idx_users_phone", "phone")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("users").to_owned()).await
    }
}

fn users() -> TableCreateStatement {
    Table::create()
        .table("users")
        .col(uuid("id").primary_key())
        .col(text("email"))
        .col(text_null("phone"))
        .col(boolean("phone_verified").default(false))
        .col(text_null("password_hash"))
        .col(text_null("name"))
        .col(text_null("image"))
        .col(text("locale").default("en"))
        .col(text_null("organization_name"))
        .col(text_null("industry"))
        .col(text_null("company_size"))
        .col(small_integer("onboarding_step").default(0))
        .col(timestamp_with_time_zone_null("onboarding_completed_at"))
        .col(boolean("onboarding_vapi_skipped").default(false))
        .col(boolean("onboarding_twilio_skipped").default(false))
        .col(boolean("onboarding_assistant_created").default(false))
        .col(big_integer("version").default(0))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned()
}

fn unique(name: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(name).table("users").col(column).unique().to_owned()
}
