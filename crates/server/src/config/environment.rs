//! The variables of the process, or of a test.

use std::collections::BTreeMap;
use std::fs;

use secrecy::SecretString;

use super::error::ConfigError;

/// Environment variables. An empty one counts as not set.
pub(crate) struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Those of this process; what is not Unicode is left out and reported as unset.
    pub(crate) fn of_process() -> Self {
        Self::of(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }))
    }

    /// These.
    pub(crate) fn of<N: Into<String>, V: Into<String>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .filter(|(_, value)| !value.trim().is_empty())
                .collect(),
        )
    }

    /// The names that are set.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The value as it is, trimmed.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|value| value.trim().to_owned())
    }

    /// The value parsed; `default` when it is not set. `parse` answers what is wrong, to be
    /// read on after the variable's name.
    pub(super) fn parsed<T>(
        &self,
        name: &str,
        example: &str,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        self.text(name).map_or(Ok(default), |text| {
            parse(&text)
                .map_err(|wrong| ConfigError::wrong(name, &wrong, &format!("{name}={example}")))
        })
    }

    /// A secret: the variable, or the content of the file that `<name>_FILE` names.
    pub(super) fn secret(&self, name: &str) -> Result<Option<SecretString>, ConfigError> {
        let file_variable = format!("{name}_FILE");
        match (self.text(name), self.text(&file_variable)) {
            (Some(_), Some(_)) => Err(ConfigError::wrong(
                name,
                &format!("and {file_variable} are both set"),
                "set one of the two",
            )),
            (Some(text), None) => Ok(Some(SecretString::from(text))),
            (None, Some(path)) => {
                let text = fs::read_to_string(&path).map_err(|error| {
                    let wrong =
                        format!("names a file that cannot be read ({path}: {})", error.kind());
                    ConfigError::wrong(
                        &file_variable,
                        &wrong,
                        &format!("{file_variable}=/run/secrets/name"),
                    )
                })?;
                let text = text.trim();
                if text.is_empty() {
                    let example = format!("{file_variable}=/run/secrets/name");
                    return Err(ConfigError::wrong(
                        &file_variable,
                        "names an empty file",
                        &example,
                    ));
                }
                Ok(Some(SecretString::from(text)))
            }
            (None, None) => Ok(None),
        }
    }
}
