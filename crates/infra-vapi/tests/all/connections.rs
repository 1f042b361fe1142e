//! What happens below HTTP: how far a request got, and that it ends in time.

use std::net::SocketAddr;
use std::time::Duration;

use application::{GatewayError, Reach};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::raw_server::{Behaviour, RawServer};
use crate::support::{LIMIT, NOT_SENT, Op, UNKNOWN, gateway};

const LATE: GatewayError = GatewayError::TimedOut { reach: Reach::Unknown };
/// For what never ends by itself.
const SHORT: Duration = Duration::from_millis(600);

/// Whether each call ends so, sent once if it changes something.
async fn check(behaviour: Behaviour, limit: Duration, expected: GatewayError) {
    for op in Op::ALL {
        let server = RawServer::start(behaviour).await;
        let ended = op.within(&gateway(server.url()), limit).await;
        assert_eq!(ended, Err(expected.clone()), "{behaviour:?}: {op:?}");
        if op.changes_something() {
            assert_eq!(server.requests(), 1, "{behaviour:?}: {op:?}");
        }
    }
}

#[tokio::test]
async fn no_answer_ends_at_the_limit() {
    check(Behaviour::Hang, SHORT, LATE).await;
}

#[tokio::test]
async fn a_connection_that_closes_without_an_answer_leaves_open_what_happened() {
    check(Behaviour::Close, LIMIT, UNKNOWN).await;
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_open_what_happened() {
    let broken = "HTTP/1.1 201 Created\r\nContent-Length: 900\r\n\r\n{\"id\": \"3b1f8a52";
    check(Behaviour::Say(broken), LIMIT, UNKNOWN).await;
    let unannounced =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[{\"id\": \"3b1f8a52";
    check(Behaviour::Say(unannounced), LIMIT, UNKNOWN).await;
}

#[tokio::test]
async fn what_is_no_http_leaves_open_what_happened() {
    check(Behaviour::Say("SSH-2.0-OpenSSH_9.2\r\n"), LIMIT, UNKNOWN).await;
}

#[tokio::test]
async fn a_body_that_drips_ends_at_the_limit() {
    let begin =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n[";
    check(Behaviour::Drip(begin), SHORT, LATE).await;
    check(Behaviour::Drip("HTTP/1.1 200 OK\r\nX-Slow:"), SHORT, LATE).await;
}

#[tokio::test]
async fn an_error_whose_body_drips_is_that_error() {
    let begin = "HTTP/1.1 400 Bad Request\r\nContent-Length: 1000\r\n\r\n{";
    for op in Op::ALL {
        let server = RawServer::start(Behaviour::Drip(begin)).await;
        let ended = op.within(&gateway(server.url()), SHORT).await;
        assert!(matches!(ended, Err(GatewayError::Rejected { .. })), "{op:?}: {ended:?}");
    }
}

#[tokio::test]
async fn an_endless_body_is_not_read_to_its_end() {
    check(Behaviour::Flood, LIMIT, UNKNOWN).await;
    let announced =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 52428800\r\n\r\n[";
    check(Behaviour::Say(announced), LIMIT, UNKNOWN).await;
}

#[tokio::test]
async fn a_refused_connection_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for op in Op::ALL {
        let ended = op.within(&gateway(format!("http://{address}")), LIMIT).await;
        assert_eq!(ended, Err(NOT_SENT), "{op:?}");
    }
}

#[tokio::test]
async fn a_name_that_nobody_has_sent_nothing() {
    let ended = Op::Create.within(&gateway("http://vapi.invalid"), LIMIT).await;
    assert_eq!(ended.map_err(|error| error.reach()), Err(Reach::NotSent));
}

#[tokio::test]
async fn a_server_without_tls_gets_nothing() {
    let server = RawServer::start(Behaviour::Say("HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    let vapi = gateway(server.url().replace("http://", "https://"));
    // It waits for the end of a request that never comes, as the greeting of TLS is none.
    let ended = Op::Create.within(&vapi, SHORT).await;
    assert_eq!(ended, Err(GatewayError::TimedOut { reach: Reach::NotSent }));
    assert_eq!(server.requests(), 0);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_gets_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.try_write(b"HTTP/1.1 400 Bad Request\r\n\r\n").ok();
        }
    });
    let ended = Op::Create.within(&gateway(format!("https://{address}")), LIMIT).await;
    assert_eq!(ended, Err(NOT_SENT));
}

#[tokio::test]
async fn a_connection_that_is_never_taken_sent_nothing() {
    let (address, _held) = unreachable().await;
    for op in Op::ALL.into_iter().filter(|op| op.has_body()) {
        let ended = op.within(&gateway(format!("http://{address}")), SHORT).await;
        assert_eq!(ended, Err(GatewayError::TimedOut { reach: Reach::NotSent }), "{op:?}");
    }
}

#[tokio::test]
async fn connecting_ends_before_a_longer_limit() {
    let (address, _held) = unreachable().await;
    let vapi = gateway(format!("http://{address}"));
    let begun = std::time::Instant::now();
    let limit = Duration::from_secs(20);
    let (found, created) = tokio::join!(Op::Find.run(&vapi, limit), Op::Create.run(&vapi, limit));
    assert_eq!(found, Err(GatewayError::TimedOut { reach: Reach::NotSent }));
    assert_eq!(created, Err(GatewayError::TimedOut { reach: Reach::NotSent }));
    assert!(begun.elapsed() < Duration::from_secs(7), "{:?}", begun.elapsed());
}

/// A listener whose queue is full as long as what comes with it is held: whoever connects
/// waits.
async fn unreachable() -> (SocketAddr, (TcpListener, Vec<TcpStream>)) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(Ok(stream)) =
        timeout(Duration::from_millis(200), TcpStream::connect(address)).await
    {
        queue.push(stream);
    }
    (address, (listener, queue))
}
