//! The keys that secrets are sealed under.

use base64::Engine;
use base64::engine::general_purpose::{
    STANDARD, STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT,
};
use secrecy::zeroize::Zeroizing;

use crate::aead::{AeadKey, KEY_BYTES, KeyBytes};
use crate::key_lines::is_note;
use crate::random;

/// Named keys: the first seals, all open. To rotate, put a new one in front and keep the
/// others until nothing is sealed under them. Prints the names only.
pub struct Keyring {
    /// Never empty; no two of one id.
    keys: Vec<NamedKey>,
}

struct NamedKey {
    id: String,
    key: AeadKey,
}

/// Why a text is no keyring. Names keys by their place, counted from one, and never
/// repeats any of the text: an id in it may be a key put in the wrong place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// There is no key at all.
    #[error("there is no key; write id:base64 of 32 bytes")]
    Empty,
    /// There is no colon between id and key.
    #[error("key {place} is not written as id:base64 of 32 bytes")]
    Malformed {
        /// Its place, from one.
        place: usize,
    },
    /// An id has other characters than `[A-Za-z0-9_-]`, or not 1 to 32 of them.
    #[error("the id of key {place} must be 1 to 32 letters, digits, _ or -")]
    BadId {
        /// Its place, from one.
        place: usize,
    },
    /// A key is not base64 of 32 bytes.
    #[error("key {place} must be base64 of {KEY_BYTES} bytes")]
    BadKey {
        /// Its place, from one.
        place: usize,
    },
    /// An id was used before.
    #[error("the id of key {place} was used before")]
    DuplicateId {
        /// Its place, from one.
        place: usize,
    },
}

impl Keyring {
    /// Parses `id:base64`, one key a line or parted by commas: ids of 1 to 32 characters of
    /// `[A-Za-z0-9_-]`, keys of 32 bytes in standard or URL-safe base64, padded or not. Space
    /// around the parts is dropped; blank lines and lines that begin with `#` are ignored.
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        let mut keys: Vec<NamedKey> = Vec::new();
        for (entry, place) in entries(text).zip(1..) {
            let named = NamedKey::parse(entry, place)?;
            if keys.iter().any(|key| key.id == named.id) {
                return Err(KeyringError::DuplicateId { place });
            }
            keys.push(named);
        }
        if keys.is_empty() { Err(KeyringError::Empty) } else { Ok(Self { keys }) }
    }

    /// A new random key as `id:base64`, which [`parse`](Self::parse) takes. It goes to a
    /// terminal or a private file and nowhere else.
    ///
    /// # Panics
    ///
    /// When the system has no randomness.
    pub fn generate(id: &str) -> Result<String, KeyringError> {
        check_id(id, 1)?;
        let key = Zeroizing::new(random::bytes::<KEY_BYTES>());
        Ok(format!("{id}:{}", STANDARD.encode(key.as_slice())))
    }

    /// The ids, that of the sealing key first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.id.as_str())
    }

    /// The key that seals, with its id.
    pub(super) fn sealing_key(&self) -> (&str, &AeadKey) {
        let NamedKey { id, key } = &self.keys[0];
        (id, key)
    }

    /// The key of this id.
    pub(super) fn find(&self, id: &str) -> Option<&AeadKey> {
        self.keys.iter().find(|key| key.id == id).map(|key| &key.key)
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring ")?;
        f.debug_list().entries(self.ids()).finish()
    }
}

impl NamedKey {
    fn parse(entry: &str, place: usize) -> Result<Self, KeyringError> {
        let (id, key) = entry.split_once(':').ok_or(KeyringError::Malformed { place })?;
        let id = id.trim();
        check_id(id, place)?;
        let key = decode_key(key.trim()).ok_or(KeyringError::BadKey { place })?;
        Ok(Self { id: id.to_owned(), key: AeadKey::new(&key) })
    }
}

/// The keys of a text. A comma at the end of a line parts its key from the next line's; where
/// there is none, the key that it promises is missing.
fn entries(text: &str) -> impl Iterator<Item = &str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !is_note(line)).peekable();
    let mut whole_lines = Vec::new();
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        whole_lines.push(if is_last { line } else { line.strip_suffix(',').unwrap_or(line) });
    }
    whole_lines.into_iter().flat_map(|line| line.split(','))
}

fn check_id(id: &str, place: usize) -> Result<(), KeyringError> {
    let is_valid = (1..=32).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if is_valid { Ok(()) } else { Err(KeyringError::BadId { place }) }
}

