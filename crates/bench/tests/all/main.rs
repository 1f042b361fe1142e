//! That the measurements run. What they tell here says nothing: machines that test are busy.

#![allow(clippy::unwrap_used, reason = "a panic is how a test tells that something is wrong")]

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ava-bench");
const SHORT: [&str; 4] = ["--rounds", "1", "--seconds", "1"];

/// What it prints, unless there is no wrk.
fn told(arguments: &[&str]) -> Option<String> {
    if Command::new("wrk")
        .arg("-v")
        .output()
        .is_err_and(|error| error.kind() == ErrorKind::NotFound)
    {
        eprintln!("SKIPPED: there is no wrk (Debian: apt-get install wrk)");
        return None;
    }
    for other in ["ava", "vapi-sandbox"] {
        let program = Path::new(PROGRAM).with_file_name(other);
        assert!(program.exists(), "cargo build -p ava-server -p ava-vapi-sandbox makes {other}");
    }
    // A Postgres that keeps what it says, which that of the other tests does not.
    let ended = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/with-postgres"))
        .env_remove("AVA_TEST_DATABASE_URL")
        .args(["--durable", PROGRAM])
        .args(SHORT)
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(ended.status.success(), "{text}{}", String::from_utf8_lossy(&ended.stderr));
    Some(text)
}

#[test]
fn a_measurement_on_postgres_tells_ratios_and_sizes() {
    assert_measured("postgres");
}

#[test]
fn a_measurement_on_sqlite_tells_ratios_and_sizes() {
    assert_measured("sqlite");
}

/// Of few requests: logins take what a busy machine has not got.
fn assert_measured(database: &str) {
    let requests = ["get-config", "patch-config", "refresh"];
    let only = requests.iter().flat_map(|request| ["--only", *request]);
    let arguments: Vec<_> =
        ["--users", "2000", "--database", database].into_iter().chain(only).collect();
    let Some(text) = told(&arguments) else { return };
    for row in [
        "| GET config |",
        "| PATCH config |",
        "| refresh |",
        "| memory, idle |",
        "| start to ready, median of 10 |",
        "| release binary |",
    ] {
        assert_eq!(text.matches(row).count(), 1, "{row} in {text}");
    }
}

#[test]
fn growth_compares_a_small_and_a_large_database() {
    let Some(text) = told(&["--users", "12000", "growth"]) else { return };
    for row in ["| all |", "| GET config |", "| PATCH config |"] {
        assert_eq!(text.matches(row).count(), 1, "{row} in {text}");
    }
}
