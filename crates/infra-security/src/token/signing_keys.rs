//! The keys that access tokens are signed with.

use jsonwebtoken::Header;
use secrecy::{ExposeSecret, SecretString};

use super::signing_key::{SigningKey, SigningKeyError};
use crate::key_lines::is_note;

/// Secrets: the first signs, all verify. To rotate, put a new one in front and keep the
/// others for as long as a token lives. Prints their ids only.
pub struct SigningKeys {
    /// Never empty; no two of one id.
    keys: Vec<SigningKey>,
}

impl SigningKeys {
    /// Parses one secret a line, of [`MIN_SIGNING_SECRET_BYTES`](crate::MIN_SIGNING_SECRET_BYTES)
    /// or more, best made by [`random_secret`](crate::random_secret). Space around a secret is
    /// dropped; blank lines and lines that begin with `#` are ignored.
    pub fn parse(text: &str) -> Result<Self, SigningKeyError> {
        let mut keys: Vec<SigningKey> = Vec::new();
        for (secret, line) in text.lines().zip(1..).filter(|(line, _)| !is_note(line)) {
            let key = SigningKey::new(secret.trim())
                .map_err(|bytes| SigningKeyError::LineTooShort { line, bytes })?;
            if keys.iter().any(|known| known.id() == key.id()) {
                return Err(SigningKeyError::Duplicate { line });
            }
            keys.push(key);
        }
        if keys.is_empty() { Err(SigningKeyError::Empty) } else { Ok(Self { keys }) }
    }

    /// Takes the secrets as they are, of
    /// [`MIN_SIGNING_SECRET_BYTES`](crate::MIN_SIGNING_SECRET_BYTES) or more. One that comes
    /// again counts once.
    pub fn from_secrets(
        first: &SecretString,
        previous: &[SecretString],
    ) -> Result<Self, SigningKeyError> {
        let first = SigningKey::new(first.expose_secret())
            .map_err(|bytes| SigningKeyError::CurrentTooShort { bytes })?;
        let mut keys = vec![first];
        for (secret, place) in previous.iter().zip(1..) {
            let key = SigningKey::new(secret.expose_secret())
                .map_err(|bytes| SigningKeyError::PreviousTooShort { place, bytes })?;
            if keys.iter().all(|known| known.id() != key.id()) {
                keys.push(key);
            }
        }
        Ok(Self { keys })
    }

    /// The ids, which are the `kid` of tokens, that of the signing key first.
    pub fn kids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(SigningKey::id)
    }

    /// The key that signs.
    pub(super) fn signing_key(&self) -> &SigningKey {
        &self.keys[0]
    }

    /// The key that writes such headers.
    pub(super) fn find(&self, header: &Header) -> Option<&SigningKey> {
        self.keys.iter().find(|key| key.header == *header)
    }
}

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKeys ")?;
        f.debug_list().entries(self.kids()).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ONE: &str = "one signing secret of 40 bytes, for test";
    const TWO: &str = "two signing secret of 40 bytes, for test";
    const SHORT: &str = "hunter2hunter2hunter2hunter2hun";

    fn kids(text: &str) -> Vec<String> {
        SigningKeys::parse(text).unwrap().kids().map(str::to_owned).collect()
    }

    fn from_secrets(first: &str, previous: &[&str]) -> Result<Vec<String>, SigningKeyError> {
        let previous: Vec<SecretString> = previous.iter().map(|&secret| secret.into()).collect();
        let keys = SigningKeys::from_secrets(&first.into(), &previous)?;
        Ok(keys.kids().map(str::to_owned).collect())
    }

    #[test]
    fn each_line_is_a_secret_and_the_first_signs() {
        let [one, two] = [kids(ONE).remove(0), kids(TWO).remove(0)];
        assert_ne!(one, two);
        assert_eq!(kids(&format!("{ONE}\n{TWO}")), [one.clone(), two.clone()]);
        assert_eq!(kids(&format!("{TWO}\n{ONE}\n")), [two.clone(), one.clone()]);
        let keys = SigningKeys::parse(&format!("{TWO}\n{ONE}")).unwrap();
        assert_eq!(keys.signing_key().id(), two);
        assert_eq!(keys.find(&keys.keys[1].header).unwrap().id(), one);
    }

    #[test]
    fn comments_blank_lines_and_space_around_are_no_part_of_a_secret() {
        let text = format!("# ours, {TWO}\r\n\r\n  {ONE}\t\r\n\n #{TWO}\n");
        assert_eq!(kids(&text), kids(ONE));
    }

    #[test]
    fn what_cannot_sign_is_refused_by_its_line_and_without_repeating_it() {
        for (text, error) in [
            (String::new(), SigningKeyError::Empty),
            (format!("\n# {ONE}\n"), SigningKeyError::Empty),
            (SHORT.to_owned(), SigningKeyError::LineTooShort { line: 1, bytes: 31 }),
            (
                format!("{ONE}\n#\n\n {SHORT} "),
                SigningKeyError::LineTooShort { line: 4, bytes: 31 },
            ),
            (format!("{ONE}\n{TWO}\n\n{ONE} "), SigningKeyError::Duplicate { line: 4 }),
        ] {
            let refused = SigningKeys::parse(&text).unwrap_err();
            assert_eq!(refused, error, "{text}");
            let shown = format!("{refused} {refused:?}");
            assert!(!shown.contains("hunter2") && !shown.contains("secret of 40"), "{shown}");
        }
    }

    #[test]
    fn secrets_of_their_own_sign_as_those_of_a_text_do() {
        assert_eq!(from_secrets(ONE, &[]).unwrap(), kids(ONE));
        assert_eq!(from_secrets(ONE, &[TWO]).unwrap(), kids(&format!("{ONE}\n{TWO}")));
        assert_eq!(from_secrets(ONE, &[ONE, TWO, TWO]).unwrap(), kids(&format!("{ONE}\n{TWO}")));
    }

    #[test]
    fn a_short_secret_is_refused_without_being_repeated() {
        let current = from_secrets(SHORT, &[]).unwrap_err();
        assert_eq!(current, SigningKeyError::CurrentTooShort { bytes: 31 });
        let previous = from_secrets(ONE, &[TWO, ""]).unwrap_err();
        assert_eq!(previous, SigningKeyError::PreviousTooShort { place: 2, bytes: 0 });
        assert!(!format!("{current} {current:?}").contains("hunter2"));
    }

    #[test]
    fn they_print_their_ids_only() {
        let keys = SigningKeys::parse(ONE).unwrap();
        assert_eq!(format!("{keys:?}"), format!("SigningKeys {:?}", kids(ONE)));
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_without_a_panic(text in "(.{0,40}\n){0,5}") {
            let _ = SigningKeys::parse(&text);
        }
    }
}
