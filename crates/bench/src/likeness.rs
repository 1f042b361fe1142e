//! That the floor does what the product does: the same fields in the answers, the same number
//! of rows written. A floor that does less would be no measure.

use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::{Map, Value};

use crate::database::Database;
use crate::http::{Call, Http};
use crate::request::Request;
use crate::token::TokenMaker;

/// Tables that requests add rows to.
const GROWING: [&str; 4] =
    ["sessions", "refresh_tokens", "studio_config_revisions", "audit_events"];

/// For so long nothing is written by who has nothing left to write.
const SETTLING: Duration = Duration::from_millis(300);

/// What one call came to.
struct Seen {
    answer: Value,
    text: String,
    /// Rows added, by the table.
    added: Vec<f64>,
}

/// Asks both the same once, each for a user that the other did not touch.
pub(crate) async fn check(
    request: Request,
    (floor, product): (&str, &str),
    database: &Database,
    tokens: &TokenMaker,
) -> anyhow::Result<()> {
    let http = Http::new()?;
    let look = async |url: &str, user: u32| look(&http, request, url, user, database, tokens).await;
    let (ours, theirs) = (look(product, 1).await?, look(floor, 2).await?);
    let what = request.name();
    ensure!(
        shape(&ours.answer) == shape(&theirs.answer),
        "{what}: the product answers {}, the floor {}",
        ours.text,
        theirs.text
    );
    ensure!(
        ours.added == theirs.added,
        "{what}: the product adds {:?} rows to {GROWING:?}, the floor {:?}",
        ours.added,
        theirs.added
    );
    if request == Request::GetConfig {
        let again = look(floor, 1).await?;
        ensure!(ours.text == again.text, "{what}: {} is not {}", ours.text, again.text);
    }
    Ok(())
}

async fn look(
    http: &Http,
    request: Request,
    url: &str,
    user: u32,
    database: &Database,
    tokens: &TokenMaker,
) -> anyhow::Result<Seen> {
    let (method, path, body) = request.by_hand(user);
    let (url, token) = (format!("{url}{path}"), tokens.of(user)?);
    let before = settled(database).await?;
    let text = http.call(Call { method, url, token: &token, body }).await?;
    let after = count(database).await?;
    let answer = serde_json::from_str(&text).with_context(|| text.clone())?;
    let added = after.iter().zip(before).map(|(after, before)| after - before).collect();
    Ok(Seen { answer, text, added })
}

/// The count once what a load left to be done is done.
async fn settled(database: &Database) -> anyhow::Result<Vec<f64>> {
    let mut before = count(database).await?;
    loop {
        tokio::time::sleep(SETTLING).await;
        let after = count(database).await?;
        if after == before {
            return Ok(after);
        }
        before = after;
    }
}

async fn count(database: &Database) -> anyhow::Result<Vec<f64>> {
    let mut counts = Vec::new();
    for table in GROWING {
        let count = format!("SELECT CAST(count(*) AS text) FROM {table}");
        counts.push(database.number(&count).await?);
    }
    Ok(counts)
}

/// The names and types of a document, without its values.
fn shape(document: &Value) -> Value {
    match document {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), shape(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(_) => "array".into(),
        Value::String(_) => "string".into(),
        Value::Number(_) => "number".into(),
        Value::Bool(_) => "boolean".into(),
        Value::Null => "null".into(),
    }
}
