//! What is counted and timed of calls, for the operator.

use std::time::Duration;

use application::GatewayError;
use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};

use super::CallError;
use super::circuit::Refused;

const CALL_SECONDS: &str = "ava_vapi_request_duration_seconds";
const REFUSED_CALLS: &str = "ava_vapi_refused_calls_total";
const OPENINGS: &str = "ava_vapi_circuit_openings_total";

const REASON: &str = "reason";
const REASONS: [Refused; 2] = [Refused::Open, Refused::Paused(Duration::ZERO)];

/// Tells the recorder what this adapter records. What is counted is there at nought from the
/// start: of a series that only begins, nobody sees the first step.
pub fn describe_metrics() {
    describe_histogram!(
        CALL_SECONDS,
        Unit::Seconds,
        "From a call of Vapi to its whole answer or its failure, by operation and outcome."
    );
    describe_counter!(
        REFUSED_CALLS,
        "Calls of Vapi that were not sent: it kept failing the key (open), or asked for rest (paused)."
    );
    describe_counter!(OPENINGS, "How often Vapi failed a key so often that calls were held back.");
    for reason in REASONS {
        counter!(REFUSED_CALLS, REASON => word(reason)).increment(0);
    }
    counter!(OPENINGS).increment(0);
}

/// A call that was sent has ended.
pub(super) fn called<T>(operation: &'static str, ended: &Result<T, CallError>, took: Duration) {
    let outcome = ended.as_ref().map_or_else(outcome, |_| "ok");
    histogram!(CALL_SECONDS, "operation" => operation, "outcome" => outcome).record(took);
}

/// A call was not sent.
pub(super) fn refused(refused: Refused) {
    counter!(REFUSED_CALLS, REASON => word(refused)).increment(1);
}

/// A circuit has opened.
pub(super) fn opened() {
    counter!(OPENINGS).increment(1);
}

fn word(refused: Refused) -> &'static str {
    match refused {
        Refused::Open => "open",
        Refused::Paused(_) => "paused",
    }
}

fn outcome(error: &CallError) -> &'static str {
    match error {
        CallError::Gateway(GatewayError::Rejected { .. }) => "rejected",
        CallError::Gateway(GatewayError::KeyRefused) => "key_refused",
        CallError::Gateway(GatewayError::NotFound) => "not_found",
        CallError::Gateway(GatewayError::Conflict) => "conflict",
        CallError::Gateway(GatewayError::RateLimited { .. }) => "rate_limited",
        CallError::Gateway(GatewayError::Unavailable { .. }) => "unavailable",
        CallError::Gateway(GatewayError::TimedOut { .. }) => "timed_out",
        CallError::TooLarge => "too_large",
        CallError::CircuitOpen => "not_sent",
    }
}
