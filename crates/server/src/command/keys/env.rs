//! New keys for variables.

use infra_security::KeyKind;
use secrecy::ExposeSecret;

use crate::config::{SEALING_KEYS_VARIABLE, SIGNING_KEY_VARIABLE};
use crate::keys::new_file;

/// Lines for an environment file.
pub(crate) fn env() -> anyhow::Result<String> {
    let (signing, sealing) = (new_file(KeyKind::Signing)?, new_file(KeyKind::Sealing)?);
    Ok(format!(
        "{SIGNING_KEY_VARIABLE}={}\n{SEALING_KEYS_VARIABLE}={}\n",
        signing.expose_secret().trim(),
        sealing.expose_secret().trim()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Environment};

    #[test]
    fn what_is_printed_configures_a_server() {
        let lines = env().unwrap();
        let variables: Vec<_> = lines.lines().filter_map(|line| line.split_once('=')).collect();
        assert_eq!(variables.len(), 2);
        let url = ("AVA_API_DATABASE_URL", "postgres://host/ava");
        let environment = Environment::of(variables.into_iter().chain([url]));
        assert!(Config::from_environment(&environment).is_ok());
    }
}
