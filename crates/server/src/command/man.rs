//! The manual.

use std::fs;
use std::path::Path;

use anyhow::Context;
use clap::Command;
use clap_mangen::Man;

const SOURCE: &str = concat!("ava ", env!("CARGO_PKG_VERSION"));
const MANUAL: &str = "Ava Studio";

/// The page of the program itself.
pub(crate) fn page(program: Command) -> anyhow::Result<String> {
    let mut page = Vec::new();
    manual(program.disable_help_subcommand(true)).render(&mut page)?;
    Ok(String::from_utf8(page)?)
}

/// Writes a page for the program and one for each of its commands; answers how many.
pub(crate) fn pages(program: Command, directory: &Path) -> anyhow::Result<usize> {
    let cannot = || format!("cannot write the manual to {}", directory.display());
    fs::create_dir_all(directory).with_context(cannot)?;
    // Built, each knows what is typed to get there.
    let mut program = program.disable_help_subcommand(true);
    program.build();
    let (mut left, mut written) = (vec![program], 0);
    while let Some(command) = left.pop() {
        left.extend(command.get_subcommands().filter(|inner| !inner.is_hide_set()).cloned());
        manual(command).generate_to(directory).with_context(cannot)?;
        written += 1;
    }
    Ok(written)
}

fn manual(command: Command) -> Man {
    Man::new(command).source(SOURCE).manual(MANUAL)
}
