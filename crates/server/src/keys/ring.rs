//! Keys as an operator sees them: by their ids.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use infra_security::{KeyKind, KeyLines, Keyring, SigningKeys};
use secrecy::ExposeSecret;

use super::source::text_of;
use crate::config::{Config, ConfigError, KeyFile, KeySource};

/// Ids, and until when they were in use.
type Contents = (Vec<String>, BTreeMap<String, DateTime<Utc>>);

/// The keys of one kind that are configured.
#[derive(Debug)]
pub(crate) struct Ring {
    pub(crate) kind: KeyKind,
    pub(crate) source: KeySource,
    /// Of the variable or the file, the key in use first. Never empty.
    ids: Vec<String>,
    /// Of the variable of previous signing secrets, where they are not among the others.
    previous: Vec<String>,
    demoted: BTreeMap<String, DateTime<Utc>>,
}

impl Ring {
    /// As it is now; `None` where the file is yet to be made in the data directory.
    pub(crate) fn read(config: &Config, kind: KeyKind) -> anyhow::Result<Option<Self>> {
        let source = match kind {
            KeyKind::Sealing => &config.sealing_keys,
            KeyKind::Signing => &config.signing_keys,
        };
        let (ids, demoted) = match source {
            KeySource::Variable { name, text } => {
                let ids = ids_of(kind, text.expose_secret())
                    .map_err(|wrong| ConfigError::wrong(name, format!("holds no keys: {wrong}")))?;
                (ids, BTreeMap::new())
            }
            KeySource::File(file) => match text_of(file)? {
                Some(text) => ids_and_demotions(kind, text.expose_secret(), file)?,
                None => return Ok(None),
            },
        };
        let mut ring = Self { kind, source: source.clone(), ids, previous: Vec::new(), demoted };
        if kind == KeyKind::Signing {
            ring.add_previous(config)?;
        }
        Ok(Some(ring))
    }

    fn add_previous(&mut self, config: &Config) -> anyhow::Result<()> {
        for secret in &config.previous_signing_keys {
            for kid in SigningKeys::from_secrets(secret, &[])?.kids() {
                if !self.all().any(|known| known == kid) {
                    self.previous.push(kid.to_owned());
                }
            }
        }
        Ok(())
    }

    /// The id of the key that seals or signs.
    pub(crate) fn first(&self) -> &str {
        self.ids.first().map_or("", String::as_str)
    }

    /// All ids, that of the key in use first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().chain(&self.previous).map(String::as_str)
    }

    /// The id of the key that was added last.
    pub(crate) fn last(&self) -> &str {
        let newest = match self.source {
            KeySource::Variable { .. } => self.previous.last().or(self.ids.last()),
            KeySource::File(_) => self.ids.last(),
        };
        newest.map_or("", String::as_str)
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.all().any(|known| known == id)
    }

    /// Whether this is a secret of the variable of previous ones.
    pub(crate) fn is_previous(&self, id: &str) -> bool {
        self.previous.iter().any(|known| known == id)
    }

    /// Until when a key was the one in use, where the file says so.
    pub(crate) fn demoted_at(&self, id: &str) -> Option<DateTime<Utc>> {
        self.demoted.get(id).copied()
    }
}

/// The ids of the keys in a variable. A signing secret there is one, whatever is in it.
fn ids_of(kind: KeyKind, text: &str) -> anyhow::Result<Vec<String>> {
    Ok(match kind {
        KeyKind::Sealing => Keyring::parse(text)?.ids().map(str::to_owned).collect(),
        KeyKind::Signing => {
            SigningKeys::from_secrets(&text.into(), &[])?.kids().map(str::to_owned).collect()
        }
    })
}

fn ids_and_demotions(kind: KeyKind, text: &str, file: &KeyFile) -> anyhow::Result<Contents> {
    let lines = KeyLines::parse(kind, text)
        .map_err(|wrong| file.wrong(&format!("holds no keys ({wrong})")))?;
    let ids: Vec<String> = lines.ids().map(str::to_owned).collect();
    if ids.is_empty() {
        return Err(file.wrong("holds no keys"));
    }
    let demoted = ids.iter().filter_map(|id| Some((id.clone(), lines.demoted_at(id)?))).collect();
    Ok((ids, demoted))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::Environment;

    const ONE: &str = "one:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    const TWO: &str = "two:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    const OLD: &str = "an old signing secret that is long enough";
    const NEW: &str = "a new signing secret that is long enough";

    fn ring(kind: KeyKind, variables: &[(&str, &str)]) -> Option<Ring> {
        let environment = Environment::of(variables.iter().copied());
        let (config, _) = Config::from_environment(&environment).unwrap();
        Ring::read(&config, kind).unwrap()
    }

    fn kid(secret: &str) -> String {
        SigningKeys::parse(secret).unwrap().kids().next().unwrap().to_owned()
    }

    #[test]
    fn the_keys_of_a_variable_are_in_its_order() {
        let both = format!("{ONE},{TWO}");
        let ring = ring(KeyKind::Sealing, &[("AVA_API_ENCRYPTION_KEYS", &both)]).unwrap();
        assert_eq!((ring.first(), ring.last()), ("one", "two"));
        assert_eq!(ring.all().collect::<Vec<_>>(), ["one", "two"]);
        assert!(ring.has("two") && !ring.has("three"));
    }

    #[test]
    fn a_file_also_says_until_when_a_key_was_in_use() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        let text = format!("{TWO}\n# sealed until 2026-11-22T13:00:00Z\n{ONE}\n");
        fs::write(&path, text).unwrap();
        let named = [("AVA_API_ENCRYPTION_KEYS_FILE", path.to_str().unwrap())];
        let ring = ring(KeyKind::Sealing, &named).unwrap();
        assert_eq!((ring.first(), ring.last()), ("two", "one"));
        assert_eq!(ring.demoted_at("two"), None);
        assert_eq!(ring.demoted_at("one").unwrap().timestamp(), 1_795_352_400);
    }

    #[test]
    fn previous_signing_secrets_come_last_and_count_once() {
        let previous = format!("{OLD},{NEW}");
        let variables =
            [("AVA_API_JWT_SECRET_KEY", NEW), ("AVA_API_JWT_PREVIOUS_SECRET_KEYS", &previous)];
        let ring = ring(KeyKind::Signing, &variables).unwrap();
        assert_eq!(ring.all().collect::<Vec<_>>(), [kid(NEW), kid(OLD)]);
        assert!(ring.is_previous(&kid(OLD)) && !ring.is_previous(&kid(NEW)));
        assert_eq!(ring.last(), kid(OLD), "where a variable holds one secret, others are added");
    }

    #[test]
    fn there_is_none_before_the_first_start() {
        let directory = tempfile::tempdir().unwrap();
        let data_dir = [("AVA_API_DATA_DIR", directory.path().to_str().unwrap())];
        assert!(ring(KeyKind::Sealing, &data_dir).is_none());
        fs::write(directory.path().join("encryption-keys.txt"), "# none").unwrap();
        let environment = Environment::of(data_dir);
        let (config, _) = Config::from_environment(&environment).unwrap();
        let empty = Ring::read(&config, KeyKind::Sealing).unwrap_err().to_string();
        assert!(empty.ends_with("encryption-keys.txt holds no keys"), "{empty}");
    }
}
