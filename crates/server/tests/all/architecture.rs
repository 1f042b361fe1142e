//! The arrows between the crates, held.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Which of our crates each may depend on, but for tests.
const ARROWS: &[(&str, &[&str])] = &[
    ("ava-domain", &[]),
    ("ava-application", &["ava-domain"]),
    ("ava-migration", &[]),
    ("ava-infra-postgres", &["ava-application", "ava-domain", "ava-migration"]),
    ("ava-infra-vapi", &["ava-application", "ava-domain"]),
    ("ava-infra-security", &["ava-application", "ava-domain"]),
    ("ava-http-actix", &["ava-application", "ava-domain"]),
    ("ava-web-console", &[]),
    ("ava-testkit", &["ava-application", "ava-domain"]),
    ("ava-vapi-sandbox", &[]),
    ("ava-bench", &[]),
    ("ava-crash-harness", &["ava-vapi-sandbox"]),
    (
        "ava-server",
        &[
            "ava-application",
            "ava-domain",
            "ava-http-actix",
            "ava-infra-postgres",
            "ava-infra-security",
            "ava-infra-vapi",
            "ava-vapi-sandbox",
            "ava-web-console",
        ],
    ),
];

/// Who may use a library, but for tests.
const USERS: &[(&str, &[&str])] = &[
    ("sea-orm", &["ava-infra-postgres"]),
    ("sea-orm-migration", &["ava-infra-postgres", "ava-migration"]),
    ("sqlx", &["ava-bench", "ava-crash-harness", "ava-infra-postgres"]),
    ("reqwest", &["ava-bench", "ava-crash-harness", "ava-infra-vapi"]),
    (
        "actix-web",
        &["ava-bench", "ava-http-actix", "ava-server", "ava-vapi-sandbox", "ava-web-console"],
    ),
    ("rust-embed-for-web", &["ava-web-console"]),
    ("jsonwebtoken", &["ava-bench", "ava-infra-security"]),
    ("argon2", &["ava-bench", "ava-infra-security"]),
    ("metrics", &["ava-http-actix", "ava-infra-security", "ava-infra-vapi", "ava-server"]),
    ("metrics-exporter-prometheus", &["ava-server"]),
    ("opentelemetry", &["ava-server"]),
    ("anyhow", &["ava-bench", "ava-server"]),
];

/// What the domain must do without.
const NOT_IN_THE_DOMAIN: &[&str] = &["serde", "serde_json", "tokio", "async-trait", "tracing"];

/// The libraries of each of our crates, but for tests.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let metadata =
        MetadataCommand::new().manifest_path(manifest).no_deps().exec().expect("cargo metadata");
    metadata
        .packages
        .into_iter()
        .map(|package| {
            let normal = package
                .dependencies
                .into_iter()
                .filter(|dependency| dependency.kind != DependencyKind::Development);
            (package.name.to_string(), normal.map(|dependency| dependency.name).collect())
        })
        .collect()
}

#[test]
fn every_arrow_points_inward() {
    let dependencies = dependencies();
    let arrows: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    assert!(
        dependencies.keys().map(String::as_str).eq(arrows.keys().copied()),
        "a crate without a row: {dependencies:?}"
    );
    for (package, libraries) in &dependencies {
        for ours in libraries.iter().filter(|library| library.starts_with("ava-")) {
            assert!(
                arrows[package.as_str()].contains(&ours.as_str()),
                "{package} must not depend on {ours}"
            );
        }
    }
}

#[test]
fn a_library_stays_with_the_adapters_that_it_is_for() {
    let dependencies = dependencies();
    for (library, users) in USERS {
        let found: Vec<_> = dependencies
            .iter()
            .filter(|(_, libraries)| libraries.contains(*library))
            .map(|(package, _)| package.as_str())
            .collect();
        assert_eq!(found, *users, "{library}");
    }
    for library in NOT_IN_THE_DOMAIN {
        assert!(
            !dependencies["ava-domain"].contains(*library),
            "the domain does without {library}"
        );
    }
}
