//! Where accounts are taken over to: the database that is configured.

use std::sync::Arc;

use anyhow::{Context, ensure};
use application::use_case::operator::ImportTarget;
use domain::integration::VapiKey;
use infra_postgres::Database;
use infra_security::{AeadSealer, Keyring};

use crate::config::Config;
use crate::keys::SealingKeys;
use crate::{data_dir, vapi, wiring};

/// Our database.
pub(super) struct Target {
    /// `None` where there is none yet, and none is to be made.
    database: Option<Database>,
    /// `None` where nothing is to be added.
    adding: Option<Adding>,
}

struct Adding {
    sealer: Arc<AeadSealer>,
    server_key: Option<VapiKey>,
}

impl Target {
    /// To tell what would be done. Nothing is made or changed: a database that is not there yet,
    /// or has no tables yet, holds nobody.
    pub(super) async fn to_look_at(config: &Config) -> anyhow::Result<Self> {
        if config.database.is_yet_to_be_made()? {
            return Ok(Self { database: None, adding: None });
        }
        let database = wiring::database(&config.database).await?;
        let changes = database.migration_status().await?;
        let behind = changes.iter().any(|migration| !migration.applied);
        let empty = changes.iter().all(|migration| !migration.applied);
        ensure!(empty || !behind, "the schema is behind; run `ava migrate up`");
        if empty {
            database.close().await;
            return Ok(Self { database: None, adding: None });
        }
        Ok(Self { database: Some(database), adding: None })
    }

    /// To add accounts to: brought up to date, and with keys, as a server would have it.
    pub(super) async fn to_add_to(config: &Config) -> anyhow::Result<Self> {
        let sealing = SealingKeys::find(&config.sealing_keys)?;
        let server_key = vapi::server_key(&config.vapi)?;
        data_dir::prepare(config)?;
        let database = wiring::database(&config.database).await?;
        let keyring = keyring(&database, sealing).await?;
        let adding = Adding { sealer: Arc::new(AeadSealer::new(keyring)), server_key };
        Ok(Self { database: Some(database), adding: Some(adding) })
    }

    pub(super) fn import(&self) -> ImportTarget {
        let store = self.database.as_ref().map(|database| database.stores().imports);
        match (store, &self.adding) {
            (Some(store), Some(Adding { sealer, server_key })) => {
                let (sealer, server_key) = (Arc::clone(sealer) as _, server_key.clone());
                ImportTarget::Here { store, sealer, server_key }
            }
            (store, _) => ImportTarget::Nowhere(store),
        }
    }

    pub(super) async fn close(self) {
        if let Some(database) = self.database {
            database.close().await;
        }
    }
}

async fn keyring(database: &Database, sealing: SealingKeys) -> anyhow::Result<Keyring> {
    database.migrate_up().await.context("cannot bring the schema up to date")?;
    let in_use = database.sealing_key_ids().await;
    sealing.ready(&in_use.context("cannot read which keys stored secrets are sealed under")?)
}
