//! What was asked of the sandbox, for tests that count calls.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::clock::now;

/// How many requests are kept; the oldest go first.
const KEPT: usize = 10_000;

/// The requests to Vapi's part of the API, oldest first. Those to the control endpoints are not in
/// it.
#[derive(Debug, Default)]
pub struct RequestLog(Mutex<Log>);

#[derive(Debug, Default)]
struct Log {
    total: u64,
    kept: VecDeque<LoggedRequest>,
}

/// One request. It is in the log from its arrival, so also while it waits for an answer that may
/// never come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoggedRequest {
    /// Its number since the start or the last clearing, from 1.
    pub number: u64,
    /// When it arrived.
    pub at: DateTime<Utc>,
    /// Its method.
    pub method: String,
    /// Its path, without the query.
    pub path: String,
    /// Its query, percent-encoded as it came; empty when there was none.
    pub query: String,
    /// The org of its key; none when the key is refused.
    pub org: Option<Uuid>,
    /// The status that it was answered; none before that, and when the connection was dropped.
    pub status: Option<u16>,
    /// The fault that struck it, by the name that it has on the wire.
    pub fault: Option<&'static str>,
}

impl RequestLog {
    /// The requests, oldest first; of very many, the last 10 000.
    pub fn all(&self) -> Vec<LoggedRequest> {
        self.lock().kept.iter().cloned().collect()
    }

    /// How many requests there were since the start or the last clearing.
    pub fn total(&self) -> u64 {
        self.lock().total
    }

    /// How many of the kept requests had this method and a path that begins so.
    pub fn count(&self, method: &str, path: &str) -> usize {
        let fits =
            |request: &&LoggedRequest| request.method == method && request.path.starts_with(path);
        self.lock().kept.iter().filter(fits).count()
    }

    /// Forgets them, and counts from 1 again.
    pub fn clear(&self) {
        *self.lock() = Log::default();
    }

    /// Notes an arrival, numbers and dates it.
    pub(crate) fn arrived(&self, arrival: Arrival<'_>) -> u64 {
        let mut log = self.lock();
        log.total += 1;
        let number = log.total;
        if log.kept.len() == KEPT {
            log.kept.pop_front();
        }
        log.kept.push_back(LoggedRequest {
            number,
            at: now(),
            method: arrival.method.to_owned(),
            path: arrival.path.to_owned(),
            query: arrival.query.to_owned(),
            org: arrival.org,
            status: None,
            fault: arrival.fault,
        });
        number
    }

    pub(crate) fn answered(&self, number: u64, status: u16) {
        let mut log = self.lock();
        let mut newest_first = log.kept.iter_mut().rev();
        if let Some(request) = newest_first.find(|request| request.number == number) {
            request.status = Some(status);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Log> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known of a request when it arrives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) org: Option<Uuid>,
    pub(crate) fault: Option<&'static str>,
}
