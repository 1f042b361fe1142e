//! What a balancer may rely on: connections it keeps are not closed under it, and a server that
//! stops takes requests until the balancer knows.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{Ava, Place, Store, sandbox};

/// Longer than `HAProxy` keeps idle connections, and than actix keeps them unless told.
const IDLE: Duration = Duration::from_secs(6);

#[tokio::test]
async fn a_connection_that_a_proxy_keeps_is_still_served_when_it_is_used_again() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
    assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"));
    let closed = tokio::time::timeout(IDLE, stream.read(&mut [0])).await;
    assert!(closed.is_err(), "closed while it was idle: {closed:?}");
    assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"));
}

/// Asks on this connection; the answer up to the end of its head.
async fn ask(stream: &mut TcpStream) -> String {
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: ava\r\n\r\n").await.expect("a request");
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    while !answer.ends_with(b"}") {
        let bytes = stream.read(&mut part).await.expect("an answer");
        assert!(bytes > 0, "closed after {:?}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&part[..bytes]);
    }
    String::from_utf8(answer).expect("text")
}

#[tokio::test]
async fn what_is_answered_while_draining_ends_its_connection() {
    let place = Place::new(Store::Sqlite).with("AVA_API_DRAIN_SECONDS", "5");
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let before = ada.get("/healthz").await;
    assert!(!before.headers.contains_key("connection"), "{before:?}");
    server.terminate();
    until_draining(&server).await;
    for (path, status) in [
        ("/readyz", 503),
        ("/healthz", 200),
        ("/api/v1/studio/config", 200),
        ("/api/v1/nowhere", 404),
    ] {
        let answer = ada.get(path).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.headers["connection"], "close", "{answer:?}");
    }
}

async fn until_draining(server: &Ava) {
    let begun = Instant::now();
    while server.anonymous().get("/readyz").await.status != 503 {
        assert!(begun.elapsed() < Duration::from_secs(5), "it does not say that it stops");
    }
}

#[tokio::test]
async fn new_connections_are_taken_for_as_long_as_the_drain_is_told_to_last() {
    let place = Place::new(Store::Sqlite).with("AVA_API_DRAIN_SECONDS", "3");
    let server = place.start().await;
    let begun = Instant::now();
    server.terminate();
    while let Some(status) = server.anonymous().try_get("/healthz").await {
        assert_eq!(status, 200);
    }
    assert!(begun.elapsed() >= Duration::from_secs(3), "{:?}", begun.elapsed());
    assert!(server.ended().await.success());
}

/// Threads that have nothing left to do end before the others. A connection that one of them has opened ends
/// with it, and is then nobody's to use.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_under_way_is_finished_though_all_else_has_ended() {
    let sandbox = sandbox(2500).await;
    let place = Place::pushing_to(Store::Postgres, &sandbox).with("AVA_API_DRAIN_SECONDS", "0");
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    // Each on a connection of its own, so that every thread opens some to the database.
    let reads = (0..64)
        .map(|_| async { server.anonymous().with_token(ada.token.as_deref()).config().await });
    join_all(reads).await;
    let pushing = ada.clone();
    let push = tokio::spawn(async move { pushing.sync().await });
    let begun = Instant::now();
    while sandbox.requests().total() == 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "nothing reached Vapi");
        tokio::task::yield_now().await;
    }
    server.terminate();
    assert_eq!(push.await.expect("a task").ok()["action"], "created");
    assert!(server.ended().await.success());
    let log = place.log();
    let met: Vec<_> = log
        .lines()
        .filter(|line| line.contains("being shutdown") && line.contains("request_id"))
        .collect();
    assert!(met.is_empty(), "a request met a connection that had ended: {met:#?}");
}
