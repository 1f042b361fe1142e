//! An import that is cut off goes on where it was.

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::json;

use super::former::Former;
use super::{import, importing, log_in};
use crate::harness::{Place, Store, on_both};

on_both! {
    an_import_that_is_killed_again_and_again_is_complete_in_the_end
}

const CROWD: u32 = 2000;

/// Tables in which each of them has one row.
const EACH: [&str; 5] =
    ["users", "studio_configs", "studio_config_revisions", "integration_secrets", "audit_events"];

/// How many rows a table has; none before there is one.
async fn count(place: &Place, table: &str) -> u32 {
    let is_sqlite = place.variable("AVA_API_DATABASE_URL").is_none();
    if is_sqlite && !place.data_dir().join("ava.db").exists() {
        return 0;
    }
    let tables = if is_sqlite {
        format!("SELECT name FROM sqlite_master WHERE name = '{table}'")
    } else {
        format!("SELECT tablename FROM pg_tables WHERE tablename = '{table}'")
    };
    if place.sql(&tables).await.is_empty() {
        return 0;
    }
    place.count(table).await.parse().expect("a number")
}

/// Starts an import, and kills it once it has added some.
async fn kill_midway(place: &Place, former: &Former) -> u32 {
    let before = count(place, "users").await;
    let mut command = importing(place, former, &[]);
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut importing = command.spawn().expect("the program");
    let begun = Instant::now();
    while count(place, "users").await == before {
        assert!(begun.elapsed() < Duration::from_mins(1), "nobody was added");
        assert!(importing.try_wait().expect("a child").is_none(), "it ended too soon");
    }
    importing.kill().expect("a kill");
    importing.wait().expect("an end");
    count(place, "users").await
}

async fn an_import_that_is_killed_again_and_again_is_complete_in_the_end(store: Store) {
    let place = Place::new(store);
    let former = Former::new(&place, store).await;
    former.crowd(CROWD).await;
    let mut after = 0;
    for _ in 0..3 {
        after = kill_midway(&place, &former).await;
    }
    assert!(after < CROWD, "three kills were not enough to end it");
    for table in EACH {
        assert_eq!(count(&place, table).await, after, "{table}: all or nothing");
    }
    let (report, complete) = import(&place, &former, &[]);
    assert!(complete);
    assert_eq!(report["already_there"], json!(after));
    assert_eq!(report["added"], json!(CROWD - after));
    for table in EACH {
        assert_eq!(count(&place, table).await, CROWD, "{table}");
    }
    let server = place.start().await;
    for number in [100_001, 101_234, 100_000 + CROWD] {
        let user = log_in(&server, &format!("user{number}@example.com")).await;
        let prompt = user.config().await["systemPrompt"].clone();
        assert_eq!(prompt, format!("You answer the phone of user {number}"));
    }
}
