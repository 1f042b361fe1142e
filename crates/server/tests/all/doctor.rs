//! `ava doctor` finds what is wrong with the real thing.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Place, Store, on_both, run, sandbox, text};
use crate::pooler::{Mode, Standing};

on_both! {
    where_all_is_well_it_says_so_beside_a_server_too
    a_vapi_that_is_away_or_refuses_the_key_is_found
}

/// What it says, for programs.
fn findings(place: &Place) -> Vec<Value> {
    let output = run(place.command().args(["doctor", "--json"]));
    let said: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    let findings = said["findings"].as_array().expect("findings").clone();
    let is_well = findings.iter().all(|finding| finding["level"] != "problem");
    assert_eq!(output.status.success(), is_well, "{findings:?}");
    for finding in &findings {
        let needs_remedy = finding["level"] != "ok";
        assert!(finding["remedy"].is_string() || !needs_remedy, "{finding}");
    }
    findings
}

/// Of one area.
fn of(place: &Place, area: &str) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let findings = findings(place).into_iter().filter(|finding| finding["area"] == area);
    findings.map(|finding| (word(&finding["level"]), word(&finding["what"]))).collect()
}

async fn where_all_is_well_it_says_so_beside_a_server_too(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let before = findings(&place);
    assert!(place.is_untouched(), "asking makes nothing");
    let areas = |findings: &[Value]| -> Vec<String> {
        let areas = findings.iter().map(|it| it["area"].as_str().expect("an area").to_owned());
        areas.collect()
    };
    let server = place.start().await;
    server.sign_up("ada").await;
    // A throw-away Postgres keeps nothing through a power cut.
    let wrong: Vec<_> = findings(&place)
        .into_iter()
        .filter(|it| it["level"] == "problem" && it["area"] != "durability")
        .collect();
    assert_eq!(wrong, Vec::<Value>::new());
    let after = findings(&place);
    for area in ["database", "schema", "sealing keys", "servers", "Vapi", "rate limits"] {
        assert!(areas(&after).iter().any(|it| it == area), "{area} is not among {after:?}");
    }
    assert!(!areas(&before).is_empty());
}

async fn a_vapi_that_is_away_or_refuses_the_key_is_found(store: Store) {
    let vapi = sandbox(0).await;
    let mut place = Place::pushing_to(store, &vapi);
    assert_eq!(of(&place, "Vapi")[0].0, "ok");
    place.set("AVA_API_VAPI_MODE", "live");
    assert!(of(&place, "Vapi")[0].1.ends_with("users bring keys of their own"));
    place.set("AVA_API_VAPI_API_KEY", "invalid-key-of-the-server");
    let [(level, what)] = &of(&place, "Vapi")[..] else { panic!("one finding") };
    assert_eq!(level, "problem");
    assert!(what.ends_with("refuses the server-wide key"), "{what}");
    assert!(!what.contains("invalid-key"), "a key was told");
    drop(vapi);
    let [(level, what)] = &of(&place, "Vapi")[..] else { panic!("one finding") };
    assert!(level == "problem" && what.contains("cannot be reached"), "{what}");
}

#[tokio::test]
async fn a_postgres_that_acknowledges_too_early_is_found() {
    let place = Place::new(Store::Postgres);
    let name = place.sql("SELECT current_database()").await.concat();
    let mut commits = Vec::new();
    for setting in ["off", "on"] {
        place.sql(&format!("ALTER DATABASE {name} SET synchronous_commit = {setting}")).await;
        let found = of(&place, "durability");
        commits.push(found.iter().any(|(level, what)| {
            level == "problem" && what.starts_with("synchronous_commit is off")
        }));
    }
    assert_eq!(commits, [true, false]);
}

#[tokio::test]
async fn pools_that_are_larger_than_the_database_gives_are_found() {
    let mut place = Place::new(Store::Postgres);
    let _server = place.start().await;
    let name = place.sql("SELECT current_database()").await.concat();
    assert_eq!(of(&place, "connections")[0].0, "ok");
    place.sql(&format!("ALTER DATABASE {name} CONNECTION LIMIT 9")).await;
    let [(level, what)] = &of(&place, "connections")[..] else { panic!("one finding") };
    assert_eq!(level, "problem");
    assert!(what.starts_with("1 server(s) with up to 10 each may ask for 10"), "{what}");
    place.set("AVA_API_DATABASE_MAX_CONNECTIONS", "4");
    assert_eq!(of(&place, "connections")[0].0, "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pgbouncer_in_transaction_mode_is_named_with_the_way_out() {
    let mut place = Place::new(Store::Postgres);
    let url = place.variable("AVA_API_DATABASE_URL").expect("a URL").to_owned();
    let pooler = Standing::before(&url, Mode::Transaction).await;
    place.set("AVA_API_DATABASE_URL", &pooler.url());
    let findings = findings(&place);
    let found = findings.iter().find(|it| it["area"] == "pooler").expect("it is found");
    assert!(found["what"].as_str().expect("text").starts_with("PgBouncer 1."), "{found}");
    if found["level"] == "problem" {
        let remedy = found["remedy"].as_str().expect("a remedy");
        assert!(remedy.contains("pool_mode = session"), "{remedy}");
    } else {
        assert!(found["what"].as_str().expect("text").contains("takes its prepared statements"));
    }
    // The way out.
    let pooler = Standing::before(&url, Mode::Session).await;
    if let Standing::Real(_) = pooler {
        place.set("AVA_API_DATABASE_URL", &pooler.url());
        assert_eq!(of(&place, "pooler")[0].0, "ok");
        let server = place.start().await;
        server.sign_up("ada").await.save(json!({"tone": "calm"})).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_never_answers_is_not_waited_for() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a listener");
    let address = silent.local_addr().expect("an address");
    let mut place = Place::new(Store::Postgres);
    place.set("AVA_API_DATABASE_URL", &format!("postgres://nobody:hunter2@{address}/none"));
    let begun = Instant::now();
    let output = run(place.command().arg("doctor"));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let said = text(&output.stdout);
    assert!(!output.status.success() && said.contains("AVA_API_DATABASE_URL"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}
