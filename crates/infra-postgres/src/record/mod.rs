//! Rows as the domain's own types, and back. A row that cannot be is `Corrupt`.

pub(crate) mod assistant_removal;
pub(crate) mod assistant_sync;
pub(crate) mod audit_event;
pub(crate) mod integration_secret;
pub(crate) mod server;
pub(crate) mod session;
pub(crate) mod studio_config;
pub(crate) mod studio_config_revision;
pub(crate) mod user;

/// Words as a JSON list.
pub(crate) fn list<W: AsRef<str>>(words: &[W]) -> String {
    let words = words.iter().map(|word| word.as_ref().into());
    serde_json::Value::Array(words.collect()).to_string()
}

/// The words of a JSON list.
pub(crate) fn words(list: &str) -> Option<Vec<String>> {
    serde_json::from_str(list).ok()
}
