//! The README's walk, as pasted.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::{Place, Store, on_both};
use crate::snippets::blocks;

on_both! { the_walk_of_the_readme_works_as_pasted }

async fn the_walk_of_the_readme_works_as_pasted(store: Store) {
    let mut place = Place::new(store);
    place.unset("AVA_API_RATE_LIMITS");
    let server = place.start().await;
    let address = server.address().to_owned();
    let walk = blocks::marked("README.md", "walk");
    let after = blocks::marked("README.md", "walk after a kill");
    // One shell for both blocks, as in one terminal.
    let script = format!("{walk}\necho PAUSE\nread -r _\n{after}");
    let mut shell = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .env("API", format!("http://{address}/api/v1"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("bash");
    let mut lines = BufReader::new(shell.stdout.take().expect("output"))
        .lines()
        .map(|line| line.expect("a line"));
    let before: Vec<Value> =
        lines.by_ref().take_while(|line| line != "PAUSE").map(|line| json(&line)).collect();
    server.kill();
    place.set("AVA_API_BIND", &address);
    let _restarted = place.start().await;
    writeln!(shell.stdin.take().expect("input")).expect("a line");
    let after: Vec<Value> = lines.map(|line| json(&line)).collect();
    assert!(shell.wait().expect("an end").success());

    let [profile, completed, saved, synced] = &before[..] else { panic!("{before:?}") };
    assert_eq!(profile["onboarding_step"], 1);
    assert_eq!(profile["organization_name"], "Ada's Bakery");
    assert_eq!(
        *completed,
        serde_json::json!({"success": true, "onboarding_completed": true, "redirect_url": "/dashboard"})
    );
    assert_eq!(saved["revision"], 1);
    assert_eq!(synced["action"], "created");
    assert_eq!(synced["mode"], "sandbox");
    let [config, again] = &after[..] else { panic!("{after:?}") };
    assert_eq!(config["voiceSpeed"], 1.2);
    assert_eq!(config["aiTemperature"], 0.8);
    assert_eq!(config["vapiAssistantId"], synced["assistantId"]);
    assert_eq!(config["sync"]["state"], "in_sync");
    assert_eq!(again["action"], "unchanged");
    assert_eq!(again["assistantId"], synced["assistantId"]);
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"))
}
