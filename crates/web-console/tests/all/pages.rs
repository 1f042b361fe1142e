//! The page, and who gets it.

use actix_web::http::{Method, StatusCode};
use ava_web_console::APP_PATHS;

use crate::harness::{ask, fetch, visit};

#[actix_web::test]
async fn every_path_of_the_application_shows_the_page_under_a_strict_policy() {
    for path in APP_PATHS {
        let answer = visit(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.text().contains("<div id=\"app\">"), "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert!(policy.contains("require-trusted-types-for 'script'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("microphone=()"));
    }
}

#[actix_web::test]
async fn a_path_of_the_application_is_the_page_for_programs_too() {
    let answer = fetch("/login", &[("Accept", "*/*")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    let head = ask(Method::HEAD, "/login", &[]).await;
    assert_eq!(head.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_page_that_is_known_is_not_sent_again() {
    let first = visit("/").await;
    assert_eq!(first.header("cache-control"), "no-cache");
    let tag = first.header("etag");
    assert!(tag.starts_with('"'), "{tag}");
    for known in [tag.to_owned(), format!("W/{tag}"), format!("\"other\", {tag}")] {
        let again = fetch("/", &[("If-None-Match", &known)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{known}");
        assert!(again.body.is_empty());
        // Browsers take these in place of those they have kept.
        for name in ["cache-control", "content-security-policy", "etag", "vary"] {
            assert_eq!(again.header(name), first.header(name), "{name}");
        }
    }
    assert_eq!(fetch("/", &[("If-None-Match", "\"other\"")]).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn somebody_who_is_lost_is_told_so_by_the_page() {
    for path in ["/nowhere", "/studio/voices", "/login/", "/apiary", "/index.html"] {
        let answer = visit(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains("<div id=\"app\">"), "{path}");
        assert_eq!(answer.header("etag"), "", "{path}: a miss is not kept");
        assert!(answer.header("content-security-policy").contains("script-src 'self'"));
    }
}

#[actix_web::test]
async fn what_programs_ask_for_is_left_to_who_answers_programs() {
    for path in [
        "/api",
        "/api/",
        "/api/v1/nope",
        "/metrics",
        "/metrics/x",
        "/healthz",
        "/readyz",
        "/docs",
        "/openapi.json",
        "/assets/x",
    ] {
        let answer = visit(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.is_empty(), "{path} is shadowed");
    }
    for headers in [&[("Accept", "application/json")][..], &[("Accept", "*/*")], &[]] {
        assert!(fetch("/nowhere", headers).await.body.is_empty(), "{headers:?}");
    }
}

#[actix_web::test]
async fn nothing_is_changed_by_the_console_over_http() {
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for path in ["/login", "/nowhere", "/assets/x/app/main.js"] {
            let answer = ask(method.clone(), path, &[("Accept", "text/html")]).await;
            assert!(answer.status.is_client_error(), "{method} {path}");
            assert!(answer.body.is_empty(), "{method} {path}");
        }
    }
}
