//! Where keys are from.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::environment::Environment;
use super::error::ConfigError;

/// Where the keys of one kind are from.
#[derive(Debug, Clone)]
pub(crate) enum KeySource {
    /// The variable itself: they stay the same as long as the program runs.
    Variable { name: &'static str, text: SecretString },
    /// A file, which is read again whenever it has changed.
    File(KeyFile),
}

/// A file of keys.
#[derive(Debug, Clone)]
pub(crate) struct KeyFile {
    pub(crate) path: PathBuf,
    /// The variable that names it; `None` for one in the data directory, which is made when
    /// there is none.
    variable: Option<String>,
}

impl KeyFile {
    /// One that a variable names.
    pub(crate) fn named(path: impl Into<PathBuf>, variable: impl Into<String>) -> Self {
        Self { path: path.into(), variable: Some(variable.into()) }
    }

    /// One in the data directory.
    pub(crate) fn kept(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), variable: None }
    }

    /// Whether it is made when there is none.
    pub(crate) fn is_kept(&self) -> bool {
        self.variable.is_none()
    }

    /// What is wrong with it, to be read on after the name of the variable or of the file.
    pub(crate) fn wrong(&self, wrong: &str) -> anyhow::Error {
        match &self.variable {
            Some(variable) => {
                let wrong = format!("names {}, which {wrong}", self.path.display());
                ConfigError::wrong(variable, wrong).into()
            }
            None => anyhow::anyhow!("{} {wrong}", self.path.display()),
        }
    }
}

impl KeySource {
    /// For an operator: the variable, or the file.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Variable { name, .. } => (*name).to_owned(),
            Self::File(file) => file.path.display().to_string(),
        }
    }

    /// The file, where it is one.
    pub(crate) fn file(&self) -> Option<&KeyFile> {
        match self {
            Self::Variable { .. } => None,
            Self::File(file) => Some(file),
        }
    }
}

/// As the variables say, else, where the database is `embedded`, in the data directory.
pub(super) fn key_source(
    environment: &Environment,
    name: &'static str,
    embedded: bool,
    kept_in: &Path,
) -> Result<KeySource, ConfigError> {
    match environment.key_source(name)? {
        Some(source) => Ok(source),
        None if embedded => Ok(KeySource::File(KeyFile::kept(kept_in))),
        None => Err(ConfigError::wrong(
            name,
            "is required with Postgres, so that every server has the same",
        )),
    }
}
