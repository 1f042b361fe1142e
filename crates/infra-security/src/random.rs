//! Random bytes, from the library's own generator, which the system's entropy seeds.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::zeroize::Zeroizing;

/// A new secret of this many random bytes, as base64url without padding: four characters
/// for three bytes. For making keys; it goes to a terminal or a private file and nowhere
/// else.
///
/// # Panics
///
/// When the system has no randomness: nothing secret can be made then.
pub fn random_secret(bytes: usize) -> String {
    let mut secret = Zeroizing::new(vec![0; bytes]);
    fill(&mut secret);
    URL_SAFE_NO_PAD.encode(&*secret)
}

/// Random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

fn fill(bytes: &mut [u8]) {
    aws_lc_rs::rand::fill(bytes).expect("the system gives random bytes");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_secret_has_the_asked_size_and_is_never_the_same() {
        let secret = random_secret(48);
        assert_eq!(URL_SAFE_NO_PAD.decode(&secret).unwrap().len(), 48);
        assert_ne!(secret, random_secret(48));
    }
}
