//! A line of a key file.

use chrono::{DateTime, Utc};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::{KeyKind, note};

/// A line that holds no key; wiped too, since it may be a key that somebody put out of use.
pub(super) type Note = Zeroizing<String>;

pub(super) enum Line {
    Key(KeyLine),
    /// A blank line, or a comment that belongs to no key.
    Note(Note),
}

/// A key, with the comments right above it.
pub(super) struct KeyLine {
    pub(super) id: String,
    pub(super) notes: Vec<Note>,
    pub(super) key: SecretString,
}

impl Line {
    pub(super) const fn as_key(&self) -> Option<&KeyLine> {
        match self {
            Self::Key(key) => Some(key),
            Self::Note(_) => None,
        }
    }

    /// As it is written, line by line.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let (notes, last) = match self {
            Self::Key(key) => (key.notes.as_slice(), key.key.expose_secret()),
            Self::Note(note) => (&[][..], note.as_str()),
        };
        notes.iter().map(|note| note.as_str()).chain(std::iter::once(last))
    }
}

impl KeyLine {
    /// It comes to be in use.
    pub(super) fn promote(&mut self, kind: KeyKind) {
        self.notes.retain(|line| note::demoted_at(kind, line).is_none());
    }

    /// It ceases to be in use.
    pub(super) fn demote(&mut self, kind: KeyKind, at: DateTime<Utc>) {
        self.promote(kind);
        self.notes.push(Note::new(note::demoted(kind, at)));
    }

    /// When it ceased to be in use, if it ever was.
    pub(super) fn demoted_at(&self, kind: KeyKind) -> Option<DateTime<Utc>> {
        self.notes.iter().rev().find_map(|line| note::demoted_at(kind, line))
    }
}
