//! The program in a process of its own.

use std::path::Path;
use std::process::Stdio;

use serde_json::json;
use tempfile::tempdir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::harness::Api;

#[tokio::test]
async fn a_killed_program_forgets_nothing_that_it_answered() {
    let directory = tempdir().expect("a directory");
    let file = directory.path().join("sandbox.json");
    let (mut program, api) = spawn(&file).await;
    let assistant = api.create(json!({"name": "kept"})).await;
    program.kill().await.expect("killed");

    let (_program, api) = spawn(&file).await;

    assert_eq!(api.get("/assistant").await, (200, json!([assistant])));
    assert_eq!(api.get("/__sandbox/assistants").await, (200, json!([assistant])));
}

async fn spawn(file: &Path) -> (Child, Api) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_vapi-sandbox"))
        .arg("--state-file")
        .arg(file)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the program");
    let output = program.stdout.take().expect("its output");
    let mut lines = BufReader::new(output).lines();
    let line = lines.next_line().await.expect("readable").expect("a line");
    let url = line.strip_prefix("listening on ").expect("an address");
    (program, Api::new(url.to_owned()))
}
