//! New keys.

use application::port::{Clock, Ids};
use infra_security::{KeyKind, KeyLines, SystemClock, SystemIds};
use secrecy::SecretString;

/// A new random key, as a line of a key file. A sealing key is called after the day and
/// something random: an id that was retired never names another key.
pub(crate) fn new_key(lines: &KeyLines, kind: KeyKind) -> anyhow::Result<SecretString> {
    let now = SystemClock::new().now();
    let id = match kind {
        KeyKind::Sealing => {
            let random = SystemIds.next().simple().to_string();
            Some(format!("k{}{}", now.format("%Y%m%d"), &random[random.len() - 6..]))
        }
        KeyKind::Signing => None,
    };
    Ok(lines.generate(id.as_deref(), now)?)
}

/// A key file of one new key.
pub(crate) fn new_file(kind: KeyKind) -> anyhow::Result<SecretString> {
    let mut lines = KeyLines::parse(kind, "")?;
    lines.append(&new_key(&lines, kind)?)?;
    Ok(lines.render())
}

#[cfg(test)]
mod tests {
    use infra_security::{Keyring, SigningKeys};
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_new_file_holds_one_key_of_an_id_that_no_other_has() {
        let sealing = || new_file(KeyKind::Sealing).unwrap();
        let ids = |text: &SecretString| -> Vec<String> {
            let keyring = Keyring::parse(text.expose_secret()).unwrap();
            keyring.ids().map(str::to_owned).collect()
        };
        let (one, other) = (ids(&sealing()), ids(&sealing()));
        assert_eq!((one.len(), other.len()), (1, 1));
        assert_ne!(one, other);

        let signing = new_file(KeyKind::Signing).unwrap();
        assert_eq!(SigningKeys::parse(signing.expose_secret()).unwrap().kids().count(), 1);
    }
}
