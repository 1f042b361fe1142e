//! A key that Vapi keeps failing or limiting is spared, and slows no other.

use std::time::{Duration, SystemTime};

use application::GatewayError;
use application::port::AssistantGateway;
use ava_infra_vapi::HttpVapi;
use domain::integration::VapiKey;
use futures_util::future::join_all;
use serde_json::json;
use wiremock::matchers::{any, header};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::raw_server::{Behaviour, RawServer};
use crate::support::{ANSWERED, KEY, LIMIT, NOT_SENT, Op, UNKNOWN, gateway};

const OPEN_FOR: Duration = Duration::from_secs(5);

/// A server that answers our key so, and any other well.
async fn failing(answer: ResponseTemplate) -> (MockServer, HttpVapi) {
    let server = MockServer::start().await;
    let ours = header("Authorization", format!("Bearer {KEY}").as_str());
    Mock::given(ours).respond_with(answer).mount(&server).await;
    let good = ResponseTemplate::new(200).set_body_json(json!([]));
    Mock::given(any()).respond_with(good).mount(&server).await;
    let vapi = gateway(server.uri());
    (server, vapi)
}

async fn sent(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

fn another_key() -> VapiKey {
    VapiKey::parse("key-of-another-one").unwrap()
}

async fn create(vapi: &HttpVapi) -> Result<(), GatewayError> {
    Op::Create.within(vapi, LIMIT).await
}

/// Moves the clock; nothing is under way.
async fn wait(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_create_that_an_open_circuit_refuses_was_never_sent() {
    let (server, vapi) = failing(ResponseTemplate::new(503)).await;
    for _ in 0..5 {
        assert_eq!(create(&vapi).await, Err(ANSWERED));
    }
    for op in [Op::Create, Op::Search, Op::CheckKey] {
        assert_eq!(op.within(&vapi, LIMIT).await, Err(NOT_SENT), "{op:?}");
    }
    assert_eq!(sent(&server).await, 5);
    // An assistant has a circuit of its own.
    assert_eq!(Op::Update.within(&vapi, LIMIT).await, Err(ANSWERED));
    assert_eq!(sent(&server).await, 6);
}

#[tokio::test]
async fn an_open_circuit_refuses_one_key_and_no_other() {
    let (server, vapi) = failing(ResponseTemplate::new(500)).await;
    for _ in 0..5 {
        assert_eq!(create(&vapi).await, Err(ANSWERED));
    }
    assert_eq!(create(&vapi).await, Err(NOT_SENT));
    for _ in 0..5 {
        assert_eq!(vapi.check_key(&another_key(), LIMIT).await, Ok(()));
    }
    assert_eq!(create(&vapi).await, Err(NOT_SENT), "what another key meets closes nothing");
    assert_eq!(sent(&server).await, 10);
}

#[tokio::test]
async fn a_probe_finds_out_whether_vapi_is_there_again() {
    let (server, vapi) = failing(ResponseTemplate::new(500)).await;
    for _ in 0..5 {
        assert_eq!(create(&vapi).await, Err(ANSWERED));
    }
    wait(OPEN_FOR).await;
    assert_eq!(create(&vapi).await, Err(ANSWERED), "the probe");
    assert_eq!(create(&vapi).await, Err(NOT_SENT));
    server.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(409)).mount(&server).await;
    wait(OPEN_FOR).await;
    assert_eq!(create(&vapi).await, Err(NOT_SENT), "the wait has doubled");
    wait(OPEN_FOR).await;
    for _ in 0..3 {
        assert_eq!(create(&vapi).await, Err(GatewayError::Conflict));
    }
}

#[tokio::test]
async fn whatever_makes_vapi_unavailable_opens_it() {
    let nonsense = ResponseTemplate::new(200).set_body_string("It works!");
    let other_json = ResponseTemplate::new(200).set_body_json(json!({"status": "ok"}));
    let redirect = ResponseTemplate::new(302).insert_header("Location", "/login");
    for (answer, error) in [(nonsense, UNKNOWN), (other_json, UNKNOWN), (redirect, ANSWERED)] {
        let (_server, vapi) = failing(answer).await;
        for _ in 0..5 {
            assert_eq!(create(&vapi).await, Err(error.clone()));
        }
        assert_eq!(create(&vapi).await, Err(NOT_SENT));
    }
    let server = RawServer::start(Behaviour::Close).await;
    let vapi = gateway(server.url());
    for _ in 0..6 {
        create(&vapi).await.unwrap_err();
    }
    assert_eq!(server.requests(), 5);
}

#[tokio::test]
async fn time_outs_open_it_where_there_was_time() {
    for (limit, expected) in [(1500, 5), (800, 6)] {
        let server = RawServer::start(Behaviour::Hang).await;
        let vapi = gateway(server.url());
        let limit = Duration::from_millis(limit);
        join_all((0..5).map(|_| Op::Create.within(&vapi, limit))).await;
        Op::Create.within(&vapi, limit).await.unwrap_err();
        assert_eq!(server.requests(), expected, "{limit:?}");
    }
}

#[tokio::test]
async fn no_4xx_ever_opens_it() {
    for status in [400, 401, 402, 403, 404, 408, 409, 422] {
        let (server, vapi) = failing(ResponseTemplate::new(status)).await;
        for _ in 0..12 {
            create(&vapi).await.unwrap_err();
        }
        assert_eq!(sent(&server).await, 12, "{status}");
    }
}

/// The wait that is left after a 429, rounded up to seconds.
async fn rest_after(answer: ResponseTemplate) -> u64 {
    let (server, vapi) = failing(answer).await;
    create(&vapi).await.unwrap_err();
    tokio::time::pause();
    let Err(GatewayError::RateLimited { retry_after: Some(rest) }) = create(&vapi).await else {
        panic!("not held back")
    };
    assert_eq!(sent(&server).await, 1);
    tokio::time::resume();
    assert_eq!(vapi.check_key(&another_key(), LIMIT).await, Ok(()));
    wait(rest).await;
    create(&vapi).await.unwrap_err();
    assert_eq!(sent(&server).await, 3, "the rest is over");
    rest.as_millis().div_ceil(1000).try_into().unwrap()
}

#[tokio::test]
async fn a_429_pauses_its_key_for_as_long_as_it_says() {
    let answer = || ResponseTemplate::new(429);
    assert_eq!(rest_after(answer()).await, 1);
    assert_eq!(rest_after(answer().insert_header("Retry-After", "7")).await, 7);
    assert_eq!(rest_after(answer().insert_header("Retry-After", "3600")).await, 60);
    let at = SystemTime::UNIX_EPOCH + Duration::from_hours(500_000);
    let date = httpdate::fmt_http_date(at);
    let until = httpdate::fmt_http_date(at + Duration::from_secs(40));
    let answer =
        answer().insert_header("Date", date.as_str()).insert_header("Retry-After", until.as_str());
    assert_eq!(rest_after(answer).await, 40);
}
