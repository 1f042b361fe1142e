//! How far an import is, on a terminal only.

use std::io::{self, IsTerminal};

use application::use_case::operator::ImportProgress;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar that is gone over twice: everybody is looked at first, and then taken over.
pub(super) struct Bar(Option<ProgressBar>);

impl Bar {
    pub(super) fn of(all: u64) -> Self {
        Self((all > 0 && io::stderr().is_terminal()).then(|| {
            let style = ProgressStyle::with_template("{msg} {bar:30} {pos} of {len} ({eta})");
            let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(all).with_style(style)
        }))
    }

    pub(super) fn show(&self, progress: ImportProgress) {
        let Some(bar) = &self.0 else { return };
        let (what, done) = match progress {
            ImportProgress::Read(done) => ("looking at users", done),
            ImportProgress::Settled(done) => ("taking them over", done),
        };
        if bar.message() != what {
            bar.set_message(what);
            bar.reset();
        }
        bar.set_position(done);
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
