//! The program where it is not to serve.

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

/// Runs it to its end.
pub(crate) fn run(command: &mut Command) -> Output {
    command.output().expect("the program")
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
