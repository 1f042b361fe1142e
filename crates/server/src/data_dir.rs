//! The directory for the embedded database, made keys and the sandbox's state.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

use anyhow::{Context, bail};

use crate::config::{Config, ConfigError};

const VARIABLE: &str = "AVA_API_DATA_DIR";
const LOCK_FILE: &str = "ava.lock";

/// A data directory that no other server uses, as long as this is kept. However this process
/// ends, the system lets go of the lock.
#[must_use]
pub(crate) struct Claim(#[expect(dead_code, reason = "held for its lock")] File);

/// Made where something is kept in it, for its owner alone.
pub(crate) fn prepare(config: &Config) -> Result<(), ConfigError> {
    if !config.keeps_data() {
        return Ok(());
    }
    let directory = &config.data_dir;
    DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(|error| {
        let wrong = format!("names {}, which cannot be made: {error}", directory.display());
        ConfigError::wrong(VARIABLE, wrong)
    })
}

/// Keeps other servers out where something is kept in it: two would forget what the other wrote
/// into the sandbox's state.
pub(crate) fn claim(config: &Config) -> anyhow::Result<Option<Claim>> {
    if !config.keeps_data() {
        return Ok(None);
    }
    let path = config.data_dir.join(LOCK_FILE);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("cannot open {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Claim(file))),
        Err(TryLockError::WouldBlock) => bail!(
            "another server is using {}; give each a data directory of its own ({VARIABLE})",
            config.data_dir.display()
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}
