//! The keys that secrets are sealed under.

use std::collections::BTreeSet;

use anyhow::bail;
use infra_security::{KeyKind, Keyring};
use secrecy::{ExposeSecret, SecretString};

use super::file::make;
use super::made::new_file;
use super::source::text_of;
use crate::config::{ConfigError, KeyFile, KeySource};

/// The sealing keys.
#[derive(Debug)]
pub(crate) enum SealingKeys {
    Known {
        keyring: Keyring,
        /// The variable or the file that they are from.
        source: String,
    },
    /// There are none yet; they will be kept in this file.
    ToMake(KeyFile),
}

impl SealingKeys {
    /// As configured, else as kept in the data directory. Makes nothing.
    pub(crate) fn find(source: &KeySource) -> anyhow::Result<Self> {
        let keyring = match source {
            KeySource::Variable { name, text } => {
                Keyring::parse(text.expose_secret()).map_err(|wrong| {
                    ConfigError::wrong(name, format!("is no list of keys: {wrong}"))
                })?
            }
            KeySource::File(file) => match text_of(file)? {
                Some(text) => parse(&text, file)?,
                None => return Ok(Self::ToMake(file.clone())),
            },
        };
        Ok(Self::Known { keyring, source: source.name() })
    }

    /// The keys; made and kept where there are none. Keys that do not open everything that is
    /// stored, whose keys' ids are `in_use`, are refused: with them, whoever stored a secret
    /// would get errors without end.
    pub(crate) fn ready(self, in_use: &BTreeSet<String>) -> anyhow::Result<Keyring> {
        match self {
            Self::Known { keyring, source } => match lacking(&keyring, in_use) {
                Some(id) => bail!("{source} lacks the key {id}, {}", lost(id)),
                None => Ok(keyring),
            },
            Self::ToMake(file) => match in_use.first() {
                Some(id) => bail!(
                    "{} is missing, and with it the key {id}, {}",
                    file.path.display(),
                    lost(id)
                ),
                None => parse(&make(&file.path, &new_file(KeyKind::Sealing)?)?, &file),
            },
        }
    }
}

/// A key that is in use and that this ring has not.
pub(super) fn lacking<'a>(keyring: &Keyring, in_use: &'a BTreeSet<String>) -> Option<&'a str> {
    in_use.iter().map(String::as_str).find(|id| !keyring.ids().any(|known| known == *id))
}

/// What is to be done about a key that is not there.
fn lost(id: &str) -> String {
    format!(
        "under which secrets in the database are sealed; restore it from a backup, or, when it is \
         lost for good, delete those secrets (DELETE FROM integration_secrets WHERE key_id = '{id}')"
    )
}

/// The keys of a file.
pub(super) fn parse(text: &SecretString, file: &KeyFile) -> anyhow::Result<Keyring> {
    Keyring::parse(text.expose_secret()).map_err(|wrong| {
        file.wrong(&format!("holds no sealing keys ({wrong}); restore it from a backup"))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::SEALING_KEYS_VARIABLE;

    fn kept() -> (tempfile::TempDir, KeySource) {
        let directory = tempfile::tempdir().unwrap();
        let source = KeySource::File(KeyFile::kept(directory.path().join("encryption-keys.txt")));
        (directory, source)
    }

    fn ready(source: &KeySource, in_use: &[&str]) -> anyhow::Result<Vec<String>> {
        let in_use = in_use.iter().map(|id| (*id).to_owned()).collect();
        let keyring = SealingKeys::find(source)?.ready(&in_use)?;
        Ok(keyring.ids().map(str::to_owned).collect())
    }

    #[test]
    fn made_keys_are_kept() {
        let (_directory, source) = kept();
        let made = ready(&source, &[]).unwrap();
        assert_eq!(ready(&source, &[&made[0]]).unwrap(), made);
    }

    #[test]
    fn lost_keys_are_missed_and_no_others_are_made() {
        let (_directory, source) = kept();
        let refused = ready(&source, &["kold"]).unwrap_err().to_string();
        assert!(refused.starts_with(&format!("{} is missing", source.name())), "{refused}");
        assert!(refused.contains("key kold"), "{refused}");
        assert!(!source.file().unwrap().path.exists());
    }

    #[test]
    fn keys_that_do_not_open_everything_are_refused_by_their_source() {
        let text = Keyring::generate("new").unwrap().into();
        let given = KeySource::Variable { name: SEALING_KEYS_VARIABLE, text };
        let refused = ready(&given, &["new", "old"]).unwrap_err().to_string();
        assert!(refused.starts_with("AVA_API_ENCRYPTION_KEYS lacks the key old"), "{refused}");
        let (_directory, source) = kept();
        ready(&source, &[]).unwrap();
        let refused = ready(&source, &["old"]).unwrap_err().to_string();
        assert!(refused.starts_with(&source.name()), "{refused}");
    }

    #[test]
    fn a_broken_file_is_named() {
        let (_directory, source) = kept();
        for text in ["", "short", "\u{fffd}", "# nothing"] {
            fs::write(&source.file().unwrap().path, text).unwrap();
            let error = SealingKeys::find(&source).unwrap_err().to_string();
            assert!(error.starts_with(&source.name()), "{error}");
            assert!(error.contains("restore it from a backup"), "{error}");
        }
    }
}
