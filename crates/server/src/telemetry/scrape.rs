//! One scrape.

use infra_postgres::Database;
use metrics::{Counter, Gauge, counter, describe_counter, describe_gauge, gauge};
use metrics_exporter_prometheus::PrometheusHandle;
use metrics_process::Collector;

use crate::logging;

const CONNECTIONS: &str = "ava_database_connections";
const CONNECTIONS_MAX: &str = "ava_database_connections_max";
const LOST_LINES: &str = "ava_log_lines_lost_total";

/// What is asked for when it is scraped, beside what was recorded.
pub(super) struct Scrape {
    recorded: PrometheusHandle,
    process: Collector,
    database: Database,
    in_use: Gauge,
    idle: Gauge,
    max: Gauge,
    lost_lines: Counter,
}

impl Scrape {
    pub(super) fn new(recorded: PrometheusHandle, database: Database) -> Self {
        describe_gauge!(
            CONNECTIONS,
            "Connections to the database, at work (in_use) or free (idle)."
        );
        describe_gauge!(CONNECTIONS_MAX, "The most connections to the database at a time.");
        describe_counter!(LOST_LINES, "Lines of the log that nobody read in time.");
        let process = Collector::default();
        process.describe();
        Self {
            recorded,
            process,
            database,
            in_use: gauge!(CONNECTIONS, "state" => "in_use"),
            idle: gauge!(CONNECTIONS, "state" => "idle"),
            max: gauge!(CONNECTIONS_MAX),
            lost_lines: counter!(LOST_LINES),
        }
    }

    /// All of it, in Prometheus' text format.
    pub(super) fn render(&self) -> String {
        let pool = self.database.pool_use();
        for (gauge, connections) in
            [(&self.in_use, pool.in_use), (&self.idle, pool.idle), (&self.max, pool.max)]
        {
            gauge.set(f64::from(connections));
        }
        self.lost_lines.absolute(u64::try_from(logging::lost_lines()).unwrap_or(u64::MAX));
        self.process.collect();
        self.recorded.render()
    }
}
