//! A Postgres that is killed or frozen under a server, and what everybody hears meanwhile.

use std::time::{Duration, Instant};

use crash_harness::Cluster;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{Answer, Ava, Client, PASSWORD, Place, Store, refused};
use crate::isolation::{address, rows};

/// Every call is answered within this, and this long after a return all is as before.
const LIMIT: Duration = Duration::from_secs(2);

/// A place on a cluster of its own, that counts as it does in production.
async fn place() -> (Cluster, Place) {
    const LIMITS: &str = "login_account=1000/m,signup=1000/m,sync=1000/m,user=100000/m";
    let cluster = Cluster::start().await;
    let place = Place::new(Store::Postgres)
        .with("AVA_API_DATABASE_URL", &cluster.url())
        .with("AVA_API_RATE_LIMITS", LIMITS);
    (cluster, place)
}

/// Whether it answers without a database: it tells nothing of anybody.
fn needs_none(path: &str) -> bool {
    ["/healthz", "/metrics", "/api/v1/openapi.json"].contains(&path)
        || path.starts_with("/api/v1/docs")
}

/// Every route, with what it takes.
fn requests(ada: &Client) -> Vec<(&'static str, &'static str, Value)> {
    let credentials = json!({"identifier": "ada@example.com", "password": PASSWORD});
    let newcomer = json!({"email": "new@example.com", "password": PASSWORD});
    let refresh = json!({"refresh_token": ada.refresh_token});
    let mut requests: Vec<_> =
        rows().into_iter().map(|(method, path, _, body)| (method, path, body)).collect();
    for (_, path, body) in &mut requests {
        match *path {
            "/api/v1/auth/signup" => *body = newcomer.clone(),
            "/api/v1/auth/login" => *body = credentials.clone(),
            "/api/v1/auth/refresh" => *body = refresh.clone(),
            _ => {}
        }
    }
    requests
}

async fn call(ada: &Client, method: &str, path: &str, body: &Value) -> (Answer, Duration) {
    let session = "0192d3a4-0000-7000-8000-000000000000";
    let request = ada.request(method, &address(path, session));
    let request = if body.is_null() { request } else { request.json(body) };
    let begun = Instant::now();
    let answer = ada.send(request).await;
    (answer, begun.elapsed())
}

/// All of them at the same time.
async fn everybody_is_told_in_time(ada: &Client) {
    let requests = requests(ada);
    let calls = requests.iter().map(|(method, path, body)| call(ada, method, path, body));
    for ((answer, span), (method, path, _)) in join_all(calls).await.iter().zip(&requests) {
        assert!(*span < LIMIT, "{method} {path}: {span:?}");
        if needs_none(path) {
            assert_ne!(answer.status, 503, "{method} {path}: {answer:?}");
            continue;
        }
        assert_eq!(answer.status, 503, "{method} {path}: {answer:?}");
        assert_eq!(answer.code(), "unavailable", "{method} {path}: {answer:?}");
        assert!(answer.headers.contains_key("retry-after"), "{method} {path}: {answer:?}");
    }
}

