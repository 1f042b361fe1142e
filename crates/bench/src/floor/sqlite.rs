//! An embedded file, by the driver that the product stands on: many readers, one writer.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use sqlx::query::Query;
use sqlx::sqlite::{
    Sqlite, SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool,
    SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Row, SqliteConnection, query};
use uuid::Uuid;

use super::settings::Settings;
use super::statement::{
    CLAIM, CONFIG, CONFIRM, CREDENTIALS, EXTEND_SESSION, INSERT_EVENT, INSERT_REVISION,
    INSERT_SESSION, INSERT_TOKEN, REPLACE_TOKEN, TOKEN, UPDATE_CONFIG, UPDATE_USER, USER,
};
use super::store::{Caller, Config, Event, LEASE_MILLIS, Login, Push, Rotation, Save, Store, User};

/// As many connections as the product has.
const CONNECTIONS: u32 = 10;

type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

/// The file's connections.
#[derive(Clone)]
pub(super) struct File {
    readers: SqlitePool,
    writer: SqlitePool,
}

impl File {
    pub(super) async fn open(url: &str) -> anyhow::Result<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .disable_statement_logging();
        let pool = |connections| {
            let pool = SqlitePoolOptions::new().max_connections(connections);
            pool.test_before_acquire(false).connect_with(options.clone())
        };
        Ok(Self { readers: pool(CONNECTIONS - 1).await?, writer: pool(1).await? })
    }

    async fn row(&self, statement: Statement<'_>) -> anyhow::Result<Option<SqliteRow>> {
        Ok(statement.fetch_optional(&self.readers).await?)
    }
}

/// Whether a row was there to be written.
async fn write(writer: &mut SqliteConnection, statement: Statement<'_>) -> anyhow::Result<bool> {
    Ok(statement.execute(writer).await?.rows_affected() == 1)
}

fn insert_event(user: Uuid, event: &Event, at: DateTime<Utc>) -> Statement<'_> {
    query(INSERT_EVENT)
        .bind(event.id)
        .bind(user)
        .bind(event.kind)
        .bind(at)
        .bind(event.ip.map(|ip| ip.to_string()))
        .bind(&event.user_agent)
        .bind(event.id.to_string())
        .bind(&event.fields)
}

impl Store for File {
    async fn config(&self, caller: Caller, now: DateTime<Utc>) -> anyhow::Result<Option<Config>> {
        let select = query(CONFIG.as_str()).bind(caller.user).bind(caller.session).bind(now);
        Ok(self.row(select).await?.map(|row| config(&row)))
    }

    async fn save_config(&self, owner: Uuid, save: &Save) -> anyhow::Result<bool> {
        let insert = query(INSERT_REVISION)
            .bind(owner)
            .bind(save.expected + 1)
            .bind(&save.snapshot)
            .bind(&save.event.fields)
            .bind(save.at);
        let update = save.settings.bind(query(UPDATE_CONFIG.as_str()));
        let update = update.bind(owner).bind(save.expected).bind(save.at);
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let saved = write(&mut transaction, insert).await?
            && write(&mut transaction, update).await?
            && write(&mut transaction, insert_event(owner, &save.event, save.at)).await?;
        if saved {
            transaction.commit().await?;
        }
        Ok(saved)
    }

    async fn user(&self, caller: Caller, now: DateTime<Utc>) -> anyhow::Result<Option<User>> {
        let select = query(USER).bind(caller.user).bind(caller.session).bind(now);
        Ok(self.row(select).await?.map(|row| user(&row)))
    }

    async fn update_user(&self, user: &User, now: DateTime<Utc>) -> anyhow::Result<bool> {
        let update = query(UPDATE_USER)
            .bind(user.id)
            .bind(user.version)
            .bind(&user.name)
            .bind(&user.locale)
            .bind(&user.organization_name)
            .bind(&user.industry)
            .bind(&user.company_size)
            .bind(user.onboarding_step)
            .bind(now);
        write(&mut *self.writer.acquire().await?, update).await
    }

