//! The variables of the process, or of a test.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;

use secrecy::SecretString;

use super::error::ConfigError;
use super::key_source::{KeyFile, KeySource};
use super::variable::FILE;

/// Environment variables. An empty one counts as not set.
pub(crate) struct Environment(BTreeMap<String, OsString>);

/// A secret, and which variable it is from.
pub(crate) struct GivenSecret {
    pub(crate) text: SecretString,
    variable: String,
}

impl GivenSecret {
    /// What is wrong with it, to be read on after the variable's name.
    pub(crate) fn wrong(&self, wrong: impl Into<String>) -> ConfigError {
        ConfigError::wrong(&self.variable, wrong)
    }
}

impl Environment {
    /// Those of this process.
    pub(crate) fn of_process() -> Self {
        // A name that is not Unicode is none of ours.
        Self::of(
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value))),
        )
    }

    /// These.
    pub(crate) fn of<N: Into<String>, V: Into<OsString>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .filter(|(_, value)| !is_blank(value))
                .collect(),
        )
    }

    /// The names that are set.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The value as it is, trimmed.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, ConfigError> {
        self.0
            .get(name)
            .map(|value| match value.to_str() {
                Some(text) => Ok(text.trim().to_owned()),
                None => Err(ConfigError::wrong(name, "must be UTF-8 text")),
            })
            .transpose()
    }

    /// The value parsed; `default` when it is not set. `parse` answers what is wrong, to be
    /// read on after the variable's name.
    pub(super) fn parsed<T>(
        &self,
        name: &str,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        match self.text(name)? {
            Some(text) => parse(&text).map_err(|wrong| ConfigError::wrong(name, wrong)),
            None => Ok(default),
        }
    }

    /// A secret: the variable, or the content of the file that `<name>_FILE` names.
    pub(crate) fn secret(&self, name: &str) -> Result<Option<GivenSecret>, ConfigError> {
        match self.given(name)? {
            Some(Given::Text(text)) => {
                Ok(Some(GivenSecret { text: text.into(), variable: name.to_owned() }))
            }
            Some(Given::File { path, variable }) => secret_in(&path, variable).map(Some),
            None => Ok(None),
        }
    }

    /// Where keys are: in the variable, or in the file that `<name>_FILE` names, which is not
    /// read here.
    pub(super) fn key_source(&self, name: &'static str) -> Result<Option<KeySource>, ConfigError> {
        Ok(self.given(name)?.map(|given| match given {
            Given::Text(text) => KeySource::Variable { name, text: text.into() },
            Given::File { path, variable } => KeySource::File(KeyFile::named(path, variable)),
        }))
    }

    fn given(&self, name: &str) -> Result<Option<Given>, ConfigError> {
        let variable = format!("{name}{FILE}");
        match (self.text(name)?, self.text(&variable)?) {
            (Some(_), Some(_)) => Err(ConfigError::wrong(
                name,
                format!("and {variable} are both set, and only one may be"),
            )),
            (Some(text), None) => Ok(Some(Given::Text(text))),
            (None, Some(path)) => Ok(Some(Given::File { path, variable })),
            (None, None) => Ok(None),
        }
    }
}

/// How a secret is given.
enum Given {
    Text(String),
    File { path: String, variable: String },
}

fn is_blank(value: &OsStr) -> bool {
    value.to_str().is_some_and(|text| text.trim().is_empty())
}

fn secret_in(path: &str, variable: String) -> Result<GivenSecret, ConfigError> {
    let text = fs::read_to_string(path).map_err(|error| {
        let wrong = format!("names a file that cannot be read ({path}: {})", error.kind());
        ConfigError::wrong(&variable, wrong)
    })?;
    match text.trim() {
        "" => Err(ConfigError::wrong(&variable, "names an empty file")),
        text => Ok(GivenSecret { text: text.into(), variable }),
    }
}