/// From the first answer on there is no other failure.
async fn all_is_back_in_time(ada: &Client) {
    let begun = Instant::now();
    while ada.get("/readyz").await.status != 200 {
        assert!(begun.elapsed() < LIMIT, "not back");
    }
    let reads = requests(ada).into_iter().filter(|(method, ..)| *method == "GET");
    let reads: Vec<_> = reads.filter(|(_, path, _)| !path.contains('{')).collect();
    for _ in 0..3 {
        let calls = reads.iter().map(|(method, path, body)| call(ada, method, path, body));
        for ((answer, _), (method, path, _)) in join_all(calls).await.iter().zip(&reads) {
            assert_eq!(answer.status, 200, "{method} {path}: {answer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_postgres_is_away_every_call_says_when_to_come_back() {
    let (mut cluster, place) = place().await;
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let saved = ada.save(json!({"tone": "calm"})).await;
    for _ in 0..2 {
        cluster.freeze();
        everybody_is_told_in_time(&ada).await;
        everybody_is_told_in_time(&ada).await;
        cluster.thaw();
        all_is_back_in_time(&ada).await;

        cluster.kill().await;
        everybody_is_told_in_time(&ada).await;
        everybody_is_told_in_time(&ada).await;
        cluster.resume().await;
        all_is_back_in_time(&ada).await;
    }
    let config = ada.config().await;
    assert_eq!((&config["tone"], &config["revision"]), (&saved["tone"], &saved["revision"]));
}

/// Saves of one setting each, one after the other, until told to stop.
async fn save_on(ada: Client, mut stop: tokio::sync::oneshot::Receiver<()>) -> Vec<Duration> {
    let mut spans = Vec::new();
    while stop.try_recv().is_err() {
        let begun = Instant::now();
        let body = json!({"guidelines": format!("save {}", spans.len())});
        let answer = ada.patch("/api/v1/studio/config", &body).await;
        assert!([200, 503].contains(&answer.status), "{answer:?}");
        spans.push(begun.elapsed());
        // As many as two cores carry.
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    spans
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_half_way_when_postgres_freezes_is_told_in_time_and_not_half_saved() {
    let (cluster, place) = place().await;
    let server = place.start().await;
    let mut savers = Vec::new();
    for n in 0..8 {
        let user = server.sign_up(&format!("user{n}")).await;
        let (tell, stop) = tokio::sync::oneshot::channel();
        savers.push((user.clone(), tell, tokio::spawn(save_on(user, stop))));
    }
    for _ in 0..3 {
        cluster.freeze();
        // Long enough for everybody to be told, so that none waits for the return.
        tokio::time::sleep(LIMIT + Duration::from_millis(200)).await;
        cluster.thaw();
        all_is_back_in_time(&savers[0].0).await;
    }
    for (user, tell, saver) in savers {
        tell.send(()).expect("a saver");
        let spans = saver.await.expect("a saver");
        let longest = spans.iter().max().expect("a save");
        assert!(*longest < LIMIT, "{longest:?}");
        let (config, history) =
            (user.config().await, user.get("/api/v1/studio/config/revisions?limit=1").await.ok());
        assert_eq!(config["revision"], history["revisions"][0]["revision"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_finds_no_postgres_says_so_and_ends() {
    let (mut cluster, place) = place().await;
    let complain = async |cluster: &Cluster, why: &str| {
        let mut command = place.command();
        let begun = Instant::now();
        let said = tokio::task::spawn_blocking(move || refused(&mut command)).await;
        let said = said.expect("a start");
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        let port = cluster.url().rsplit_once(':').expect("a port").1.to_owned();
        let expected = format!(
            "cannot open the database (AVA_API_DATABASE_URL): cannot open Postgres 127.0.0.1:{port}: the connection failed: {why}"
        );
        assert_eq!(said, expected);
    };
    cluster.freeze();
    complain(&cluster, "timed out").await;
    cluster.thaw();
    cluster.kill().await;
    complain(&cluster, "connection refused").await;
    cluster.resume().await;
    let server = place.start().await;
    server.sign_up("ada").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_servers_that_start_at_once_on_an_empty_postgres_are_all_ready() {
    let place = Place::new(Store::Postgres);
    let mut directories = Vec::new();
    let servers: Vec<Ava> = join_all((0..8).map(|_| {
        let directory = tempfile::tempdir().expect("a directory");
        let mut command = place.command();
        command.arg("serve").env("AVA_API_DATA_DIR", directory.path().join("data"));
        directories.push(directory);
        let place = &place;
        async move { place.start_unready(&mut command).await }
    }))
    .await;
    for server in &servers {
        assert_eq!(server.anonymous().get("/readyz").await.status, 200);
    }
    let applied = place.sql("SELECT version FROM seaql_migrations ORDER BY version").await;
    let mut once = applied.clone();
    once.dedup();
    assert_eq!(applied, once);
    let ada = servers[0].sign_up("ada").await;
    for server in &servers {
        ada.at(server.address()).save(json!({"tone": server.address()})).await;
    }
    assert_eq!(ada.config().await["revision"], 8);
}
