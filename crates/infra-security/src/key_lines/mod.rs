//! The text of a key file, to be edited.

mod error;
mod key_kind;
mod line;
mod note;

use chrono::{DateTime, Utc};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use line::{KeyLine, Line, Note};

pub use error::KeyLinesError;
pub use key_kind::KeyKind;
pub(crate) use note::is_note;

/// The lines of a key file: keys, the first of which seals or signs, and whatever is written
/// beside them. Comments right above a key belong to it and go where it goes; comments that a
/// blank line parts from the next key, and those after the last, stay where they are. Sealing
/// keys that share a line, parted by commas, come to stand on lines of their own.
///
/// Reads no file and writes none. Prints ids only, and wipes what it drops: a comment may be a
/// key that somebody put out of use.
///
/// ```
/// use ava_infra_security::{KeyKind, KeyLines, KeyLinesError, Keyring};
/// use secrecy::ExposeSecret;
///
/// # fn main() -> Result<(), KeyLinesError> {
/// # let now = chrono::DateTime::from_timestamp(1_795_352_400, 0).unwrap_or_default();
/// let text = format!("# Never to be lost.\n\n{}\n", Keyring::generate("main")?);
/// let mut lines = KeyLines::parse(KeyKind::Sealing, &text)?;
///
/// // A key that opens, but does not seal yet.
/// let id = lines.append(&lines.generate(None, now)?)?;
/// assert_eq!(id, "k20261122a");
/// assert_eq!(lines.ids().collect::<Vec<_>>(), ["main", "k20261122a"]);
///
/// // It seals.
/// lines.move_to_front(&id, now)?;
/// assert_eq!(lines.ids().collect::<Vec<_>>(), ["k20261122a", "main"]);
/// assert_eq!(lines.demoted_at("main"), Some(now));
/// let rendered = lines.render();
/// assert!(rendered.expose_secret().starts_with("# Never to be lost.\n\nk20261122a:"));
/// assert!(rendered.expose_secret().contains("\n# sealed until 2026-11-22T13:00:00Z\nmain:"));
///
/// // Nothing is sealed under the other any more.
/// lines.remove("main")?;
/// assert_eq!(lines.remove(&id), Err(KeyLinesError::First));
/// # Ok(())
/// # }
/// ```
pub struct KeyLines {
    kind: KeyKind,
    lines: Vec<Line>,
}

impl KeyLines {
    /// Reads a text, which may hold no key as yet.
    pub fn parse(kind: KeyKind, text: &str) -> Result<Self, KeyLinesError> {
        // Whole, so that a fault is told by its place.
        kind.ids(text)?;
        let (mut lines, mut notes) = (Vec::new(), Vec::new());
        for line in text.lines() {
            if !is_note(line) {
                for key in kind.keys_of(line) {
                    let (id, notes) = (kind.id_of(key)?, std::mem::take(&mut notes));
                    lines.push(Line::Key(KeyLine { id, notes, key: key.into() }));
                }
                continue;
            }
            notes.push(Note::new(line.trim_end().to_owned()));
            if line.trim().is_empty() {
                lines.extend(notes.drain(..).map(Line::Note));
            }
        }
        lines.extend(notes.into_iter().map(Line::Note));
        Ok(Self { kind, lines })
    }

