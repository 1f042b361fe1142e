//! The SQL adapter: Postgres, and the same code on an embedded SQLite file.
//!
//! [`Database::connect`] opens either by its address, [`Database::stores`] gives the store
//! ports over it, and the `migrate_…` methods bring its schema up and down, one program at a
//! time. The crate knows the domain, the ports and SQL. It must not know HTTP, Vapi, how
//! secrets are sealed, or where the configuration comes from; and nothing outside it and
//! `migration` knows SeaORM.
//!
//! What a table holds is parsed when it is read: a row that cannot be is `Corrupt`, named by
//! table and column. No error repeats a value, because values are people's addresses, prompts
//! and secrets (`failure`). Whose data a statement touches is part of the statement.
//!
//! - To add a **setting**: its line in the domain's table, a migration that adds the column
//!   with that line's default, and a field of the same name in `entity/studio_config.rs`.
//!   Reading, writing and the history follow; tests compare the three.
//! - To add a **migration**: see the crate `migration`.
//! - To add a **store**: its entity in `entity/`, what makes its rows valid in `record/`, the
//!   port's implementation in `store/`, and a field in [`Stores`]. Writes go through
//!   `Sql::writer` or `Sql::begin`, reads through `Sql::reader`. Lock the rows of one user in
//!   the order users, sessions, everything else, as the deleting of a user does; what is
//!   written down of a change comes last, in the change's own transaction.

mod address;
mod at_hand;
mod bounded;
mod clock;
mod database;
mod either;
mod entity;
mod failure;
mod former;
mod health;
mod inspect;
mod link;
mod migrator;
mod page;
mod pool;
mod record;
mod row;
mod sql;
mod store;
mod text;

pub use address::AddressError;
pub use database::{ConnectError, Database, DatabaseOptions, PoolUse, Stores};
pub use former::{FormerDatabaseError, SqlFormerAccounts};
pub use health::SeaDatabaseHealth;
pub use inspect::{ConnectionLimits, Durability, Pooler};
pub use migrator::{Backend, MigrateError, MigrationStatus, migration_names, migration_sql};
pub use store::{
    SeaAccountImport, SeaAssistantRemovalStore, SeaAssistantSyncStore, SeaAuditLog,
    SeaHistoryStore, SeaRateLimiter, SeaSealedSecrets, SeaSecretStore, SeaServerRegistry,
    SeaSessionStore, SeaStudioConfigStore, SeaUserDirectory, SeaUserRecords, SeaUserStore,
};
