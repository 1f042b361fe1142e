//! What is said to the person at the terminal.

use std::io::{self, Write};

/// Says something on the standard output. A closed one is nobody's concern.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// Writes exactly this to the standard output.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Says in one line why the program stops.
pub(crate) fn complain(error: &anyhow::Error) {
    let _ = writeln!(io::stderr(), "ava: {error:#}");
}

/// Says something that does not stop the program.
pub(crate) fn warn(text: &str) {
    let _ = writeln!(io::stderr(), "ava: warning: {text}");
}
