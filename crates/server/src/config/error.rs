//! What is wrong with the configuration.

use super::variable;

/// One line for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{variable} {wrong}; for example: {example}")]
pub(crate) struct ConfigError {
    variable: String,
    wrong: String,
    example: String,
}

impl ConfigError {
    /// `wrong` reads on after the variable's name and never repeats a secret.
    pub(crate) fn wrong(variable: &str, wrong: impl Into<String>) -> Self {
        let example = variable::example(variable);
        Self { variable: variable.to_owned(), wrong: wrong.into(), example }
    }
}
