//! Where accounts are taken over from.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use application::port::FormerSecrets;
use infra_postgres::{FormerDatabaseError, SqlFormerAccounts};
use infra_security::FernetSecrets;
use secrecy::{ExposeSecret, SecretString};

use super::Import;
use crate::config::{ConfigError, Environment};

const ADDRESS: &str = "AVA_IMPORT_FROM";
const KEY: &str = "AVA_IMPORT_FERNET_KEY";

/// The former service.
pub(super) struct Source {
    pub(super) accounts: Arc<SqlFormerAccounts>,
    pub(super) secrets: Arc<dyn FormerSecrets>,
}

impl Source {
    pub(super) async fn open(environment: &Environment, asked: &Import) -> anyhow::Result<Self> {
        let (address, named) = address(environment, asked)?;
        let secrets = Arc::new(fernet(environment, asked.fernet_key_file.as_deref())?);
        let accounts = SqlFormerAccounts::open(&address).await.map_err(|error| match error {
            FormerDatabaseError::Address(wrong) => anyhow!("{named} {wrong}"),
            error => anyhow::Error::new(error)
                .context(format!("cannot take over accounts from the database that {named} names")),
        })?;
        Ok(Self { accounts: Arc::new(accounts), secrets })
    }

    pub(super) async fn close(self) {
        if let Some(accounts) = Arc::into_inner(self.accounts) {
            accounts.close().await;
        }
    }
}

/// The database's address, and how it was given.
fn address(
    environment: &Environment,
    asked: &Import,
) -> anyhow::Result<(SecretString, &'static str)> {
    match (&asked.from, environment.secret(ADDRESS)?) {
        (Some(address), _) => Ok((address.clone(), "--from")),
        (None, Some(given)) => Ok((given.text, ADDRESS)),
        (None, None) => Err(ConfigError::wrong(
            ADDRESS,
            "is not set, and --from is not given: the address of the former service's database",
        )
        .into()),
    }
}

/// The former service's key, where there is one: what it has encrypted is left behind without.
fn fernet(environment: &Environment, file: Option<&Path>) -> anyhow::Result<FernetSecrets> {
    if let Some(file) = file {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read --fernet-key-file {}", file.display()))?;
        let secrets = FernetSecrets::parse(&text);
        return secrets.with_context(|| format!("--fernet-key-file {}", file.display()));
    }
    match environment.secret(KEY)? {
        Some(given) => Ok(FernetSecrets::parse(given.text.expose_secret())
            .map_err(|wrong| given.wrong(wrong.to_string()))?),
        None => Ok(FernetSecrets::without_key()),
    }
}
