//! Taking over the accounts of the service that this one replaces.

mod progress;
mod report;
mod source;
mod target;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use application::port::FormerAccounts;
use application::use_case::operator::{ImportAccounts, ImportReport};
use infra_security::{SystemClock, SystemIds};
use secrecy::SecretString;

use self::progress::Bar;
use self::report::Told;
use self::source::Source;
use self::target::Target;
use crate::config::{Config, Environment};
use crate::terminal::print;

/// What was asked for.
pub(crate) struct Import {
    /// The former service's database; `None`: as the environment says.
    pub(crate) from: Option<SecretString>,
    /// A file with the key that the former service encrypted with.
    pub(crate) fernet_key_file: Option<PathBuf>,
    /// Only tell what would be done.
    pub(crate) dry_run: bool,
    /// For programs.
    pub(crate) json: bool,
}

/// Fails when somebody could not be taken over. Whatever the operator got wrong is found before
/// anything is changed.
pub(crate) async fn import(
    config: &Config,
    environment: &Environment,
    asked: Import,
) -> anyhow::Result<ExitCode> {
    let source = Source::open(environment, &asked).await?;
    let target = if asked.dry_run {
        Target::to_look_at(config).await?
    } else {
        Target::to_add_to(config).await?
    };
    let imported = run(&source, &target).await;
    target.close().await;
    let told = Told { from: source.accounts.to_string(), dry_run: asked.dry_run };
    source.close().await;
    let report = imported?;
    print(&if asked.json { told.json(&report) } else { told.text(&report) })?;
    Ok(if report.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn run(source: &Source, target: &Target) -> anyhow::Result<ImportReport> {
    let accounts = Arc::clone(&source.accounts) as Arc<dyn FormerAccounts>;
    let import = ImportAccounts::new(
        accounts,
        Arc::clone(&source.secrets),
        target.import(),
        Arc::new(SystemClock::new()),
        Arc::new(SystemIds),
    );
    let bar = Bar::of(source.accounts.count().await?);
    let imported = import.run(&|progress| bar.show(progress)).await;
    bar.end();
    imported.context("stopped on the way; run it again, and it goes on where it was")
}
