//! What one round of one request says of one server.

use std::time::Duration;

use crate::load::Outcome;
use crate::process;
use crate::server::Server;

/// Time at work until now.
#[derive(Clone, Copy)]
pub(crate) struct Clocks {
    server: Duration,
    database: Duration,
}

impl Clocks {
    /// Of a server, and of the Postgres that it uses, if any.
    pub(crate) fn read(server: &Server, postmaster: Option<u32>) -> anyhow::Result<Self> {
        Ok(Self {
            server: process::cpu_of(server.pid)?,
            database: postmaster.map_or(Ok(Duration::ZERO), process::cpu_of_cluster)?,
        })
    }
}

/// A round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    /// Requests a second.
    pub(crate) rate: f64,
    /// Latencies in milliseconds.
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// Time at work for a request, in microseconds.
    pub(crate) server_cpu: f64,
    pub(crate) database_cpu: f64,
}

impl Sample {
    pub(crate) fn new(outcome: &Outcome, before: Clocks, after: Clocks) -> Self {
        let each = |after: Duration, before: Duration| {
            after.saturating_sub(before).as_secs_f64() * 1e6 / outcome.requests
        };
        Self {
            rate: outcome.rate(),
            p50: outcome.p50 / 1000.0,
            p99: outcome.p99 / 1000.0,
            server_cpu: each(after.server, before.server),
            database_cpu: each(after.database, before.database),
        }
    }
}

/// The one in the middle.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle), values.len() % 2) {
        (Some(upper), 0) => f64::midpoint(*upper, values[middle - 1]),
        (Some(middle), _) => *middle,
        (None, _) => 0.0,
    }
}
