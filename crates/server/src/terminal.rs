//! What is said to the person at the terminal.

use std::io::{self, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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

/// Asks the person at the terminal for a line.
pub(crate) fn ask(question: &str) -> io::Result<String> {
    let mut out = io::stderr();
    out.write_all(question.as_bytes())?;
    out.flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line)
}

/// How far something has come, on a terminal only.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn of(all: u64) -> Self {
        // Where it is not a terminal, nothing is drawn.
        let target =
            if all > 0 { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len}, {eta} left");
        let bar = ProgressBar::with_draw_target(Some(all), target);
        Self { bar: bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())) }
    }

    pub(crate) fn show(&self, done: u64) {
        // More than all: what was saved meanwhile counts too.
        if self.bar.length().is_some_and(|all| all < done) {
            self.bar.set_length(done);
        }
        self.bar.set_position(done);
    }

    /// Takes the bar away: whoever showed it tells what came of it.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
