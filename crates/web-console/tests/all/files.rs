//! The files, in the forms that they are sent in.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;

use crate::harness::{fetch, named_by_the_page};
use crate::source;

/// What the files may weigh in the binary, in all forms together: with the code that answers them
/// the console is to add less than a megabyte.
const MOST_IN_THE_BINARY: usize = 900_000;

#[actix_web::test]
async fn every_file_that_the_page_names_is_there_and_kept_for_ever() {
    let named = named_by_the_page().await;
    assert!(named.len() >= 5, "{named:?}");
    for path in named {
        let answer = fetch(&path, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
    }
}

#[actix_web::test]
async fn every_file_of_the_source_is_served_as_what_it_is() {
    let mut kinds = BTreeSet::new();
    for name in source::names() {
        let answer = fetch(&format!("/assets/any/{name}"), &[]).await;
        // For those who work on it, and not served.
        if [".md", ".d.ts"].iter().any(|end| name.ends_with(end)) {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
            continue;
        }
        assert_eq!(answer.status, StatusCode::OK, "{name}");
        assert_eq!(answer.body, source::read(&name), "{name}");
        kinds.insert(answer.header("content-type").to_owned());
    }
    assert!(kinds.contains("text/javascript; charset=utf-8"), "{kinds:?}");
    assert!(kinds.contains("text/css; charset=utf-8"), "{kinds:?}");
    assert!(kinds.contains("application/json"), "{kinds:?}");
}

#[actix_web::test]
async fn a_file_is_sent_compressed_to_whoever_takes_that() {
    let path = "/assets/any/vendor/preact.js";
    let plain = fetch(path, &[]).await;
    assert_eq!(plain.header("content-encoding"), "");
    let mut last = plain.body.len();
    for (accepted, encoding) in [("gzip", "gzip"), ("gzip, deflate, br;q=1.0", "br")] {
        let answer = fetch(path, &[("Accept-Encoding", accepted)]).await;
        assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(answer.header("vary"), "Accept-Encoding");
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        assert!(answer.body.len() < last, "{encoding} is no smaller");
        last = answer.body.len();
    }
    for refused in ["br;q=0, gzip;q=0", "identity", "brotli"] {
        let answer = fetch(path, &[("Accept-Encoding", refused)]).await;
        assert_eq!(answer.header("content-encoding"), "", "{refused}");
    }
}

#[actix_web::test]
async fn a_file_that_is_known_is_not_sent_again() {
    let path = "/assets/any/app/main.js";
    let first = fetch(path, &[]).await;
    let again = fetch(path, &[("If-None-Match", first.header("etag"))]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.body.is_empty());
    let other = fetch("/assets/any/app/router.js", &[]).await;
    assert_ne!(first.header("etag"), other.header("etag"));
}

#[actix_web::test]
async fn a_file_of_another_version_is_not_kept_as_that() {
    let answer = fetch("/assets/0123456789abcdef/app/main.js", &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), "no-cache");
}

#[actix_web::test]
async fn a_name_leads_to_no_other_file() {
    for name in
        ["../Cargo.toml", "..%2FCargo.toml", "app/../../Cargo.toml", "app", "", "vendor/README.md"]
    {
        let answer = fetch(&format!("/assets/any/{name}"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[actix_web::test]
async fn all_forms_of_all_files_add_less_than_a_megabyte() {
    let mut bytes = 0;
    for name in source::names() {
        for accepted in ["", "gzip", "br"] {
            let path = format!("/assets/any/{name}");
            bytes += fetch(&path, &[("Accept-Encoding", accepted)]).await.body.len();
        }
    }
    assert!(bytes > 100_000, "{bytes} bytes are too few to be all");
    assert!(bytes < MOST_IN_THE_BINARY, "{bytes} bytes");
}