    /// The ids, that of the key in use first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(Line::as_key).map(|key| key.id.as_str())
    }

    /// When a key ceased to be in use, to the second, as a note above it says; `None` of the
    /// key in use, and of one that never was or is not there.
    pub fn demoted_at(&self, id: &str) -> Option<DateTime<Utc>> {
        let mut keys = self.lines.iter().filter_map(Line::as_key).skip(1);
        keys.find(|key| key.id == id)?.demoted_at(self.kind)
    }

    /// A new random key as a line that [`append`](Self::append) takes. A sealing key is called
    /// as given, or after the day, as `k20261122a`, then `k20261122b`; a signing key has its id
    /// from its secret.
    ///
    /// # Panics
    ///
    /// When the system has no randomness.
    pub fn generate(
        &self,
        id: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<SecretString, KeyLinesError> {
        match (self.kind, id) {
            (KeyKind::Signing, Some(_)) => Err(KeyLinesError::IdNotToGive),
            (_, Some(id)) if self.has(id) => Err(KeyLinesError::Taken),
            (_, Some(id)) => self.kind.generate(id),
            (_, None) => self.kind.generate(&self.id_of_the_day(now)),
        }
    }

    /// Puts a key behind the others: it opens or verifies, and is not in use yet unless it is
    /// the only one. Answers its id.
    pub fn append(&mut self, key: &SecretString) -> Result<String, KeyLinesError> {
        let key = key.expose_secret().trim();
        let id = self.kind.id_of(key)?;
        if self.has(&id) {
            return Err(KeyLinesError::Taken);
        }
        let line = Line::Key(KeyLine { id: id.clone(), notes: Vec::new(), key: key.into() });
        if let Some(last) = self.lines.iter().rposition(|line| line.as_key().is_some()) {
            self.lines.insert(last + 1, line);
        } else {
            // What heads the file does not belong to its first key.
            if matches!(self.lines.last(), Some(Line::Note(note)) if !note.is_empty()) {
                self.lines.push(Line::Note(Note::default()));
            }
            self.lines.push(line);
        }
        Ok(id)
    }

    /// Puts a key in use, and notes above the one that was until when it was. False, and
    /// nothing changes, when it is in use.
    pub fn move_to_front(&mut self, id: &str, now: DateTime<Utc>) -> Result<bool, KeyLinesError> {
        let (first, at) = (self.first()?, self.find(id)?);
        if at == first {
            return Ok(false);
        }
        let mut line = self.lines.remove(at);
        if let (Line::Key(promoted), Line::Key(demoted)) = (&mut line, &mut self.lines[first]) {
            promoted.promote(self.kind);
            demoted.demote(self.kind, now);
        }
        self.lines.insert(first, line);
        Ok(true)
    }

    /// Forgets a key, and the comments that belong to it. What it sealed does not open any
    /// more, what it signed does not verify.
    pub fn remove(&mut self, id: &str) -> Result<(), KeyLinesError> {
        let (first, at) = (self.first()?, self.find(id)?);
        if at == first {
            return Err(KeyLinesError::First);
        }
        self.lines.remove(at);
        Ok(())
    }

    /// The text, which [`parse`](Self::parse) reads again.
    pub fn render(&self) -> SecretString {
        let texts = || self.lines.iter().flat_map(Line::texts);
        // All of it at once: a text that grows leaves copies of itself behind.
        let mut text = Zeroizing::new(String::with_capacity(texts().map(|t| t.len() + 1).sum()));
        for line in texts() {
            text.push_str(line);
            text.push('\n');
        }
        SecretString::from(text.as_str())
    }

    fn has(&self, id: &str) -> bool {
        self.ids().any(|known| known == id)
    }

    /// Where the key in use is.
    fn first(&self) -> Result<usize, KeyLinesError> {
        let is_key = |line: &Line| line.as_key().is_some();
        self.lines.iter().position(is_key).ok_or(KeyLinesError::Unknown)
    }

    fn find(&self, id: &str) -> Result<usize, KeyLinesError> {
        let is_it = |line: &Line| line.as_key().is_some_and(|key| key.id == id);
        self.lines.iter().position(is_it).ok_or(KeyLinesError::Unknown)
    }

    /// The first id after this day that is free.
    fn id_of_the_day(&self, now: DateTime<Utc>) -> String {
        let day = now.format("k%Y%m%d");
        let letters = ('a'..='z').map(|letter| format!("{day}{letter}"));
        let numbers = (1_u64..).map(|number| format!("{day}-{number}"));
        letters.chain(numbers).find(|id| !self.has(id)).unwrap_or_default()
    }
}

impl std::fmt::Debug for KeyLines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyLines {:?} ", self.kind)?;
        f.debug_list().entries(self.ids()).finish()
    }
}

#[cfg(test)]
mod tests;
