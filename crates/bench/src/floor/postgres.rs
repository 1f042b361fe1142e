//! Postgres, by tokio-postgres and prepared statements.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use deadpool_postgres::{GenericClient, Manager, Pool};
use tokio_postgres::types::ToSql;
use tokio_postgres::{NoTls, Row};
use uuid::Uuid;

use super::settings::Settings;
use super::statement::{
    CLAIM, CONFIG, CONFIRM, CREDENTIALS, EXTEND_SESSION, INSERT_EVENT, INSERT_REVISION,
    INSERT_SESSION, INSERT_TOKEN, LOCK_USER, REPLACE_TOKEN, TOKEN, UPDATE_CONFIG, UPDATE_USER,
    USER,
};
use super::store::{Caller, Config, Event, LEASE_MILLIS, Login, Push, Rotation, Save, Store, User};

/// As many connections as the product has.
const CONNECTIONS: usize = 10;

type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A pool of connections.
#[derive(Clone)]
pub(super) struct Postgres(Pool);

impl Postgres {
    pub(super) fn open(url: &str) -> anyhow::Result<Self> {
        let manager = Manager::new(tokio_postgres::Config::from_str(url)?, NoTls);
        Ok(Self(Pool::builder(manager).max_size(CONNECTIONS).build()?))
    }

    async fn row(&self, sql: &str, values: Parameters<'_>) -> anyhow::Result<Option<Row>> {
        let client = self.0.get().await?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query_opt(&statement, values).await?)
    }

    async fn write(&self, sql: &str, values: Parameters<'_>) -> anyhow::Result<bool> {
        write(&self.0.get().await?, sql, values).await
    }
}

/// Whether a row was there to be written.
async fn write(
    client: &impl GenericClient,
    sql: &str,
    values: Parameters<'_>,
) -> anyhow::Result<bool> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.execute(&statement, values).await? == 1)
}

async fn insert_event(
    client: &impl GenericClient,
    user: Uuid,
    event: &Event,
    at: DateTime<Utc>,
) -> anyhow::Result<bool> {
    let ip = event.ip.map(|ip| ip.to_string());
    let request_id = event.id.to_string();
    write(
        client,
        INSERT_EVENT,
        &[&event.id, &user, &event.kind, &at, &ip, &event.user_agent, &request_id, &event.fields],
    )
    .await
}

impl Store for Postgres {
    async fn config(&self, caller: Caller, now: DateTime<Utc>) -> anyhow::Result<Option<Config>> {
        Ok(self.row(&CONFIG, &[&caller.user, &caller.session, &now]).await?.map(|row| config(&row)))
    }

    async fn save_config(&self, owner: Uuid, save: &Save) -> anyhow::Result<bool> {
        let mut client = self.0.get().await?;
        let transaction = client.transaction().await?;
        let next = save.expected + 1;
        let revision: Parameters<'_> =
            &[&owner, &next, &save.snapshot, &save.event.fields, &save.at];
        let mut values = save.settings.parameters();
        values.extend([&owner as &(dyn ToSql + Sync), &save.expected, &save.at]);
        let saved = write(&transaction, INSERT_REVISION, revision).await?
            && write(&transaction, &UPDATE_CONFIG, &values).await?
            && insert_event(&transaction, owner, &save.event, save.at).await?;
        if saved {
            transaction.commit().await?;
        }
        Ok(saved)
    }

    async fn user(&self, caller: Caller, now: DateTime<Utc>) -> anyhow::Result<Option<User>> {
        Ok(self.row(USER, &[&caller.user, &caller.session, &now]).await?.map(|row| user(&row)))
    }

    async fn update_user(&self, user: &User, now: DateTime<Utc>) -> anyhow::Result<bool> {
        let values: Parameters<'_> = &[
            &user.id,
            &user.version,
            &user.name,
            &user.locale,
            &user.organization_name,
            &user.industry,
            &user.company_size,
            &user.onboarding_step,
            &now,
        ];
        self.write(UPDATE_USER, values).await
    }

    async fn user_by_email(&self, email: &str) -> anyhow::Result<Option<User>> {
        Ok(self.row(CREDENTIALS, &[&email]).await?.map(|row| user(&row)))
    }

    async fn log_in(&self, login: &Login) -> anyhow::Result<bool> {
        let mut client = self.0.get().await?;
        let transaction = client.transaction().await?;
        let Login { user, session, at, expires_at, token_hash, .. } = login;
        let opened = write(&transaction, LOCK_USER, &[user, &login.verified]).await?
            && write(
                &transaction,
                INSERT_SESSION,
                &[user, session, at, expires_at, &login.event.user_agent],
            )
            .await?
            && write(&transaction, INSERT_TOKEN, &[token_hash, user, session, at]).await?
            && insert_event(&transaction, *user, &login.event, *at).await?;
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
        let row = self.row(TOKEN, &[&token_hash, &now]).await?;
        Ok(row.map(|row| (user(&row), row.get("session_id"))))
    }

    async fn rotate(&self, rotation: &Rotation) -> anyhow::Result<bool> {
        let mut client = self.0.get().await?;
        let transaction = client.transaction().await?;
        let Rotation { caller, parent, child, sealed_child, at, expires_at } = rotation;
        let Caller { user, session } = caller;
        let rotated = write(&transaction, EXTEND_SESSION, &[user, session, at, expires_at]).await?
            && write(&transaction, REPLACE_TOKEN, &[parent, at, sealed_child]).await?
            && write(&transaction, INSERT_TOKEN, &[child, user, session, at]).await?;
        if rotated {
            transaction.commit().await?;
        }
        Ok(rotated)
    }

    async fn claim(&self, user: Uuid, holder: Uuid, now: DateTime<Utc>) -> anyhow::Result<bool> {
        let now = now.timestamp_millis();
        self.write(CLAIM, &[&user, &holder, &now, &(now + LEASE_MILLIS)]).await
    }

    async fn confirm(&self, push: &Push) -> anyhow::Result<bool> {
        let client = self.0.get().await?;
        let values: Parameters<'_> =
            &[&push.user, &push.holder, &push.revision, &push.at, &push.confirmed];
        Ok(write(&client, CONFIRM, values).await?
            && insert_event(&client, push.user, &push.event, push.at).await?)
    }
}

fn config(row: &Row) -> Config {
    let mut at = Settings::COLUMNS.len()..;
    let mut next = || at.next().unwrap_or_default();
    Config {
        settings: Settings::of_postgres(row),
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

fn user(row: &Row) -> User {
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
