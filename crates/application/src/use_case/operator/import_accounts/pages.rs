//! The former service's accounts, page by page.

use super::ImportError;
use crate::port::{FormerAccount, FormerAccounts};

/// How many are read, and added, at once.
const BATCH: u32 = 100;

/// A walk over all accounts.
pub(super) struct Pages<'a> {
    source: &'a dyn FormerAccounts,
    last: Option<String>,
    /// How many there were so far.
    pub(super) seen: u64,
}

impl<'a> Pages<'a> {
    pub(super) fn of(source: &'a dyn FormerAccounts) -> Self {
        Self { source, last: None, seen: 0 }
    }

    /// The next page; `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<FormerAccount>>, ImportError> {
        let page = self.source.page(self.last.as_deref(), BATCH).await;
        let page = page.map_err(ImportError::Source)?;
        // A page that ends where it began would be asked for without end.
        let Some(last) = page.last().filter(|last| self.last.as_ref() != Some(&last.id)) else {
            return Ok(None);
        };
        self.last = Some(last.id.clone());
        self.seen += page.len() as u64;
        Ok(Some(page))
    }
}
