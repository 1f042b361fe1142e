//! What is known of the assistants at Vapi.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, text_null, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(assistant_syncs()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("assistant_syncs").to_owned()).await
    }
}

// Times of leases and intents are milliseconds since 1970 by the database's clock: a number is
// what both databases compare and add to in the same way.
fn assistant_syncs() -> TableCreateStatement {
    Table::create()
        .table("assistant_syncs")
        .col(uuid("user_id").primary_key())
        .col(uuid_null("assistant_id"))
        .col(text_null("key_fingerprint"))
        .col(big_integer("confirmations").default(0))
        .col(text_null("last_action"))
        .col(big_integer_null("synced_revision"))
        .col(timestamp_with_time_zone_null("synced_at"))
        .col(text_null("last_error"))
        .col(boolean("drifted").default(false))
        .col(text_null("confirmed"))
        .col(uuid_null("lease_holder"))
        .col(big_integer("lease_fence").default(0))
        .col(big_integer("lease_until").default(0))
        .col(uuid_null("intent_id"))
        .col(big_integer_null("intent_search_from"))
        .col(big_integer_null("intent_under_way_until"))
        .col(big_integer_null("intent_expires_at"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_assistant_syncs_user_id")
                .from("assistant_syncs", "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
