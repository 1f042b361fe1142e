//! What only the wire shows: bodies that are read away, and connections that live on.

use serde_json::json;

use crate::harness::{
    COMPLETE, CONFIG, Client, Connection, EXPORT, Framing, ME, SIGN_UP, Server, Setup, Trouble,
    Troubled, operations,
};

const MIB: usize = 1024 * 1024;
const JSON: &str = "content-type: application/json";

fn head(user: &Client, method: &str, path: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\n{JSON}\r\nauthorization: Bearer {}", user.access_token())
}

/// Asserts that the connection answers another request.
async fn lives_on(connection: &mut Connection) {
    assert_eq!(connection.ask("GET /healthz HTTP/1.1").await.status, 200);
}

#[actix_web::test]
async fn the_413_of_a_2_mb_body_is_received_and_the_connection_lives_on() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let bound = server.bind();
    for framing in [Framing::Length, Framing::Chunks] {
        let mut connection = bound.connect().await;
        let body = vec![b' '; 2 * MIB];
        let answer = connection.exchange(&head(&ada, "PATCH", CONFIG), &body, framing).await;
        answer.is_problem(413, "payload_too_large");
        lives_on(&mut connection).await;
        let config = connection.ask(&head(&ada, "GET", CONFIG)).await;
        assert_eq!(config.ok()["revision"], 0);
    }
}

#[actix_web::test]
async fn the_401_of_a_2_mb_body_without_a_token_is_received_and_the_connection_lives_on() {
    let server = Server::start().await;
    let bound = server.bind();
    for framing in [Framing::Length, Framing::Chunks] {
        let mut connection = bound.connect().await;
        let head = format!("PATCH {CONFIG} HTTP/1.1\r\n{JSON}");
        let answer = connection.exchange(&head, &vec![b' '; 2 * MIB], framing).await;
        answer.is_problem(401, "unauthenticated");
        lives_on(&mut connection).await;
    }
}

#[actix_web::test]
async fn a_refusal_before_the_body_is_received_whatever_refused_it() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let bound = server.bind();
    let wrong_type = format!("POST {SIGN_UP} HTTP/1.1\r\ncontent-type: text/plain");
    for (head, status) in [
        (wrong_type, 415),
        (head(&ada, "PUT", CONFIG), 405),
        (head(&ada, "POST", "/api/v1/nothing"), 404),
    ] {
        for framing in [Framing::Length, Framing::Chunks] {
            let mut connection = bound.connect().await;
            let answer = connection.exchange(&head, &vec![b' '; 2 * MIB], framing).await;
            assert_eq!(answer.status, status, "{answer}");
            lives_on(&mut connection).await;
        }
    }
}

#[actix_web::test]
async fn a_body_that_nobody_asked_for_is_read_away() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let bound = server.bind();
    for (method, path) in [("GET", ME), ("POST", COMPLETE)] {
        let mut connection = bound.connect().await;
        let answer =
            connection.exchange(&head(&ada, method, path), &vec![b' '; MIB], Framing::Length).await;
        answer.ok();
        lives_on(&mut connection).await;
    }
}

#[actix_web::test]
async fn of_a_150_mb_body_8_are_read_before_the_refusal_and_then_the_connection_is_closed() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let bound = server.bind();
    let anonymous = format!("PATCH {CONFIG} HTTP/1.1\r\n{JSON}");
    let unknown = format!("POST /api/v1/nothing HTTP/1.1\r\n{JSON}");
    for head in [head(&ada, "PATCH", CONFIG), anonymous, unknown] {
        for framing in [Framing::Length, Framing::Chunks] {
            let mut connection = bound.connect().await;
            let answer = connection.begin(&head, 9 * MIB, framing).await;
            assert!([401, 404, 413].contains(&answer.status), "{answer}");
            assert_eq!(answer.header("connection"), Some("close"), "{framing:?}");
            assert!(connection.is_closed().await);
        }
    }
}

#[actix_web::test]
async fn a_413_that_was_waited_for_is_received_before_the_body_is_sent() {
    let server = Server::start().await;
    let bound = server.bind();
    let mut connection = bound.connect().await;
    let head = format!("POST {SIGN_UP} HTTP/1.1\r\n{JSON}\r\nexpect: 100-continue");
    let answer = connection.exchange(&head, &vec![b' '; 2 * MIB], Framing::Length).await;
    answer.is_problem(413, "payload_too_large");
}

#[actix_web::test]
async fn an_export_that_breaks_off_is_never_taken_for_a_whole_one() {
    let mut setup = Setup::default();
    setup.ports.configs = Troubled::revisions(&setup.ports.configs, Trouble::IsCorrupt);
    let server = setup.serve().await;
    let ada = server.sign_up("ada").await;
    let bound = server.bind();
    let mut connection = bound.connect().await;
    connection.ask_in_vain(&head(&ada, "GET", EXPORT)).await;
    assert!(connection.is_closed().await);
}

#[actix_web::test]
async fn every_get_is_answered_to_head_as_it_is_but_for_its_body() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let bound = server.bind();
    let mut connection = bound.connect().await;
    let mut asked = 0;
    for (_, path, _) in operations().filter(|(method, ..)| method == "GET") {
        let path = path.replace("{file}", "index.css");
        for client in [&ada, &ada.with_tokens(json!({ "access_token": "garbage" }))] {
            let ask = |method| format!("{}\r\nx-request-id: a-test", head(client, method, &path));
            let whole = connection.ask(&ask("GET")).await;
            let without = connection.ask(&ask("HEAD")).await;
            assert_eq!(without.status, whole.status, "{path}");
            assert_eq!((without.lasting_headers(), &*without.body), (whole.lasting_headers(), ""));
            assert!(!whole.body.is_empty());
            asked += 1;
        }
    }
    assert!(asked >= 24, "{asked}");
    lives_on(&mut connection).await;
}

#[actix_web::test]
async fn a_head_request_is_refused_without_a_body_where_there_is_no_get() {
    let server = Server::start().await;
    let bound = server.bind();
    let mut connection = bound.connect().await;
    let answer = connection.ask(&format!("HEAD {SIGN_UP} HTTP/1.1")).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    lives_on(&mut connection).await;
}

#[actix_web::test]
async fn many_requests_on_one_connection_are_answered_in_their_order() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let bound = server.bind();
    let mut connection = bound.connect().await;
    for n in 1..=20 {
        let body = format!(r#"{{"tone":"tone {n}"}}"#);
        let head = head(&ada, "PATCH", CONFIG);
        let answer = connection.exchange(&head, body.as_bytes(), Framing::Length).await;
        assert_eq!(answer.ok()["revision"], n);
    }
}
