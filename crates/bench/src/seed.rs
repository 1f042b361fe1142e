//! The users. One of them signs up and tunes an assistant through the product; all others are
//! copies of that one's rows, so that what is measured on is what the product writes.

use anyhow::Context;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::database::Database;
use crate::http::{Call, Http};

/// Everybody's.
pub(crate) const PASSWORD: &str = "correct horse battery";
/// Heads of ids; see [`Database::id`].
pub(crate) const USER: &str = "01980000000070008";
pub(crate) const SESSION: &str = "01980000000070009";
/// The head of a refresh token, before the user's number in 23 digits.
pub(crate) const REFRESH_TOKEN: &str = "bench-refresh-token-";
const MODEL: &str = "model@bench.example";

/// Users whose assistants are really there, each its own.
pub(crate) const LINKED: u32 = 400;

pub(crate) fn user_id(user: u32) -> Uuid {
    id(USER, user)
}

pub(crate) fn session_id(user: u32) -> Uuid {
    id(SESSION, user)
}

fn id(head: &str, user: u32) -> Uuid {
    let head = u128::from_str_radix(head, 16).unwrap_or_default();
    Uuid::from_u128((head << 60) | u128::from(user))
}

pub(crate) fn email(user: u32) -> String {
    format!("user{user}@bench.example")
}

pub(crate) fn refresh_token(user: u32) -> String {
    format!("{REFRESH_TOKEN}{user:023}")
}

/// A database of users.
pub(crate) struct Seeded {
    /// An access token as the product makes them.
    pub(crate) model_token: String,
    /// Everybody's.
    pub(crate) password_hash: String,
}

/// Fills a database that is migrated and has no users.
pub(crate) async fn seed(
    http: &Http,
    product: &str,
    database: &Database,
    users: u32,
) -> anyhow::Result<Seeded> {
    let model_token = make_model(http, product).await?;
    copy(database, users).await?;
    database.renew_tokens(users).await?;
    database.settle().await?;
    let hash = format!("SELECT password_hash FROM users WHERE email = '{MODEL}'");
    Ok(Seeded { model_token, password_hash: database.text(&hash).await? })
}

/// Answers an access token.
async fn make_model(http: &Http, product: &str) -> anyhow::Result<String> {
    let ask = async |method: Method, path: &str, token: &str, body: Option<Value>| {
        let url = format!("{product}/api/v1{path}");
        let answer = http.call(Call { method, url, token, body }).await?;
        anyhow::Ok(serde_json::from_str::<Value>(&answer)?)
    };
    let account = json!({ "email": MODEL, "password": PASSWORD, "name": "Ada Lovelace" });
    let signed_up = ask(Method::POST, "/auth/signup", "", Some(account)).await?;
    let token = signed_up.get("access_token").and_then(Value::as_str).context("no token")?;
    let profile = json!({ "organization_name": "Ada's Bakery", "industry": "Bakery" });
    ask(Method::PATCH, "/user/profile", token, Some(profile)).await?;
    ask(Method::POST, "/user/complete-onboarding", token, None).await?;
    ask(Method::PATCH, "/studio/config", token, Some(tuned())).await?;
    ask(Method::POST, "/studio/sync-vapi", token, None).await?;
    Ok(token.to_owned())
}

/// What a small business might say: a prompt of a good kilobyte, guidelines of half of it.
fn tuned() -> Value {
    let prompt = "You answer the telephone of Ada's Bakery, Lindengasse 12. You know the opening \
        hours, the bread of each weekday, and how to order a cake: ask for the date, the number \
        of guests, the filling and a telephone number to call back. ";
    let rule = "Never promise a price. Never take a payment. When somebody is angry, say sorry \
        once and offer a call back by Ada herself. ";
    json!({
        "businessHours": "06:30-18:00", "phoneNumber": "+43 1 234 56 78",
        "voiceSpeed": 1.1, "aiTemperature": 0.6, "aiMaxTokens": 400,
        "firstMessage": "Ada's Bakery, good morning! What can I do for you?",
        "systemPrompt": prompt.repeat(5).trim(), "guidelines": rule.repeat(4).trim(),
        "persona": "warm", "askForEmail": true, "askForPhone": true,
    })
}

/// Copies the model's rows to users from one on.
async fn copy(database: &Database, users: u32) -> anyhow::Result<()> {
    let (user, session) = (database.id(USER), database.id(SESSION));
    let model = format!("(SELECT id FROM users WHERE email = '{MODEL}')");
    let of_model = format!("model.user_id = {model}");
    let everybody = Copies { database, first: 1, last: users };
    let address = "'user' || n || '@bench.example'";
    everybody
        .of("users", &format!("model.id = {model}"), &[("id", &user), ("email", address)])
        .await?;
    everybody.of("sessions", &of_model, &[("user_id", &user), ("id", &session)]).await?;
    everybody.of("studio_configs", &of_model, &[("user_id", &user)]).await?;
    let revision = [("user_id", user.as_str()), ("author", &user)];
    everybody.of("studio_config_revisions", &of_model, &revision).await?;
    let unlinked = Copies { first: LINKED + 1, ..everybody };
    unlinked.of("assistant_syncs", &of_model, &[("user_id", &user)]).await
}

/// Users by their numbers, of a database.
struct Copies<'a> {
    database: &'a Database,
    first: u32,
    last: u32,
}

impl Copies<'_> {
    /// Copies the rows of a table, with these columns as they are for user `n`.
    async fn of(&self, table: &str, which: &str, own: &[(&str, &str)]) -> anyhow::Result<()> {
        let names = self.database.columns(table).await?;
        let values: Vec<_> = names
            .iter()
            .map(|name| match own.iter().find(|(column, _)| column == name) {
                Some((_, value)) => (*value).to_owned(),
                None => format!("model.{name}"),
            })
            .collect();
        let Self { first, last, .. } = self;
        let sql = format!(
            "WITH RECURSIVE numbers(n) AS \
                (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last}) \
             INSERT INTO {table} ({}) SELECT {} FROM {table} AS model, numbers WHERE {which}",
            names.join(", "),
            values.join(", "),
        );
        self.database.execute(&sql).await.with_context(|| format!("cannot fill {table}"))
    }
}
