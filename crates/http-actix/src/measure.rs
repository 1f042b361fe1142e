//! What is counted and timed here, for `/metrics`. A label is a word of ours, a template or a
//! status: never anything that a client chose, so that there are only so many series.

mod request_times;
#[cfg(test)]
mod tests;

use application::use_case::account::{LogInError, TokenGrant};
use application::use_case::sync::{SyncError, SyncReport};
use application::{Allowance, GatewayError};
use metrics::{Unit, counter, describe_counter, describe_histogram};

use request_times::REQUEST_SECONDS;
pub(crate) use request_times::RequestTimes;

const LOGINS: &str = "ava_logins_total";
const SYNCS: &str = "ava_sync_total";
const RATE_LIMITED: &str = "ava_rate_limited_total";

const OUTCOME: &str = "outcome";
const LIMIT: &str = "limit";

/// Every limit.
const LIMITS: [&str; 6] = ["login_account", "login_address", "signup", "refresh", "sync", "user"];
/// Every outcome of a login.
const LOGIN_OUTCOMES: [&str; 5] = ["ok", "wrong_credentials", "limited", "invalid", "failed"];
/// Every outcome of a push.
const SYNC_OUTCOMES: [&str; 18] = [
    "created",
    "updated",
    "unchanged",
    "recreated",
    "not_configured",
    "foreign_assistant",
    "rejected",
    "key_refused",
    "not_found",
    "conflict",
    "vapi_rate_limited",
    "vapi_unavailable",
    "vapi_timed_out",
    "unclear",
    "busy",
    "limited",
    "unauthenticated",
    "failed",
];

/// Tells the recorder what this adapter records. What is counted is there at nought from the
/// start: of a series that only begins, nobody sees the first step.
pub fn describe_metrics() {
    describe_histogram!(
        REQUEST_SECONDS,
        Unit::Seconds,
        "From a request's head to its answer's, by method, route template and status."
    );
    describe_counter!(LOGINS, "Logins, by how they ended.");
    describe_counter!(SYNCS, "Pushes to Vapi that users asked for, by how they ended.");
    describe_counter!(RATE_LIMITED, "Requests that were refused with 429, by the limit they hit.");
    for limit in LIMITS {
        counter!(RATE_LIMITED, LIMIT => limit).increment(0);
    }
    for outcome in LOGIN_OUTCOMES {
        counter!(LOGINS, OUTCOME => outcome).increment(0);
    }
    for outcome in SYNC_OUTCOMES {
        counter!(SYNCS, OUTCOME => outcome).increment(0);
    }
}

/// A login ended.
pub(crate) fn logged_in(ended: &Result<TokenGrant, LogInError>) {
    let outcome = match ended {
        Ok(_) => "ok",
        Err(LogInError::WrongCredentials) => "wrong_credentials",
        Err(LogInError::Limited(_)) => "limited",
        Err(LogInError::Invalid(_)) => "invalid",
        Err(LogInError::Failed(_)) => "failed",
    };
    counter!(LOGINS, OUTCOME => outcome).increment(1);
}

/// A push ended.
pub(crate) fn synced(ended: &Result<SyncReport, SyncError>) {
    let outcome = match ended {
        Ok(report) => report.action.as_str(),
        Err(error) => sync_failure(error),
    };
    counter!(SYNCS, OUTCOME => outcome).increment(1);
}

fn sync_failure(error: &SyncError) -> &'static str {
    match error {
        SyncError::NotConfigured => "not_configured",
        SyncError::ForeignAssistant => "foreign_assistant",
        SyncError::Gateway(GatewayError::Rejected { .. }) => "rejected",
        SyncError::Gateway(GatewayError::KeyRefused) => "key_refused",
        SyncError::Gateway(GatewayError::NotFound) => "not_found",
        SyncError::Gateway(GatewayError::Conflict) => "conflict",
        SyncError::Gateway(GatewayError::RateLimited { .. }) => "vapi_rate_limited",
        SyncError::Gateway(GatewayError::Unavailable { .. }) => "vapi_unavailable",
        SyncError::Gateway(GatewayError::TimedOut { .. }) => "vapi_timed_out",
        SyncError::Unclear { .. } => "unclear",
        SyncError::Busy => "busy",
        SyncError::Limited(_) => "limited",
        SyncError::Unauthenticated => "unauthenticated",
        SyncError::Failed(_) => "failed",
    }
}

/// Somebody was refused because of this limit.
pub(crate) fn limited(allowance: &Allowance) {
    counter!(RATE_LIMITED, LIMIT => allowance.quota.name).increment(1);
}
