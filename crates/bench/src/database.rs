//! The database by SQL of its own, whichever it is.

use anyhow::Context;
use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{AssertSqlSafe, Row, query};

use crate::seed::{refresh_token, session_id, user_id};

/// Connections of an operator.
#[derive(Clone)]
pub(crate) enum Database {
    Postgres(PgPool),
    Sqlite(SqlitePool),
}

impl Database {
    pub(crate) async fn open(url: &str) -> anyhow::Result<Self> {
        if url.starts_with("sqlite:") {
            return Ok(Self::Sqlite(SqlitePool::connect(url).await?));
        }
        Ok(Self::Postgres(PgPool::connect(url).await?))
    }

    pub(crate) async fn execute(&self, sql: &str) -> anyhow::Result<()> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Postgres(pool) => query(sql).execute(pool).await.map(drop)?,
            Self::Sqlite(pool) => query(sql).execute(pool).await.map(drop)?,
        }
        Ok(())
    }

    /// The first column of each row, as text.
    pub(crate) async fn texts(&self, sql: &str) -> anyhow::Result<Vec<String>> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Self::Postgres(pool) => {
                query(sql).fetch_all(pool).await?.iter().map(|row| row.get(0)).collect()
            }
            Self::Sqlite(pool) => {
                query(sql).fetch_all(pool).await?.iter().map(|row| row.get(0)).collect()
            }
        })
    }

    /// The one of a selection of one.
    pub(crate) async fn text(&self, sql: &str) -> anyhow::Result<String> {
        self.texts(sql).await?.pop().with_context(|| format!("nothing found: {sql}"))
    }

    pub(crate) async fn number(&self, sql: &str) -> anyhow::Result<f64> {
        Ok(self.text(sql).await?.parse()?)
    }

    /// How many revisions all users have made.
    pub(crate) async fn revisions(&self) -> anyhow::Result<f64> {
        self.number("SELECT CAST(SUM(revision) AS text) FROM studio_configs").await
    }

    pub(crate) async fn columns(&self, table: &str) -> anyhow::Result<Vec<String>> {
        self.texts(&match self {
            Self::Postgres(_) => format!(
                "SELECT column_name::text FROM information_schema.columns \
                 WHERE table_schema = 'public' AND table_name = '{table}'"
            ),
            Self::Sqlite(_) => format!("SELECT name FROM pragma_table_info('{table}')"),
        })
        .await
    }

    /// The id of number `n`, after a head of 17 digits; as [`user_id`] has it.
    pub(crate) fn id(&self, head: &str) -> String {
        match self {
            Self::Postgres(_) => format!("('{head}' || lpad(to_hex(n), 15, '0'))::uuid"),
            Self::Sqlite(_) => format!("unhex('{head}' || printf('%015x', n))"),
        }
    }

    /// What a server does now and then by itself, once and now.
    pub(crate) async fn settle(&self) -> anyhow::Result<()> {
        match self {
            Self::Postgres(_) => {
                self.execute("VACUUM ANALYZE").await?;
                self.execute("CHECKPOINT").await
            }
            Self::Sqlite(_) => {
                self.execute("ANALYZE").await?;
                self.execute("PRAGMA wal_checkpoint(TRUNCATE)").await
            }
        }
    }

    /// Gives each of the first users one refresh token that nobody used yet.
    pub(crate) async fn renew_tokens(&self, users: u32) -> anyhow::Result<()> {
        self.execute("DELETE FROM refresh_tokens").await?;
        match self {
            Self::Postgres(_) => {
                self.execute(&format!(
                    "INSERT INTO refresh_tokens (token_hash, user_id, session_id, issued_at) \
                     SELECT sha256(convert_to('{}' || lpad(n::text, 23, '0'), 'UTF8')), {}, {}, now() \
                     FROM generate_series(1, {users}) AS n",
                    crate::seed::REFRESH_TOKEN,
                    self.id(crate::seed::USER),
                    self.id(crate::seed::SESSION),
                ))
                .await
            }
            Self::Sqlite(pool) => {
                let issued_at =
                    self.text("SELECT created_at FROM sessions LIMIT 1").await?;
                let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
                for user in 1..=users {
                    let hash = aws_lc_rs::digest::digest(
                        &aws_lc_rs::digest::SHA256,
                        refresh_token(user).as_bytes(),
                    );
                    query(
                        "INSERT INTO refresh_tokens (token_hash, user_id, session_id, issued_at) \
                         VALUES ($1, $2, $3, $4)",
                    )
                    .bind(hash.as_ref().to_vec())
                    .bind(user_id(user))
                    .bind(session_id(user))
                    .bind(&issued_at)
                    .execute(&mut *transaction)
                    .await?;
                }
                Ok(transaction.commit().await?)
            }
        }
    }
}
