//! Completions for shells.

use clap::Command;
use clap_complete::{Shell, generate};

/// The script for a shell.
pub(crate) fn completions(shell: Shell, mut program: Command) -> String {
    let mut script = Vec::new();
    let name = program.get_name().to_owned();
    generate(shell, &mut program, name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
