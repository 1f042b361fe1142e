//! Whether keys are as hard to guess as they look.

use std::collections::BTreeSet;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT};
use infra_security::{KeyKind, KeyLines};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::Check;
use super::finding::Finding;
use super::scene::Scene;
use crate::config::{Config, KeySource};
use crate::keys::{Ring, text_of};

const AREA: &str = "key strength";
/// Fewer different bytes than random ones would ever have: of 32, the odds are one in 10^20.
const FEWEST_DIFFERENT: usize = 12;
/// What nobody's random bytes say, and examples do.
const PLACEHOLDERS: [&str; 6] =
    ["secret", "password", "changeme", "change-me", "example", "1234567"];

pub(super) struct HardToGuess;

#[async_trait]
impl Check for HardToGuess {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        let mut findings: Vec<Finding> = [KeyKind::Sealing, KeyKind::Signing]
            .into_iter()
            .flat_map(|kind| {
                let ring = scene.ring(kind).as_ref().ok().and_then(Option::as_ref);
                ring.map(|ring| of_ring(ring, &scene.config)).unwrap_or_default()
            })
            .collect();
        if findings.is_empty() {
            findings.push(Finding::ok(AREA, "no key is weak or there twice"));
        }
        findings
    }
}

/// A key, and its id.
type Named = (String, Zeroizing<Vec<u8>>);

fn of_ring(ring: &Ring, config: &Config) -> Vec<Finding> {
    let keys = material(ring, config).unwrap_or_default();
    let weak = keys.iter().filter(|(_, key)| is_weak(key)).map(|(id, _)| {
        let what = format!("{id} looks typed, and not as if it were random");
        Finding::warning(AREA, what, replacing(ring.kind))
    });
    let twice = (1..keys.len()).filter_map(|at| {
        let (id, key) = &keys[at];
        let (same, _) = keys[..at].iter().find(|(_, other)| other == key)?;
        let what = format!("{id} is the same key as {same}");
        Some(Finding::warning(AREA, what, replacing(ring.kind)))
    });
    weak.chain(twice).collect()
}

fn replacing(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Sealing => "ava keys generate, activate, rotate, retire",
        KeyKind::Signing => "ava keys generate, activate, retire, each with --signing",
    }
}

/// The keys themselves.
fn material(ring: &Ring, config: &Config) -> Option<Vec<Named>> {
    let text = match &ring.source {
        KeySource::Variable { text, .. } => text.clone(),
        KeySource::File(file) => text_of(file).ok()??,
    };
    let keys: Vec<Zeroizing<Vec<u8>>> = match ring.kind {
        KeyKind::Sealing => sealing_keys(&text)?,
        KeyKind::Signing => {
            let own = match &ring.source {
                KeySource::Variable { text, .. } => vec![text.clone()],
                KeySource::File(_) => signing_secrets(&text),
            };
            let all = own.iter().chain(&config.previous_signing_keys);
            let bytes = all.map(|secret| secret.expose_secret().trim().as_bytes().to_vec());
            bytes.map(Zeroizing::new).collect()
        }
    };
    Some(ring.all().map(str::to_owned).zip(keys).collect())
}

fn sealing_keys(text: &SecretString) -> Option<Vec<Zeroizing<Vec<u8>>>> {
    let lines = KeyLines::parse(KeyKind::Sealing, text.expose_secret()).ok()?.render();
    let written = lines.expose_secret().lines().filter(|line| is_key(line));
    written
        .map(|line| {
            let (_, key) = line.split_once(':')?;
            let key = STANDARD_PAD_INDIFFERENT
                .decode(key.trim())
                .or_else(|_| URL_SAFE_PAD_INDIFFERENT.decode(key.trim()));
            key.ok().map(Zeroizing::new)
        })
        .collect()
}

fn signing_secrets(text: &SecretString) -> Vec<SecretString> {
    let lines = text.expose_secret().lines();
    lines.filter(|line| is_key(line)).map(|line| line.trim().into()).collect()
}

fn is_key(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}

fn is_weak(key: &[u8]) -> bool {
    let different: BTreeSet<u8> = key.iter().copied().collect();
    let repeats =
        (1..=key.len() / 2).any(|period| key.iter().zip(&key[period..]).all(|(a, b)| a == b));
    let text = String::from_utf8_lossy(key).to_ascii_lowercase();
    different.len() < FEWEST_DIFFERENT
        || repeats
        || PLACEHOLDERS.iter().any(|placeholder| text.contains(placeholder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::{KEY, OTHER_KEY, scene};
    use crate::command::keys::env;

    async fn found(variables: &[(&str, &str)]) -> Vec<(Level, String)> {
        let findings = HardToGuess.look(&scene(variables)).await;
        findings.into_iter().map(|finding| (finding.level, finding.what)).collect()
    }

    #[tokio::test]
    async fn made_keys_are_fine() {
        let lines = env().unwrap();
        let variables: Vec<_> = lines.lines().filter_map(|line| line.split_once('=')).collect();
        let found = found(&variables).await;
        assert_eq!(found, [(Level::Ok, "no key is weak or there twice".to_owned())]);
    }

    #[tokio::test]
    async fn a_typed_key_is_a_warning() {
        let typed = "typed:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        let weak = found(&[("AVA_API_ENCRYPTION_KEYS", typed)]).await;
        let looks = "typed looks typed, and not as if it were random".to_owned();
        assert_eq!(weak, [(Level::Warning, looks)]);
        let weak =
            found(&[("AVA_API_JWT_SECRET_KEY", "please-change-me-before-you-go-live")]).await;
        assert_eq!((weak.len(), weak[0].0), (1, Level::Warning));
    }

    #[tokio::test]
    async fn one_key_under_two_ids_is_a_warning() {
        let keys = format!("one:{KEY},other:{OTHER_KEY},again:{KEY}");
        let found = found(&[("AVA_API_ENCRYPTION_KEYS", &keys)]).await;
        assert_eq!(found, [(Level::Warning, "again is the same key as one".to_owned())]);
    }

    #[tokio::test]
    async fn previous_secrets_are_looked_at_too() {
        let variables = [
            ("AVA_API_JWT_SECRET_KEY", KEY),
            ("AVA_API_JWT_PREVIOUS_SECRET_KEYS", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ];
        assert_eq!(found(&variables).await[0].0, Level::Warning);
    }

    #[test]
    fn what_repeats_or_is_poor_is_weak() {
        assert!(is_weak(&[0; 32]));
        assert!(is_weak(b"qwertzuiopasdfghqwertzuiopasdfgh"));
        assert!(is_weak(b"abababababababababababababababab"));
        assert!(!is_weak(KEY.as_bytes()));
    }
}
