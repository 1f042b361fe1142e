//! Pages of other origins.

use std::collections::BTreeSet;

use serde_json::json;

use crate::harness::{
    Answer, CONFIG, Client, ME, ORIGIN, SIGN_UP, Server, Setup, Trouble, Troubled, snapshot,
};

const ALLOW_ORIGIN: &str = "access-control-allow-origin";

async fn preflight(client: &Client, origin: &str, method: &str, headers: &str) -> Answer {
    let call = client.request("OPTIONS", CONFIG).header("origin", origin);
    let call = call.header("access-control-request-method", method);
    call.header("access-control-request-headers", headers).send().await
}

#[actix_web::test]
async fn a_preflight_of_the_allowed_origin_is_told_all_that_it_may() {
    let server = Server::start().await;
    let answer = preflight(&server, ORIGIN, "PATCH", "authorization,content-type,if-match").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header(ALLOW_ORIGIN), Some(ORIGIN));
    assert_eq!(answer.header("access-control-max-age"), Some("600"));
    assert_eq!(
        words(&answer, "access-control-allow-methods"),
        BTreeSet::from(["get", "head", "post", "patch", "delete"].map(str::to_owned))
    );
    assert_eq!(
        words(&answer, "access-control-allow-headers"),
        BTreeSet::from(
            ["authorization", "content-type", "if-match", "if-none-match", "x-request-id"]
                .map(str::to_owned)
        )
    );
}

fn looked_at() -> BTreeSet<String> {
    let names = ["origin", "access-control-request-method", "access-control-request-headers"];
    BTreeSet::from(names.map(str::to_owned))
}

fn words(answer: &Answer, header: &str) -> BTreeSet<String> {
    let text = answer.header(header).unwrap_or_else(|| panic!("no {header}: {answer}"));
    text.split(',').map(|word| word.trim().to_lowercase()).collect()
}

#[actix_web::test]
async fn a_preflight_of_another_origin_method_or_header_is_refused() {
    let server = Server::start().await;
    let refused = preflight(&server, "https://evil.example.com", "PATCH", "authorization").await;
    snapshot!("preflight_refused", refused);
    let others = [
        refused,
        preflight(&server, ORIGIN, "PUT", "authorization").await,
        preflight(&server, ORIGIN, "PATCH", "x-evil").await,
    ];
    for refused in others {
        assert_eq!(refused.status, 400);
        assert_eq!(refused.header(ALLOW_ORIGIN), None);
        assert_eq!(words(&refused, "vary"), looked_at(), "a cache tells it from a granted one");
    }
    let granted = preflight(&server, ORIGIN, "PATCH", "authorization").await;
    assert_eq!(words(&granted, "vary"), looked_at());
}

#[actix_web::test]
async fn exactly_the_allowed_origin_is_echoed() {
    let server = Server::start().await;
    let origin_of = async |origin: &str| {
        let answer = server.request("GET", "/healthz").header("origin", origin).send().await;
        assert_eq!(answer.status, 200);
        answer.header(ALLOW_ORIGIN).map(str::to_owned)
    };
    assert_eq!(origin_of(ORIGIN).await.as_deref(), Some(ORIGIN));
    for other in [
        "https://evil.example.com",
        "http://app.example.com",
        "https://app.example.com.evil.org",
        "https://app.example.com:444",
        "https://APP.example.com.",
        "https://xapp.example.com",
        "null",
    ] {
        assert_eq!(origin_of(other).await, None, "{other}");
    }
}

#[actix_web::test]
async fn no_origin_may_send_cookies() {
    let server = Server::start().await;
    let mut answers = vec![preflight(&server, ORIGIN, "PATCH", "authorization").await];
    for origin in [ORIGIN, "https://evil.example.com"] {
        answers.push(server.request("GET", ME).header("origin", origin).send().await);
        answers.push(server.request("GET", "/healthz").header("origin", origin).send().await);
    }
    for answer in answers {
        assert_eq!(answer.header("access-control-allow-credentials"), None, "{answer}");
    }
}

#[actix_web::test]
async fn without_allowed_origins_none_is_echoed() {
    let mut setup = Setup::default();
    setup.http.allowed_origins.clear();
    let server = setup.serve().await;
    let answer = server.request("GET", "/healthz").header("origin", ORIGIN).send().await;
    assert_eq!((answer.status, answer.header(ALLOW_ORIGIN)), (200, None));
}

#[actix_web::test]
async fn every_allowed_origin_is_echoed_alone() {
    let mut setup = Setup::default();
    setup.http.allowed_origins.push("http://localhost:3000".to_owned());
    let server = setup.serve().await;
    for origin in [ORIGIN, "http://localhost:3000"] {
        let answer = server.request("GET", "/healthz").header("origin", origin).send().await;
        assert_eq!(answer.header(ALLOW_ORIGIN), Some(origin));
        assert!(words(&answer, "vary").contains("origin"));
    }
}

#[actix_web::test]
async fn a_page_sees_the_headers_that_it_needs() {
    let server = Server::start().await;
    let answer = server.request("GET", "/healthz").header("origin", ORIGIN).send().await;
    assert_eq!(
        words(&answer, "access-control-expose-headers"),
        BTreeSet::from(
            [
                "etag",
                "x-request-id",
                "retry-after",
                "ratelimit",
                "ratelimit-policy",
                "ava-ignored-fields"
            ]
            .map(str::to_owned)
        )
    );
}

#[actix_web::test]
async fn refusals_carry_it_too() {
    let mut setup = Setup::default();
    setup.ports.configs = Troubled::configs(&setup.ports.configs, Trouble::Panics);
    let server = setup.serve().await;
    let ada = server.sign_up("ada").await;
    let calls = [
        (404, server.request("GET", "/nothing")),
        (405, server.request("PUT", CONFIG)),
        (401, server.request("GET", ME)),
        (422, server.request("POST", SIGN_UP).json(json!({}))),
        (400, server.request("POST", SIGN_UP).body("application/json", "{")),
        (415, server.request("POST", SIGN_UP).body("text/plain", "{}")),
        (413, server.request("POST", SIGN_UP).body("application/json", " ".repeat(300_000))),
        (500, ada.request("GET", CONFIG)),
    ];
    for (status, call) in calls {
        let answer = call.header("origin", ORIGIN).send().await;
        assert_eq!(answer.status, status, "{answer}");
        assert_eq!(answer.header(ALLOW_ORIGIN), Some(ORIGIN), "{answer}");
        assert!(words(&answer, "access-control-expose-headers").contains("x-request-id"));
    }
}
