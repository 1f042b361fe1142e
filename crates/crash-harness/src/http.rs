//! Asking the server under test.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::Value;
use tokio::time::Instant;

use crate::journal::Journal;

/// Longer than any answer may take.
const LIMIT: Duration = Duration::from_secs(30);
/// How long one who was not answered waits before anything else.
const PAUSE: Duration = Duration::from_millis(50);
/// Shorter than servers keep idle connections.
const IDLE_LIMIT: Duration = Duration::from_secs(2);

/// What became of a request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// It was answered, if only with a refusal.
    Answered(Answer),
    /// Nobody knows: it was sent and not answered, or the server says that it does not know.
    Unknown,
    /// It was never sent.
    Unsent,
}

#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// What was seen of one request, for whoever judges an outage.
#[derive(Debug, Clone)]
pub(crate) struct Sight {
    pub(crate) what: String,
    pub(crate) begun: Instant,
    pub(crate) ended: Instant,
    /// `None` without an answer.
    pub(crate) status: Option<u16>,
    pub(crate) retry_after: bool,
}

/// The line to the server, wherever it listens now.
#[derive(Clone)]
pub(crate) struct Line {
    client: Client,
    base: Arc<Mutex<String>>,
    journal: Arc<Journal>,
    sights: Arc<Mutex<Vec<Sight>>>,
}

/// One request.
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    pub(crate) path: &'a str,
    pub(crate) token: Option<&'a str>,
    pub(crate) if_match: Option<i64>,
    pub(crate) body: Option<Value>,
    /// By which its traces are found.
    pub(crate) id: String,
}

impl Line {
    pub(crate) fn new(journal: Journal) -> Self {
        let client = Client::builder().no_proxy().timeout(LIMIT).pool_idle_timeout(IDLE_LIMIT);
        Self {
            client: client.build().expect("a client"),
            base: Arc::default(),
            journal: Arc::new(journal),
            sights: Arc::default(),
        }
    }

    /// From now on the server is here.
    pub(crate) fn turn_to(&self, address: &str) {
        *self.base.lock().unwrap_or_else(PoisonError::into_inner) = format!("http://{address}");
    }

    /// What was seen since this was last asked.
    pub(crate) fn take_sights(&self) -> Vec<Sight> {
        std::mem::take(&mut self.sights.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sends it, written down before and after.
    pub(crate) async fn ask(&self, ask: Ask<'_>) -> Reply {
        let base = self.base.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let what = format!("{} {}", ask.method, ask.path);
        let mut request = self.client.request(ask.method, format!("{base}{}", ask.path));
        request = request.header("X-Request-ID", &ask.id);
        if let Some(token) = ask.token {
            request = request.bearer_auth(token);
        }
        if let Some(revision) = ask.if_match {
            request = request.header("If-Match", format!("\"{revision}\""));
        }
        self.journal.sent(&ask.id, &what, ask.body.as_ref());
        if let Some(body) = &ask.body {
            request = request.json(body);
        }
        let begun = Instant::now();
        let sent = request.send().await;
        let (reply, status, retry_after) = read(sent).await;
        self.journal.answered(&ask.id, status);
        let sight = Sight { what, begun, ended: Instant::now(), status, retry_after };
        self.sights.lock().unwrap_or_else(PoisonError::into_inner).push(sight);
        if !matches!(reply, Reply::Answered(_)) {
            tokio::time::sleep(PAUSE).await;
        }
        reply
    }
}

async fn read(sent: reqwest::Result<reqwest::Response>) -> (Reply, Option<u16>, bool) {
    let response = match sent {
        Ok(response) => response,
        Err(error) if error.is_connect() => return (Reply::Unsent, None, false),
        Err(_) => return (Reply::Unknown, None, false),
    };
    let status = response.status().as_u16();
    let retry_after = response.headers().contains_key("retry-after");
    // The status says what became of it, also where the rest is cut off.
    let body = response.json().await.unwrap_or_default();
    let reply = match status {
        503 | 504 => Reply::Unknown,
        _ => Reply::Answered(Answer { status, body }),
    };
    (reply, Some(status), retry_after)
}
