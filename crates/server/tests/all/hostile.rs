//! Who means harm, or has lost their way: too much at once, too slow, too large, too odd.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Command;
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{Ava, Client, PASSWORD, Place, Store, on_both};

on_both! {
    a_flood_of_logins_leaves_the_rest_answered_and_memory_bounded
    odd_bodies_are_refused_and_store_nothing
}

const CONFIG: &str = "/api/v1/studio/config";

async fn a_flood_of_logins_leaves_the_rest_answered_and_memory_bounded(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let before = server.peak_memory_kib();
    let right = json!({"identifier": "ada@example.com", "password": PASSWORD});
    let wrong = json!({"identifier": "nobody@example.com", "password": "a wrong password"});
    let logins =
        (0..200).map(|n| ada.post("/api/v1/auth/login", if n % 2 == 0 { &right } else { &wrong }));
    let reads = async {
        let mut statuses = Vec::new();
        for _ in 0..50 {
            statuses.push(ada.get(CONFIG).await.status);
        }
        statuses
    };
    let (logins, reads) = join(join_all(logins), reads).await;
    for login in &logins {
        match login.status {
            200 | 401 => {}
            503 => assert!(login.headers.contains_key("retry-after"), "{login:?}"),
            _ => panic!("{login:?}"),
        }
    }
    assert!(logins.iter().any(|login| login.status == 200));
    assert!(reads.iter().all(|status| *status == 200), "{reads:?}");
    // As many hashes at once as there are cores, 19 MiB each, and what 200 connections take.
    let cores = std::thread::available_parallelism().expect("cores").get() as u64;
    let grown = server.peak_memory_kib() - before;
    assert!(grown < cores * 19 * 1024 + 64 * 1024, "memory grew by {grown} KiB");
}

