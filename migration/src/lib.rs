//! The schema, one change a file.
//!
//! Each migration names its own tables and columns, so that it means the same for ever: it
//! imports no entity, and it is never edited after it has landed. It runs on Postgres and on
//! SQLite, inside a transaction, and has a `down`. It sends statements and asks nothing of the
//! database, because the same migrations are also printed for an operator who applies them by
//! hand. Who runs them, when, and that only one does, is for the SQL adapter.
//!
//! To add one: a file `mYYYYMMDD_NNNNNN_verb_noun.rs`, and its line at the end of the list
//! below. A column for a new setting needs the default that the domain's table gives it; a
//! test of the SQL adapter compares. Expand first, backfill, tighten in a later release:
//! replicas of the release before are still running.

#![expect(
    elided_lifetimes_in_paths,
    reason = "the library's trait leaves SchemaManager's lifetime out, and so must we"
)]

use sea_orm_migration::prelude::*;

mod m20261122_000001_create_users;
mod m20261122_000002_create_sessions;
mod m20261122_000003_create_refresh_tokens;
mod m20261122_000004_create_studio_configs;
mod m20261122_000005_create_studio_config_revisions;
mod m20261122_000006_create_assistant_syncs;
mod m20261122_000007_create_integration_secrets;
mod m20261122_000008_create_audit_events;
mod m20261122_000009_create_rate_limits;
mod m20261122_000010_create_assistant_removals;
mod m20261122_000011_create_servers;
mod m20261122_000012_index_integration_secrets_key_id;
mod m20261122_000013_add_users_disabled_at;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_create_users::Migration),
            Box::new(m20261122_000002_create_sessions::Migration),
            Box::new(m20261122_000003_create_refresh_tokens::Migration),
            Box::new(m20261122_000004_create_studio_configs::Migration),
            Box::new(m20261122_000005_create_studio_config_revisions::Migration),
            Box::new(m20261122_000006_create_assistant_syncs::Migration),
            Box::new(m20261122_000007_create_integration_secrets::Migration),
            Box::new(m20261122_000008_create_audit_events::Migration),
            Box::new(m20261122_000009_create_rate_limits::Migration),
            Box::new(m20261122_000010_create_assistant_removals::Migration),
            Box::new(m20261122_000011_create_servers::Migration),
            Box::new(m20261122_000012_index_integration_secrets_key_id::Migration),
            Box::new(m20261122_000013_add_users_disabled_at::Migration),
        ]
    }
}
