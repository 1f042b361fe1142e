//! Requests as such: paths, methods, ids.

use std::collections::BTreeMap;

use serde_json::json;

use crate::harness::{CONFIG, Client, ME, Server, operations};

#[actix_web::test]
async fn an_unknown_path_is_404() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for path in [
        "/",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v1/studio",
        "/api/v1/studio/config/",
        "/api/v1/studio/config/x",
        "/api/v1//studio/config",
        "/API/V1/studio/config",
        "/studio/config",
        "/api/v2/studio/config",
        "/api/v1/studio/config%00",
        "/api/v1/studio/%63onfigs",
        "/../etc/passwd",
        "/%",
        "/api/v1/auth/sessions/",
        "/api/v1/auth/sessions/a/b",
    ] {
        for client in [&server as &Client, &ada] {
            client.get(path).await.is_problem(404, "not_found");
            client.post(path, json!({})).await.is_problem(404, "not_found");
        }
    }
}

#[actix_web::test]
async fn a_wrong_method_is_405_and_told_the_right_ones() {
    let server = Server::start().await;
    let mut allowed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (method, path, _) in operations() {
        let right = allowed.entry(path).or_default();
        if method == "GET" {
            right.push("HEAD".to_owned());
        }
        right.push(method);
    }
    for (path, mut right) in allowed {
        right.sort();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"]
        {
            if right.iter().any(|right| right == method) {
                continue;
            }
            let answer = server.request(method, path).send().await;
            answer.is_problem(405, "method_not_allowed");
            let mut told: Vec<_> = answer.header("allow").unwrap().split(", ").collect();
            told.sort_unstable();
            assert_eq!(told, right, "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn a_query_that_nobody_asked_for_is_ignored() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for query in ["?", "?a=b&a=c", "?%00=%ff", "?=&&;", "?voiceSpeed=99", "?'; DROP TABLE users--"]
    {
        let path = format!("{CONFIG}{}", query.replace(' ', "%20"));
        assert_eq!(ada.get(&path).await.ok()["voiceSpeed"], 1.0);
    }
}

#[actix_web::test]
async fn a_plain_request_id_is_taken_and_any_other_replaced() {
    let server = Server::start().await;
    for taken in ["a", "A.b_C-1", &"x".repeat(128)] {
        let answer = server.request("GET", "/healthz").header("x-request-id", taken).send().await;
        assert_eq!(answer.header("x-request-id"), Some(taken));
    }
    for replaced in ["", "a b", "<script>", "a,b", "é", &"x".repeat(129)] {
        let answer = server.request("GET", ME).header("x-request-id", replaced).send().await;
        let made = answer.header("x-request-id").unwrap();
        assert_ne!(made, replaced);
        assert_eq!(made.len(), 36, "a UUID is made");
    }
}

#[actix_web::test]
async fn every_made_request_id_is_another() {
    let server = Server::start().await;
    let id = async || {
        let answer = server.request("GET", "/healthz").header("x-request-id", "").send().await;
        answer.header("x-request-id").unwrap().to_owned()
    };
    assert_ne!(id().await, id().await);
}

#[actix_web::test]
async fn two_request_ids_do_not_end_up_in_one_answer() {
    let server = Server::start().await;
    let call = server.request("GET", "/healthz").another_header("x-request-id", "b");
    let answer = call.send().await;
    assert_eq!(answer.header("x-request-id"), Some("a-test"));
}

#[actix_web::test]
async fn answers_are_json_without_a_word_on_compression() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let call = ada.request("GET", CONFIG).header("accept-encoding", "gzip, br, zstd");
    let answer = call.header("accept", "text/html").send().await;
    assert_eq!(answer.header("content-encoding"), None);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    answer.ok();
}
