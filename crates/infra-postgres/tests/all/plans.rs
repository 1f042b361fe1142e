//! How a Postgres gets at what each statement asks for: it explains every statement of the
//! promises as it runs it, and may go through a whole table only where that stays small.

use std::ops::Deref;

use serde_json::Value;
use testkit::contract::Stores;

use crate::heard;
use crate::own::{self, OwnDatabase};

/// Tables that don't grow with the users: the servers that run, and the schema's own.
const SMALL: [&str; 3] = ["servers", "migration_leases", "seaql_migrations"];

/// What an operator has counted, once in a while.
const COUNTED: [&str; 3] = [
    "SELECT count(*) FROM \"audit_events\" ",
    "SELECT count(*) FROM \"studio_config_revisions\" ",
    "SELECT \"key_id\", COUNT(\"key_id\") FROM \"integration_secrets\" ",
];

const SETTINGS: [(&str, &str); 7] = [
    ("session_preload_libraries", "auto_explain"),
    ("auto_explain.log_min_duration", "0"),
    ("auto_explain.log_level", "notice"),
    ("auto_explain.log_format", "json"),
    ("client_min_messages", "notice"),
    // However few rows a test has, and whatever the values are.
    ("enable_seqscan", "off"),
    ("plan_cache_mode", "force_generic_plan"),
];

/// A migrated database that explains what it is asked. The test that drops it fails when a
/// statement went through a whole table.
pub(crate) struct Explained(OwnDatabase);

pub(crate) async fn explained() -> Explained {
    heard::listen();
    Explained(own::postgres::migrated_with(&SETTINGS).await)
}

impl Deref for Explained {
    type Target = Stores;

    fn deref(&self) -> &Stores {
        &self.0
    }
}

impl Drop for Explained {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(gone_through(), [""; 0], "these go through whole tables");
        }
    }
}

/// That the others would be seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_goes_through_a_whole_table_is_seen() {
    let own = explained().await;
    own.0.execute("DROP INDEX idx_rate_limits_tat").await;
    own.limiter.tidy().await.unwrap();
    let seen = gone_through();
    assert!(!seen.is_empty() && seen.iter().all(|it| it.starts_with("rate_limits: ")), "{seen:?}");
}

/// The tables that were gone through since the last time, each with the statement that did.
fn gone_through() -> Vec<String> {
    let notices = heard::take_notices();
    let plans = notices.iter().filter_map(|notice| notice.split_once("plan:\n"));
    let mut tables = Vec::new();
    for (_, plan) in plans {
        let explained: Value = serde_json::from_str(plan).unwrap();
        let statement = explained["Query Text"].as_str().unwrap();
        if COUNTED.iter().any(|counted| statement.starts_with(counted)) {
            continue;
        }
        look_through(&explained["Plan"], false, &mut |table| {
            tables.push(format!("{table}: {statement}"));
        });
    }
    tables
}

/// Tells the tables that a plan goes through. Who takes the first few of an index in its order
/// goes no further than that.
fn look_through(plan: &Value, is_limited: bool, tell: &mut impl FnMut(&str)) {
    let kind = plan["Node Type"].as_str().unwrap();
    let table = plan["Relation Name"].as_str().filter(|table| !SMALL.contains(table));
    let is_by_index = match kind {
        "Index Scan" | "Index Only Scan" => is_limited || plan.get("Index Cond").is_some(),
        "Seq Scan" => false,
        "Bitmap Index Scan" => {
            assert!(plan.get("Index Cond").is_some(), "{plan}");
            true
        }
        _ => true,
    };
    if let Some(table) = table.filter(|_| !is_by_index) {
        tell(table);
    }
    // What sorts, or counts, reads all that it is given.
    let is_limited = match kind {
        "Limit" => true,
        "Sort" | "Aggregate" | "Hash" | "Materialize" => false,
        _ => is_limited,
    };
    for inner in plan["Plans"].as_array().into_iter().flatten() {
        look_through(inner, is_limited, tell);
    }
}
