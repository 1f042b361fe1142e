//! What is said to the person at the terminal.

use std::io::{self, IsTerminal, Write};

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

/// Says what is going on, beside what the command answers.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// How far something has come, on a terminal only.
pub(crate) struct Progress {
    all: Option<u64>,
}

impl Progress {
    pub(crate) fn of(all: u64) -> Self {
        Self { all: (all > 0 && io::stderr().is_terminal()).then_some(all) }
    }

    pub(crate) fn show(&self, done: u64) {
        if let Some(all) = self.all {
            // More than all: what was saved meanwhile counts too.
            let _ = write!(io::stderr(), "\r{done} of {}", all.max(done));
        }
    }

    pub(crate) fn end(&self) {
        if self.all.is_some() {
            let _ = writeln!(io::stderr());
        }
    }
}
