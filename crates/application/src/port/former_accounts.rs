//! The service that this one replaces, as far as its accounts go: read, and never written.

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::StoreError;

/// A row of the former database: each column that is not NULL, as text. What the text means is
/// judged where a row is taken over; nothing of it is valid here.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FormerRow(BTreeMap<String, String>);

impl FormerRow {
    /// These columns, whose names count in small letters.
    pub fn of<N: AsRef<str>, V: Into<String>>(columns: impl IntoIterator<Item = (N, V)>) -> Self {
        let columns = columns.into_iter();
        Self(columns.map(|(name, text)| (name.as_ref().to_lowercase(), text.into())).collect())
    }

    /// The text of a column; `None` for NULL, and where there is no such column.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }

    /// The names of the columns that hold something.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Shows which columns there are, never what they hold.
impl fmt::Debug for FormerRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A user of the former service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerAccount {
    /// The id, whatever it looks like.
    pub id: String,
    /// The row of `users`.
    pub user: FormerRow,
    /// All their rows of `studio_configs`, in no order.
    pub configs: Vec<FormerRow>,
}

/// The former service's users. They are as they were when this was opened, whatever has changed
/// since: a page that is asked for again is the same.
#[async_trait]
pub trait FormerAccounts: Send + Sync {
    /// How many there are, those without an id, which are on no page, counted too.
    async fn count(&self) -> Result<u64, StoreError>;

    /// At most so many after the one of this id, or from the first on, in some order of their
    /// ids. Each is on one page.
    async fn page(&self, after: Option<&str>, limit: u32)
    -> Result<Vec<FormerAccount>, StoreError>;
}

/// Why something that the former service has encrypted does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormerSecretError {
    /// Its key was not given.
    #[error("the former service's key was not given")]
    NoKey,
    /// The key is another's, or it never was encrypted.
    #[error("it does not open with the former service's key")]
    Broken,
}

/// What the former service has hashed and encrypted.
#[cfg_attr(test, mockall::automock)]
pub trait FormerSecrets: Send + Sync {
    /// Whether this is a hash that a password can be verified against here.
    fn is_password_hash(&self, text: &str) -> bool;

    /// Opens an encrypted secret, however old.
    fn open(&self, token: &str) -> Result<SecretString, FormerSecretError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_tells_its_columns_in_any_letter_case_and_does_not_print_what_they_hold() {
        let row = FormerRow::of([("Email", "ada@example.com")]);
        assert_eq!(row.get("email"), Some("ada@example.com"));
        assert_eq!(row.get("phone"), None);
        assert_eq!(format!("{row:?}"), r#"{"email"}"#);
    }
}