fn decode_key(text: &str) -> Option<KeyBytes> {
    let bytes = STANDARD_PAD_INDIFFERENT
        .decode(text)
        .or_else(|_| URL_SAFE_PAD_INDIFFERENT.decode(text))
        .map(Zeroizing::new)
        .ok()?;
    <[u8; KEY_BYTES]>::try_from(bytes.as_slice()).map(Zeroizing::new).ok()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_generated_key_is_parsed_and_never_the_same() {
        let line = Keyring::generate("2026-11").unwrap();
        assert_eq!(Keyring::parse(&line).unwrap().ids().collect::<Vec<_>>(), ["2026-11"]);
        assert_ne!(line, Keyring::generate("2026-11").unwrap());
        assert_eq!(Keyring::generate("a.b").unwrap_err(), KeyringError::BadId { place: 1 });
    }

    #[test]
    fn the_first_key_seals() {
        let text = format!(
            " {} ,\n{}",
            Keyring::generate("new").unwrap(),
            Keyring::generate("old").unwrap()
        );
        let keyring = Keyring::parse(&text).unwrap();
        assert_eq!(keyring.ids().collect::<Vec<_>>(), ["new", "old"]);
        assert_eq!(keyring.sealing_key().0, "new");
        assert!(keyring.find("old").is_some());
        assert!(keyring.find("older").is_none());
    }

    #[test]
    fn keys_are_parted_by_lines_or_commas_and_comments_are_none() {
        let [one, two, three] = ["one", "two", "three"].map(|id| Keyring::generate(id).unwrap());
        for text in [
            format!("{one}\n{two}\n{three}"),
            format!("\n# the keys, {one}\r\n{one}\r\n\r\n  #\r\n\t{two} \r\n{three}\r\n\r\n"),
            format!("{one},{two}\n{three}"),
            format!("{one},\n# sealed once\n{two} ,\n\n{three}\n"),
        ] {
            let keyring = Keyring::parse(&text).unwrap();
            assert_eq!(keyring.ids().collect::<Vec<_>>(), ["one", "two", "three"], "{text}");
        }
    }

    #[test]
    fn every_spelling_of_base64_is_the_same_key() {
        let key = [0xfb; 32];
        let spellings = [
            STANDARD.encode(key),
            STANDARD_NO_PAD.encode(key),
            URL_SAFE.encode(key),
            URL_SAFE_NO_PAD.encode(key),
        ];
        for text in spellings {
            assert_eq!(decode_key(&text).unwrap().as_slice(), key, "{text}");
        }
    }

    #[test]
    fn what_is_no_keyring_is_refused_by_place_and_without_repeating_it() {
        let key = STANDARD.encode([7; 32]);
        let short = STANDARD.encode([7; 31]);
        let long = STANDARD.encode([7; 33]);
        for (text, error) in [
            (String::new(), KeyringError::Empty),
            (" \n".to_owned(), KeyringError::Empty),
            (format!("\n# a:{key}\n"), KeyringError::Empty),
            (key.clone(), KeyringError::Malformed { place: 1 }),
            (format!(",a:{key}"), KeyringError::Malformed { place: 1 }),
            (format!("a:{key},\n\n# b:{key}\n"), KeyringError::Malformed { place: 2 }),
            (format!("a:{key},,\nb:{key}"), KeyringError::Malformed { place: 2 }),
            (format!("# 1\na:{key}\n\n# 2\n{key}"), KeyringError::Malformed { place: 2 }),
            (format!("a:{key},"), KeyringError::Malformed { place: 2 }),
            (format!("a:{key},{key}"), KeyringError::Malformed { place: 2 }),
            (format!(":{key}"), KeyringError::BadId { place: 1 }),
            (format!("{key}:a"), KeyringError::BadId { place: 1 }),
            (format!("a.b:{key}"), KeyringError::BadId { place: 1 }),
            (format!("{}:{key}", "a".repeat(33)), KeyringError::BadId { place: 1 }),
            (format!("a:{short}"), KeyringError::BadKey { place: 1 }),
            (format!("a:{long}"), KeyringError::BadKey { place: 1 }),
            (format!("a:{}!", &key[..42]), KeyringError::BadKey { place: 1 }),
            ("a:".to_owned(), KeyringError::BadKey { place: 1 }),
            (format!("a:{key},b:{key},a:{key}"), KeyringError::DuplicateId { place: 3 }),
        ] {
            let refused = Keyring::parse(&text).unwrap_err();
            assert_eq!(refused, error, "{text}");
            for shown in [format!("{refused}"), format!("{refused:?}")] {
                assert!(!shown.contains(&key[..8]));
            }
        }
    }

    #[test]
    fn it_prints_the_ids_only() {
        let keyring = Keyring::parse(&Keyring::generate("main").unwrap()).unwrap();
        assert_eq!(format!("{keyring:?}"), r#"Keyring ["main"]"#);
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_without_a_panic(text in "(.{0,20}[,\n#]){0,9}", entry in "[a-z]{0,3}:[A-Za-z0-9+/_=-]{40,46},?") {
            let _ = Keyring::parse(&text);
            let _ = Keyring::parse(&entry);
        }
    }
}
