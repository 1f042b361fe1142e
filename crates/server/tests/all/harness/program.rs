//! The program where it is not to serve.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::place::Place;

/// Runs it to its end.
pub(crate) fn run(command: &mut Command) -> Output {
    command.output().expect("the program")
}

/// The same, with this on its standard input.
pub(crate) fn run_with(command: &mut Command, input: &str) -> Output {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program");
    // A program that ends before it has read it all is none of ours to complain about.
    let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
    child.wait_with_output().expect("an end")
}

/// The same with these arguments at a terminal, at which this is typed; what it shows there is its
/// standard output. `script` (util-linux) plays the terminal.
pub(crate) fn run_at_terminal(place: &Place, arguments: &str, typed: &str) -> Output {
    let ava = place.command();
    let mut script = Command::new("script");
    let command = format!("{} {arguments}", env!("CARGO_BIN_EXE_ava"));
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]);
    for (name, value) in ava.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    run_with(&mut script, typed)
}

/// The areas in which `ava doctor` finds a problem, but for the durability of a Postgres that is
/// thrown away after.
pub(crate) fn problems(place: &Place) -> Vec<String> {
    let output = run(place.command().args(["doctor", "--json"]));
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = said["findings"].as_array().expect("findings").iter();
    let problems = findings.filter(|it| it["level"] == "problem");
    let areas = problems.map(|it| it["area"].as_str().expect("an area").to_owned());
    areas.filter(|area| area != "durability").collect()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Starts a server that must not start; answers the one line that it says why.
#[track_caller]
pub(crate) fn refused(command: &mut Command) -> String {
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    let mut lines =
        BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
    let serves = lines.any(|line| line.starts_with("listening on "));
    if serves {
        child.kill().expect("a kill");
    }
    let output = child.wait_with_output().expect("an end");
    let said = text(&output.stderr);
    assert!(!serves, "{command:?} serves: {said}");
    assert!(!output.status.success(), "{said}");
    // Before it, there may be warnings in the log.
    let complaints: Vec<_> =
        said.lines().filter(|line| !line.starts_with('{')).map(str::to_owned).collect();
    assert_eq!(complaints.len(), 1, "{said}");
    complaints[0].strip_prefix("ava: ").expect("a complaint").to_owned()
}
