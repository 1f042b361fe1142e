//! The console as the binary serves it: beside the API, and never in its place.

use crate::harness::{Answer, Client, Place, Store};

const AS_A_BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

async fn visit(anybody: &Client, path: &str) -> Answer {
    anybody.send(anybody.request("GET", path).header("Accept", AS_A_BROWSER)).await
}

fn is_the_console(answer: &Answer) -> bool {
    answer.text.contains("<div id=\"app\">")
}

#[tokio::test]
async fn a_person_gets_the_console_with_the_headers_of_every_answer() {
    let place = Place::new(Store::Sqlite).with("AVA_API_BEHIND_TLS", "true");
    let server = place.start().await;
    let anybody = server.anonymous();
    for (path, status) in
        web_console::APP_PATHS.iter().map(|path| (*path, 200)).chain([("/no/such/page", 404)])
    {
        let page = visit(&anybody, path).await;
        assert_eq!(page.status, status, "{path}");
        assert!(is_the_console(&page), "{path}: {page:?}");
        let policy = page.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        assert_eq!(page.headers["x-frame-options"], "DENY");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        assert!(page.headers.contains_key("strict-transport-security"), "{path}");
        assert!(page.headers.contains_key("x-request-id"), "{path}");
    }
}

#[tokio::test]
async fn the_files_that_the_page_names_come_compressed_and_are_kept() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    let anybody = server.anonymous();
    let page = visit(&anybody, "/").await;
    let named: Vec<_> = page.text.split('"').filter(|it| it.starts_with("/assets/")).collect();
    assert!(named.len() >= 5, "{named:?}");
    for path in named {
        let file = anybody.send(anybody.request("GET", path).header("Accept-Encoding", "gzip"));
        let headers = file.await.headers;
        let kept = headers["cache-control"].to_str().expect("text");
        assert!(kept.contains("immutable"), "{path}: {kept}");
        assert_eq!(
            headers["vary"].to_str().expect("text").split(',').next(),
            Some("Accept-Encoding")
        );
    }
}

#[tokio::test]
async fn no_endpoint_is_shadowed_by_the_console() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    let anybody = server.anonymous();
    for (_, path) in http_actix::endpoints() {
        let answer = visit(&anybody, &path.replace("{file}", "index.css")).await;
        assert!(!is_the_console(&answer), "{path}");
    }
    for path in ["/api", "/api/v1", "/api/v2/auth/me", "/api/v1/nope", "/metrics/x", "/assets/no"] {
        let answer = visit(&anybody, path).await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"), "{path}");
    }
    let of_a_program = anybody.get("/no/such/page").await;
    assert_eq!((of_a_program.status, of_a_program.code().as_str()), (404, "not_found"));
    let changed = anybody.post("/login", &serde_json::json!({})).await;
    assert_eq!((changed.status, changed.code().as_str()), (404, "not_found"));
}

#[tokio::test]
async fn random_addresses_make_no_new_numbers() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    let anybody = server.anonymous();
    for at in 0..20 {
        visit(&anybody, &format!("/wanderer-{at}")).await;
        visit(&anybody, &format!("/assets/{at}/wanderer.js")).await;
    }
    let metrics = anybody.get("/metrics").await.text;
    assert!(!metrics.contains("wanderer"), "{metrics}");
}
