//! What is noted while one account is judged.

use super::cell::{beginning, without_controls};
use crate::use_case::operator::import_accounts::report::{Adjustment, Note};

/// What was done to the account's values, in the order it was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Notes(Vec<Note>);

impl Notes {
    pub(in super::super) fn add(&mut self, field: &'static str, adjustment: Adjustment) {
        self.0.push(Note { field, adjustment });
    }

    /// Forgets what was done to a value that was given up in the end.
    pub(super) fn replace(&mut self, field: &'static str, adjustment: Adjustment) {
        self.0.retain(|note| note.field != field);
        self.add(field, adjustment);
    }

    /// The text without control characters, and no longer than `max` characters.
    pub(super) fn fitted(&mut self, field: &'static str, text: &str, max: usize) -> String {
        let cleaned = without_controls(text);
        if cleaned.is_some() {
            self.add(field, Adjustment::Cleaned);
        }
        let text = cleaned.unwrap_or_else(|| text.to_owned());
        match beginning(&text, max) {
            Some(beginning) => {
                self.add(field, Adjustment::Cut);
                beginning.to_owned()
            }
            None => text,
        }
    }

    /// The value; none is noted as left behind.
    pub(super) fn or_left<T, E>(&mut self, field: &'static str, parsed: Result<T, E>) -> Option<T> {
        if parsed.is_err() {
            self.replace(field, Adjustment::Invalid);
        }
        parsed.ok()
    }

    /// The value; the default for none, which is noted.
    pub(super) fn or_default<T: Default>(&mut self, field: &'static str, read: Option<T>) -> T {
        if read.is_none() {
            self.replace(field, Adjustment::Defaulted);
        }
        read.unwrap_or_default()
    }

    pub(in super::super) fn into_vec(self) -> Vec<Note> {
        self.0
    }

    /// The fields that are not as they were, each once.
    pub(in super::super) fn fields(&self) -> Vec<String> {
        let mut fields: Vec<_> = self.0.iter().map(|note| note.field.to_owned()).collect();
        fields.dedup();
        fields
    }
}