async fn odd_bodies_are_refused_and_store_nothing(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let before = ada.config().await;
    let gzip_bomb = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3].repeat(1000);
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("a hundred thousand deep", [b"{\"tone\":".repeat(100_000), b"}".repeat(100_000)].concat()),
        (
            "deep within the size",
            [b"{\"a\":".repeat(40_000), b"1".to_vec(), b"}".repeat(40_000)].concat(),
        ),
        ("deep lists", [b"[".repeat(100_000), b"]".repeat(100_000)].concat()),
        ("NUL in a text", br#"{"tone":"a\u0000b"}"#.to_vec()),
        ("NUL in the body", b"{\"tone\":\"a\0b\"}".to_vec()),
        ("a lone surrogate", br#"{"tone":"\ud800"}"#.to_vec()),
        ("a reversed pair", br#"{"tone":"\udc00\ud800"}"#.to_vec()),
        ("a name twice", br#"{"tone":"one","tone":"two"}"#.to_vec()),
        ("a number past any", br#"{"voiceSpeed":1e400}"#.to_vec()),
        (
            "a very long number",
            [b"{\"voiceSpeed\":1".to_vec(), b"0".repeat(100_000), b"}".to_vec()].concat(),
        ),
        ("bytes that are no text", b"{\"tone\":\"\xc3\x28\"}".to_vec()),
        ("an overlong NUL", b"{\"tone\":\"\xc0\x80\"}".to_vec()),
        ("a byte order mark", b"\xef\xbb\xbf{}".to_vec()),
        ("sixteen-bit text", b"{\0}\0".to_vec()),
        ("two values", b"{}{}".to_vec()),
        ("nothing", Vec::new()),
    ];
    for (what, body) in bodies {
        let request = ada.request("PATCH", CONFIG).header("content-type", "application/json");
        let answer = ada.send(request.body(body)).await;
        assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
        assert!(!answer.code().is_empty());
    }
    for encoding in ["gzip", "br", "deflate", "zstd"] {
        let request = ada.request("PATCH", CONFIG).header("content-type", "application/json");
        let answer =
            ada.send(request.header("content-encoding", encoding).body(gzip_bomb.clone())).await;
        assert!((400..500).contains(&answer.status), "{encoding}: {answer:?}");
    }
    assert_eq!(ada.config().await, before);
}

/// Sends all of it, with or without being asked to stop; answers what the server said, if it did.
async fn pour(server: &Ava, token: &str, megabytes: usize, chunked: bool) -> String {
    let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
    let length = if chunked {
        "Transfer-Encoding: chunked".to_owned()
    } else {
        format!("Content-Length: {}", megabytes << 20)
    };
    let head = format!(
        "PATCH {CONFIG} HTTP/1.1\r\nHost: ava\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\n{length}\r\n\r\n"
    );
    let (mut reader, mut writer) = stream.split();
    let send = async {
        let mebibyte = vec![b' '; 1 << 20];
        writer.write_all(head.as_bytes()).await?;
        for _ in 0..megabytes {
            if chunked {
                writer.write_all(b"100000\r\n").await?;
            }
            writer.write_all(&mebibyte).await?;
            if chunked {
                writer.write_all(b"\r\n").await?;
            }
        }
        writer.shutdown().await
    };
    let mut said = Vec::new();
    let receive = reader.read_to_end(&mut said);
    // The server may close the connection long before all is sent.
    let _ = join(send, receive).await;
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_of_a_hundred_megabytes_costs_no_memory() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let token = ada.token.clone().expect("a token");
    let before = server.peak_memory_kib();
    let poured = join_all((0..8).map(|n| pour(&server, &token, 100, n % 2 == 0))).await;
    for said in poured.iter().filter(|said| !said.is_empty()) {
        assert!(said.starts_with("HTTP/1.1 413 "), "{said}");
    }
    // A body without a valid token is not read at all.
    pour(&server, "none", 100, false).await;
    let grown = server.peak_memory_kib() - before;
    assert!(grown < 32 * 1024, "memory grew by {grown} KiB");
    assert_eq!(ada.get(CONFIG).await.status, 200);
}

/// How long the server bears a connection that sends a byte of this every second or two.
async fn drip(address: String, text: Vec<u8>) -> Duration {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(&address).await.expect("a connection");
    let (mut reader, mut writer) = stream.split();
    let send = async {
        for byte in text {
            if writer.write_all(&[byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1500)).await;
        }
    };
    let mut said = Vec::new();
    tokio::select! {
        _ = reader.read_to_end(&mut said) => {}
        () = send => {}
    }
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_clients_are_cut_off_and_hurt_nobody() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let token = ada.token.clone().expect("a token");
    let begin = format!("GET {CONFIG} HTTP/1.1\r\nHost: ava\r\n");
    let with_body = format!(
        "PATCH {CONFIG} HTTP/1.1\r\nHost: ava\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    );
    // Half of them drip their head, half have sent it whole and drip a body.
    let heads = (0..250).map(|_| drip(server.address().to_owned(), begin.clone().into_bytes()));
    let bodies = (0..250).map(|_| slow_body(server.address().to_owned(), with_body.clone()));
    let slow = join(join_all(heads), join_all(bodies));
    let others = async {
        for _ in 0..40 {
            assert_eq!(ada.get(CONFIG).await.status, 200);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let ((heads, bodies), ()) = join(slow, others).await;
    for borne in heads.iter().chain(&bodies) {
        assert!(*borne < Duration::from_secs(15), "a slow client was borne for {borne:?}");
    }
}

/// The head at once, then a byte of the body every second or two.
async fn slow_body(address: String, head: String) -> Duration {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(&address).await.expect("a connection");
    stream.write_all(head.as_bytes()).await.expect("the head");
    let (mut reader, mut writer) = stream.split();
    let send = async {
        for _ in 0..1000 {
            if writer.write_all(b" ").await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1500)).await;
        }
    };
    let mut said = Vec::new();
    tokio::select! {
        _ = reader.read_to_end(&mut said) => {}
        () = send => {}
    }
    begun.elapsed()
}

/// A client that is not there any more leaves nothing behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_hangs_up_midway_hurts_nobody() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    let ada: Client = server.sign_up("ada").await;
    let token = ada.token.clone().expect("a token");
    for _ in 0..100 {
        let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
        let head = format!(
            "PATCH {CONFIG} HTTP/1.1\r\nHost: ava\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{{\"tone\":"
        );
        stream.write_all(head.as_bytes()).await.expect("half a request");
    }
    assert_eq!(ada.config().await["revision"], 0);
}

/// What a server logs to can be full, or frozen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_nobody_reads_holds_nobody_up() {
    let place = Place::new(Store::Sqlite);
    let made = Command::new("mkfifo").arg(place.log_file()).status().expect("mkfifo");
    assert!(made.success());
    let pipe = File::options().read(true).write(true).open(place.log_file()).expect("a pipe");
    let server = place.start_unready(place.command().arg("serve")).await;
    let ada = server.sign_up("ada").await;
    // More than a pipe takes.
    for _ in 0..1000 {
        assert_eq!(ada.get(CONFIG).await.status, 200);
    }
    let metrics = server.anonymous().get("/metrics").await.text;
    assert!(metrics.contains("ava_log_lines_lost_total 0"), "{metrics}");
    // Whoever reads it late finds everything.
    let lines = BufReader::new(pipe).lines().map_while(Result::ok);
    let read = lines.filter(|line| line.contains("\"route\":\"/api/v1/studio/config\""));
    assert_eq!(read.take(1000).count(), 1000);
}
