//! What browsers and caches are told to make of an answer. That every answer of every test
//! has its headers is checked by the harness.

use serde_json::json;

use crate::harness::{CONFIG, Client, LOG_IN, ME, ORIGIN, PASSWORD, Server, Setup, operations};

const CACHE: &str = "cache-control";
const POLICY: &str = "content-security-policy";
const TLS_ALONE: &str = "strict-transport-security";
const DOCS: [&str; 3] = ["/api/v1/openapi.json", "/api/v1/docs", "/api/v1/docs/index.css"];

#[actix_web::test]
async fn no_answer_is_kept_by_a_cache_but_what_is_the_same_for_all_or_can_be_asked_for_by_its_tag()
{
    let server = Server::start().await;
    for (n, (method, path, operation)) in operations().enumerate() {
        let ada = server.sign_up(&format!("ada-{n}")).await;
        let path = path.replace("{file}", "index.css");
        let call = ada.request(&method, &path);
        let takes_body = operation.get("requestBody").is_some();
        let answer = if takes_body { call.json(json!({})).send().await } else { call.send().await };
        let expected = match path.as_str() {
            CONFIG if method == "GET" => "private, no-cache",
            path if DOCS.contains(&path) => "public, max-age=300",
            _ => "no-store",
        };
        assert_eq!(answer.header(CACHE), Some(expected), "{method} {path}: {answer}");
    }
}

#[actix_web::test]
async fn browsers_are_told_to_keep_to_tls_where_there_is_tls_and_nowhere_else() {
    for behind_tls in [true, false] {
        let mut setup = Setup::default();
        setup.http.behind_tls = behind_tls;
        let server = setup.serve().await;
        let ada = server.sign_up("ada").await;
        let preflight = server.request("OPTIONS", CONFIG).header("origin", ORIGIN);
        for answer in [
            ada.get(CONFIG).await,
            server.get(ME).await,
            server.get(DOCS[1]).await,
            server.get("/nothing").await,
            server.get("/healthz").await,
            preflight.header("access-control-request-method", "GET").send().await,
        ] {
            let told = behind_tls.then_some("max-age=31536000");
            assert_eq!(answer.header(TLS_ALONE), told, "{answer}");
        }
    }
}

#[actix_web::test]
async fn tokens_are_kept_by_no_cache() {
    let server = Server::start().await;
    server.sign_up("ada").await;
    let fields = json!({ "identifier": "ada@example.com", "password": PASSWORD });
    let answer = server.post(LOG_IN, fields).await;
    assert!(answer.ok()["access_token"].is_string());
    assert_eq!(answer.header(CACHE), Some("no-store"));
}

#[actix_web::test]
async fn what_is_refused_is_kept_by_no_cache() {
    let server = Server::start().await;
    let nowhere = format!("{}/nothing", DOCS[1]);
    for path in [ME, CONFIG, "/nothing", &nowhere] {
        for client in [&server as &Client, &server.with_tokens(json!({ "access_token": "x" }))] {
            let answer = client.get(path).await;
            assert!(answer.status >= 400);
            assert_eq!(answer.header(CACHE), Some("no-store"), "{path}");
        }
    }
}

#[actix_web::test]
async fn a_configuration_that_a_client_keeps_is_confirmed_by_its_tag() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let first = ada.get(CONFIG).await;
    let again = ada.request("GET", CONFIG).header("if-none-match", &first.tag()).send().await;
    for answer in [&first, &again] {
        assert_eq!(answer.header(CACHE), Some("private, no-cache"), "{answer}");
    }
    assert_eq!((first.status, again.status), (200, 304));
}

#[actix_web::test]
async fn the_page_of_the_docs_runs_its_own_files_alone_and_anything_else_runs_nothing() {
    let server = Server::start().await;
    let page = server.get(DOCS[1]).await;
    assert_eq!(
        page.header(POLICY),
        Some(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    );
    // Nothing that this would forbid.
    for inline in ["<style", " style=", " onload=", "<script>", "javascript:"] {
        assert!(!page.body.contains(inline), "{inline}");
    }
    for path in [ME, DOCS[0], "/healthz", "/nothing"] {
        let answer = server.get(path).await;
        let nothing = "default-src 'none'; frame-ancestors 'none'";
        assert_eq!(answer.header(POLICY), Some(nothing), "{path}");
    }
}