    async fn user_by_email(&self, email: &str) -> anyhow::Result<Option<User>> {
        Ok(self.row(query(CREDENTIALS).bind(email)).await?.map(|row| user(&row)))
    }

    async fn log_in(&self, login: &Login) -> anyhow::Result<bool> {
        let Login { user, session, at, expires_at, token_hash, .. } = login;
        let insert = query(INSERT_SESSION)
            .bind(user)
            .bind(session)
            .bind(at)
            .bind(expires_at)
            .bind(&login.event.user_agent);
        let token = query(INSERT_TOKEN).bind(token_hash).bind(user).bind(session).bind(at);
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let opened = write(&mut transaction, insert).await?
            && write(&mut transaction, token).await?
            && write(&mut transaction, insert_event(*user, &login.event, *at)).await?;
        if opened {
            transaction.commit().await?;
        }
        Ok(opened)
    }

    async fn user_by_token(
        &self,
        token_hash: &[u8],
        now: DateTime<Utc>,
    ) -> anyhow::Result<Option<(User, Uuid)>> {
        let row = self.row(query(TOKEN).bind(token_hash).bind(now)).await?;
        Ok(row.map(|row| (user(&row), row.get("session_id"))))
    }

    async fn rotate(&self, rotation: &Rotation) -> anyhow::Result<bool> {
        let Rotation { caller, parent, child, sealed_child, at, expires_at } = rotation;
        let Caller { user, session } = caller;
        let extend = query(EXTEND_SESSION).bind(user).bind(session).bind(at).bind(expires_at);
        let replace = query(REPLACE_TOKEN).bind(parent).bind(at).bind(sealed_child);
        let insert = query(INSERT_TOKEN).bind(child).bind(user).bind(session).bind(at);
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let rotated = write(&mut transaction, extend).await?
            && write(&mut transaction, replace).await?
            && write(&mut transaction, insert).await?;
        if rotated {
            transaction.commit().await?;
        }
        Ok(rotated)
    }

    async fn claim(&self, user: Uuid, holder: Uuid, now: DateTime<Utc>) -> anyhow::Result<bool> {
        let now = now.timestamp_millis();
        let claim = query(CLAIM).bind(user).bind(holder).bind(now).bind(now + LEASE_MILLIS);
        write(&mut *self.writer.acquire().await?, claim).await
    }

    async fn confirm(&self, push: &Push) -> anyhow::Result<bool> {
        let confirm = query(CONFIRM)
            .bind(push.user)
            .bind(push.holder)
            .bind(push.revision)
            .bind(push.at)
            .bind(&push.confirmed);
        let mut writer = self.writer.acquire().await?;
        Ok(write(&mut writer, confirm).await?
            && write(&mut writer, insert_event(push.user, &push.event, push.at)).await?)
    }
}

fn config(row: &SqliteRow) -> Config {
    let mut at = Settings::COLUMNS.len()..;
    let mut next = || at.next().unwrap_or_default();
    Config {
        settings: Settings::of_sqlite(row),
        revision: row.get(next()),
        updated_at: row.get(next()),
        email: row.get(next()),
        organization: row.get(next()),
        mail_password: row.get(next()),
        assistant: row.get(next()),
        lease_until: row.get(next()),
        synced_revision: row.get(next()),
        synced_at: row.get(next()),
        last_error: row.get(next()),
        drifted: row.get(next()),
    }
}

fn user(row: &SqliteRow) -> User {
    User {
        id: row.get(0),
        email: row.get(1),
        name: row.get(2),
        phone: row.get(3),
        locale: row.get(4),
        image: row.get(5),
        organization_name: row.get(6),
        industry: row.get(7),
        company_size: row.get(8),
        onboarding_step: row.get(9),
        onboarding_completed: row.get(10),
        phone_verified: row.get(11),
        version: row.get(12),
        password_hash: row.get(13),
    }
}
