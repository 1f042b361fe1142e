//! What is kept of the past is cut down, while a server runs.

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Client, Place, Store, on_both, run, run_at_terminal, sandbox, text};

on_both! {
    revisions_go_but_the_newest_and_the_one_that_was_synced
    events_go_that_are_old_enough
    one_that_is_killed_is_run_again
}

#[track_caller]
fn prune(place: &Place, arguments: &[&str]) -> Value {
    let output = run(place.command().arg("prune").args(arguments).arg("--json"));
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

async fn revisions(client: &Client) -> Vec<u64> {
    let listed = client.get("/api/v1/studio/config/revisions?limit=100").await.ok();
    let listed = listed["revisions"].as_array().expect("revisions").iter();
    listed.map(|it| it["revision"].as_u64().expect("a number")).collect()
}

async fn revisions_go_but_the_newest_and_the_one_that_was_synced(store: Store) {
    let vapi = sandbox(0).await;
    let mut place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    for n in 1..=8 {
        ada.save(json!({"tone": format!("tone {n}")})).await;
        bob.save(json!({"tone": format!("tone {n}")})).await;
        if n == 3 {
            ada.sync().await.ok();
        }
    }
    let before = ada.config().await;
    let counted = prune(&place, &["--revisions-kept", "2", "--dry-run"]);
    assert_eq!(counted, json!({"dry_run": true, "revisions": 11, "events": null}));
    assert_eq!(revisions(&ada).await.len(), 8, "counting changes nothing");
    place.set("AVA_API_REVISIONS_KEPT", "2");
    let output = run(place.command().arg("prune"));
    assert_eq!(text(&output.stdout), "11 revision(s) are gone\n");
    assert!(!text(&output.stderr).contains(" of "), "no bar but on a terminal");
    assert_eq!(revisions(&ada).await, [8, 7, 3]);
    assert_eq!(revisions(&bob).await, [8, 7]);
    assert_eq!(ada.config().await, before);
    assert_eq!(ada.sync().await.ok()["action"], "updated");
    assert_eq!(prune(&place, &[])["revisions"], 1, "another is the one that was synced now");
}

async fn events_go_that_are_old_enough(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.save(json!({"tone": "calm"})).await;
    let long_ago = match store {
        Store::Sqlite => "'2001-01-01 00:00:00.000000 +00:00'",
        Store::Postgres => "timestamptz '2001-01-01 00:00:00Z'",
    };
    place.sql(&format!("UPDATE audit_events SET at = {long_ago} WHERE kind = 'signed_up'")).await;
    let kinds = async || {
        let events = ada.get("/api/v1/auth/me/activity").await.ok()["events"].clone();
        let events = events.as_array().expect("events").clone();
        events.into_iter().map(|event| event["kind"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(kinds().await, ["config_saved", "signed_up"]);
    let pruned = prune(&place, &["--activity-older-than", "365d"]);
    assert_eq!(pruned, json!({"dry_run": false, "revisions": null, "events": 1}));
    assert_eq!(kinds().await, ["config_saved"]);
    let refused = run(place.command().arg("prune"));
    assert!(!refused.status.success() && text(&refused.stderr).contains("nothing is to go"));
}

async fn one_that_is_killed_is_run_again(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.save(json!({"tone": "calm"})).await;
    let (many, id, from) = match store {
        Store::Sqlite => (
            "WITH RECURSIVE n AS (SELECT 1 AS v UNION ALL SELECT v + 1 FROM n WHERE v < 20000) ",
            "randomblob(16)",
            "n",
        ),
        Store::Postgres => ("", "gen_random_uuid()", "generate_series(1, 20000)"),
    };
    place
        .sql(&format!(
            "INSERT INTO audit_events (id, user_id, kind, at, fields) {many}SELECT {id}, e.user_id, \
             'logged_in', e.at, '[]' FROM {from}, (SELECT user_id, at FROM audit_events LIMIT 1) e"
        ))
        .await;
    let left = async || place.count("audit_events").await.parse::<u64>().expect("a number");
    let all = left().await;
    assert!(all > 20_000, "{all}");
    let mut command = place.command();
    command.args(["prune", "--activity-older-than", "0s"]);
    let mut pruning = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("ava");
    let begun = Instant::now();
    while left().await == all {
        assert!(begun.elapsed() < Duration::from_secs(30), "nothing goes");
    }
    pruning.kill().expect("a kill");
    pruning.wait().expect("an end");
    let rest = left().await;
    assert!(rest < all);
    let pruned = prune(&place, &["--activity-older-than", "0s"]);
    assert_eq!(pruned["events"], rest);
    assert_eq!(left().await, 0);
    assert_eq!(ada.get("/api/v1/auth/me").await.status, 200);
}

#[tokio::test]
async fn at_a_terminal_a_bar_shows_how_far_it_is() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    for n in 1..=5 {
        ada.save(json!({"tone": format!("tone {n}")})).await;
    }
    let output = run_at_terminal(&place, "prune --revisions-kept 1", "");
    let shown = text(&output.stdout);
    assert!(output.status.success() && shown.contains("4 of 4"), "{shown}");
    assert!(shown.contains("4 revision(s) are gone"), "{shown}");
}
