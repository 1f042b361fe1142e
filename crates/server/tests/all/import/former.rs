//! A database of the former service, as `SQLAlchemy` made it.

use std::fmt::Write;
use std::path::PathBuf;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};

use crate::harness::{Place, PostgresDatabase, Store};

/// Bcrypt of `correct horse battery`.
pub(super) const HASH: &str = "$2b$06$abcdefghijklmnopqrstuu50eFBEC8vQwBnuFXMHE45jBnqvQ8xz.";
/// The key of the Fernet specification, and what it makes of `hello`.
pub(super) const FERNET_KEY: &str = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
pub(super) const FERNET_HELLO: &str = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

const SCHEMA: &str = "
    CREATE TABLE users (
        id VARCHAR(36) NOT NULL PRIMARY KEY, email VARCHAR(255) NOT NULL UNIQUE,
        hashed_password VARCHAR(255), full_name VARCHAR(255), phone VARCHAR(50), image TEXT,
        locale VARCHAR(10), organization_name VARCHAR(255), industry VARCHAR(255),
        company_size VARCHAR(50), phone_verified BOOLEAN, is_active BOOLEAN DEFAULT TRUE,
        onboarding_completed BOOLEAN, onboarding_step INTEGER, onboarding_completed_at TIMESTAMP,
        onboarding_vapi_skipped BOOLEAN, onboarding_twilio_skipped BOOLEAN,
        onboarding_assistant_created BOOLEAN, vapi_api_key VARCHAR(255),
        twilio_account_sid VARCHAR(255), twilio_auth_token VARCHAR(255),
        twilio_phone_number VARCHAR(50), stripe_customer_id VARCHAR(255),
        created_at TIMESTAMP, updated_at TIMESTAMP);
    CREATE TABLE studio_configs (
        id VARCHAR(36) NOT NULL PRIMARY KEY, user_id VARCHAR(36) NOT NULL,
        organization_name VARCHAR(255), admin_email VARCHAR(255), timezone VARCHAR(64),
        business_hours VARCHAR(255), smtp_server VARCHAR(255), smtp_port INTEGER,
        smtp_username VARCHAR(255), smtp_password_encrypted TEXT, vapi_assistant_id VARCHAR(255),
        voice_provider VARCHAR(50), voice_id VARCHAR(255), voice_speed FLOAT, ai_model VARCHAR(100),
        ai_temperature FLOAT, ai_max_tokens INTEGER, first_message TEXT, system_prompt TEXT,
        persona VARCHAR(100), tone VARCHAR(100), ask_for_name BOOLEAN, ask_for_email BOOLEAN,
        created_at TIMESTAMP, updated_at TIMESTAMP);";

/// The database; on Postgres, one of its own.
pub(super) struct Former {
    file: Option<PathBuf>,
    postgres: Option<PostgresDatabase>,
}

impl Former {
    /// Without anybody.
    pub(super) async fn new(place: &Place, store: Store) -> Self {
        let former = match store {
            Store::Sqlite => Self { file: Some(place.file("former.db")), postgres: None },
            Store::Postgres => Self { file: None, postgres: Some(PostgresDatabase::create()) },
        };
        former.execute(SCHEMA).await;
        former
    }

    /// Its address, as the former service spelled it.
    pub(super) fn url(&self) -> String {
        match (&self.file, &self.postgres) {
            (Some(file), _) => format!("sqlite+aiosqlite:///{}", file.display()),
            (None, Some(postgres)) => {
                postgres.url().replacen("postgres://", "postgresql+asyncpg://", 1)
            }
            (None, None) => unreachable!("it is somewhere"),
        }
    }

    pub(super) async fn execute(&self, sql: &str) {
        match (&self.file, &self.postgres) {
            (_, Some(postgres)) => drop(postgres.sql(sql)),
            (Some(file), None) => {
                let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
                let mut connection =
                    SqliteConnection::connect_with(&options).await.expect("a file");
                connection.execute(AssertSqlSafe(sql.to_owned())).await.expect("a statement");
                connection.close().await.expect("a close");
            }
            (None, None) => unreachable!("it is somewhere"),
        }
    }

    /// Adds a row. A value is SQL.
    pub(super) async fn insert(&self, table: &str, row: &[(&str, String)]) {
        let (mut names, mut values) = (String::new(), String::new());
        for (name, value) in row {
            write!(names, "{}{name}", if names.is_empty() { "" } else { ", " }).expect("text");
            write!(values, "{}{value}", if values.is_empty() { "" } else { ", " }).expect("text");
        }
        self.execute(&format!("INSERT INTO {table} ({names}) VALUES ({values})")).await;
    }

    /// Adds this many users, each with a configuration.
    pub(super) async fn crowd(&self, count: u32) {
        let id = |number: &str| {
            format!(
                "substr('00000000-0000-4000-8000-000000000000', 1, 36 - length({number})) || {number}"
            )
        };
        let numbers = format!(
            "WITH RECURSIVE n(i) AS (SELECT 100001 UNION ALL SELECT i + 1 FROM n WHERE i < {})",
            100_000 + count
        );
        let (number, at) = ("CAST(i AS TEXT)", "'2024-01-02 03:04:05.678901'");
        self.execute(&format!(
            "{numbers} INSERT INTO users (id, email, hashed_password, full_name, locale, \
             onboarding_step, vapi_api_key, created_at, updated_at) \
             SELECT {id}, 'user' || {number} || '@example.com', '{HASH}', 'User ' || {number}, 'fr', \
             3, 'a-vapi-key-of-user-' || {number}, {at}, {at} FROM n",
            id = id(number)
        ))
        .await;
        self.execute(&format!(
            "{numbers} INSERT INTO studio_configs (id, user_id, system_prompt, tone, voice_speed, \
             created_at, updated_at) SELECT 'c' || {number}, {id}, \
             'You answer the phone of user ' || {number}, 'warm', 1.1, {at}, {at} FROM n",
            id = id(number)
        ))
        .await;
    }

    /// All of it, and on SQLite what lies beside its file.
    pub(super) fn everything(&self) -> String {
        match (&self.file, &self.postgres) {
            (_, Some(postgres)) => {
                let dump = postgres.dump();
                let lines = dump.lines().filter(|line| !line.starts_with('\\'));
                lines.collect::<Vec<_>>().join("\n")
            }
            (Some(file), None) => {
                let beside = |suffix: &str| format!("{}{suffix}", file.display());
                let others =
                    ["-wal", "-shm", "-journal"].map(|it| PathBuf::from(beside(it)).exists());
                format!("{:?} {others:?}", std::fs::read(file).expect("the file"))
            }
            (None, None) => unreachable!("it is somewhere"),
        }
    }
}

/// A text as SQL.
pub(super) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
