//! For those who run the server, and for those who read its document.

use std::sync::Arc;

use application::port::Readiness;

use crate::harness::{Log, OtherSchema, Server, Setup, snapshot};

const READY: &str = "/readyz";
const DOCS: &str = "/api/v1/docs";

#[actix_web::test]
async fn the_process_is_healthy_even_without_its_database() {
    let server = Server::start().await;
    server.house.stores.set_available(false);
    let answer = server.get("/healthz").await;
    snapshot!("healthy", answer);
    assert_eq!(answer.ok()["version"], env!("CARGO_PKG_VERSION"));
}

#[actix_web::test]
async fn the_server_is_ready_only_while_its_database_answers() {
    let server = Server::start().await;
    snapshot!("ready", server.get(READY).await);
    server.house.stores.set_available(false);
    snapshot!("not_ready_without_database", server.get(READY).await);
    server.house.stores.set_available(true);
    server.get(READY).await.ok();
}

#[actix_web::test]
async fn the_server_is_not_ready_while_it_drains_but_serves_on() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.api.drain();
    snapshot!("draining", server.get(READY).await);
    server.get("/healthz").await.ok();
    ada.get(crate::harness::CONFIG).await.ok();
}

#[actix_web::test]
async fn the_server_is_not_ready_while_migrations_are_pending() {
    let pending = Readiness::MigrationsPending { pending: vec!["m20260101_000009_add".to_owned()] };
    let mut setup = Setup::default();
    setup.ports.database = Arc::new(OtherSchema(pending));
    snapshot!("migrations_pending", setup.serve().await.get(READY).await);
}

#[actix_web::test]
async fn a_schema_newer_than_the_program_is_ready_and_the_log_is_told_once() {
    let newer = Readiness::Ready { unknown_migrations: vec!["m20990101_000001_add".to_owned()] };
    let mut setup = Setup::default();
    setup.ports.database = Arc::new(OtherSchema(newer));
    let server = setup.serve().await;
    let log = Log::default();
    let _listening = log.listen();
    for _ in 0..3 {
        server.get(READY).await.ok();
    }
    let told = log.text().matches("the schema is newer than this program").count();
    assert_eq!(told, 1, "probes come every few seconds");
}

#[actix_web::test]
async fn the_page_of_the_docs_and_every_file_it_names_is_served_here() {
    let server = Server::start().await;
    let page = server.get(DOCS).await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"), "{page}");
    let named = references(&page.body);
    assert!(named.len() >= 5, "{named:?}");
    for reference in named {
        assert!(!reference.contains("//"), "{reference} is on another host");
        let path = resolve(&reference);
        let file = server.get(&path).await;
        assert_eq!(file.status, 200, "{path}");
        let expected = match reference.rsplit('.').next() {
            Some("css") => "text/css",
            Some("js") => "text/javascript",
            _ => "image/png",
        };
        assert!(file.header("content-type").unwrap().starts_with(expected), "{path}: {file}");
    }
}

/// What the page's elements load.
fn references(page: &str) -> Vec<String> {
    ["src=\"", "href=\""]
        .iter()
        .flat_map(|attribute| page.split(attribute).skip(1))
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// Where a browser that shows the docs finds a reference.
fn resolve(reference: &str) -> String {
    match reference.strip_prefix("./").unwrap_or(reference) {
        absolute if absolute.starts_with('/') => absolute.to_owned(),
        relative => format!("/api/v1/{relative}"),
    }
}

#[actix_web::test]
async fn the_page_of_the_docs_reads_the_document_of_this_server_and_asks_no_validator() {
    let server = Server::start().await;
    let script = server.get(&format!("{DOCS}/swagger-initializer.js")).await;
    assert!(script.body.contains("\"/api/v1/openapi.json\""), "{script}");
    assert!(script.body.contains("\"validatorUrl\": \"none\""), "{script}");
    assert!(!script.body.contains("http://") && !script.body.contains("https://"), "{script}");
}

#[actix_web::test]
async fn a_file_that_the_docs_do_not_have_is_404() {
    let server = Server::start().await;
    for file in ["nothing.js", "..%2f..%2fCargo.toml", "%2e%2e", "%00", "%ff", "a/b"] {
        server.get(&format!("{DOCS}/{file}")).await.is_problem(404, "not_found");
    }
}
