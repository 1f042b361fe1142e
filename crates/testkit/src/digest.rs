//! Bytes that differ where their sources differ. No cryptography.

use std::hash::{DefaultHasher, Hash, Hasher};

/// 32 bytes, the same for the same text.
pub(crate) fn digest(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (salt, chunk) in bytes.chunks_exact_mut(8).enumerate() {
        let mut hasher = DefaultHasher::new();
        (salt, text).hash(&mut hasher);
        chunk.copy_from_slice(&hasher.finish().to_be_bytes());
    }
    bytes
}

/// Bytes as hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What [`hex`] wrote; `None` for anything else.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    Some(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_have_digests_that_differ() {
        assert_eq!(digest("ada"), digest("ada"));
        assert_ne!(digest("ada"), digest("eve"));
    }

    #[test]
    fn hexadecimal_text_round_trips_and_other_text_is_refused() {
        assert_eq!(unhex(&hex(b"\0\x7f\xff")), Some(b"\0\x7f\xff".to_vec()));
        assert_eq!(unhex("abc"), None);
        assert_eq!(unhex("zz"), None);
    }
}
