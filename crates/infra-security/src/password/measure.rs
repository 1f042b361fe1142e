//! How busy hashing is, for the operator.

use metrics::{Counter, Gauge, counter, describe_counter, describe_gauge, gauge};

const RUNNING: &str = "ava_password_hashing_running";
const WAITING: &str = "ava_password_hashing_waiting";
const REFUSED: &str = "ava_password_hashing_refused_total";

/// Tells the recorder what this adapter records.
pub fn describe_metrics() {
    describe_gauge!(RUNNING, "Passwords that are being hashed right now.");
    describe_gauge!(WAITING, "Passwords that wait for their turn to be hashed.");
    describe_counter!(
        REFUSED,
        "Passwords that found no place to wait, and were told to come back."
    );
}

/// The numbers of one queue. Made before a recorder is there, they go nowhere.
pub(super) struct Gauges {
    pub(super) running: Gauge,
    pub(super) waiting: Gauge,
    pub(super) refused: Counter,
}

impl Gauges {
    pub(super) fn new() -> Self {
        let gauges =
            Self { running: gauge!(RUNNING), waiting: gauge!(WAITING), refused: counter!(REFUSED) };
        gauges.refused.increment(0);
        gauges
    }
}

/// One more in a gauge, for as long as this is kept.
pub(super) struct Counted(Gauge);

impl Counted {
    pub(super) fn in_gauge(gauge: &Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}
