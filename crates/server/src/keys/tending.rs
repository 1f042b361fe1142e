//! Following key files that change, and telling which keys this server knows.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use application::port::{SealedSecrets, ServerRegistry};
use infra_security::Keyring;
use secrecy::SecretString;
use tokio::signal::unix::Signal;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::followed::Followed;
use super::{Live, sealing, signing};
use crate::config::{Config, KeyFile, KeySource};

/// How soon a change of a file is seen.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often the registry of servers wants to hear of this one.
const ANNOUNCE_EVERY: Duration = Duration::from_secs(10);

/// Takes keys from their files whenever these change, without a restart. A file that cannot be
/// used, or that lacks a key under which stored secrets are sealed, changes nothing.
pub(crate) struct Tending {
    live: Live,
    sealing: Option<Followed>,
    signing: Option<Followed>,
    previous_signing: Vec<SecretString>,
    secrets: Arc<dyn SealedSecrets>,
    registry: Arc<dyn ServerRegistry>,
    /// When the registry last heard of this server; `None` when it has not, or not the latest.
    announced: Option<Instant>,
    /// Why it has not was said.
    is_told: bool,
}

impl Tending {
    pub(crate) fn new(
        config: &Config,
        live: Live,
        secrets: Arc<dyn SealedSecrets>,
        registry: Arc<dyn ServerRegistry>,
    ) -> Self {
        let followed = |source: &KeySource| source.file().cloned().map(Followed::new);
        Self {
            live,
            sealing: followed(&config.sealing_keys),
            signing: followed(&config.signing_keys),
            previous_signing: config.previous_signing_keys.clone(),
            secrets,
            registry,
            announced: None,
            is_told: false,
        }
    }

    /// Goes on for as long as the server runs. Each hang-up asks for the files to be read,
    /// whether they have changed or not.
    pub(crate) async fn run(mut self, mut hangups: Signal) {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let asked = tokio::select! {
                _ = looks.tick() => false,
                Some(()) = hangups.recv() => true,
            };
            if asked {
                self.acknowledge();
            }
            self.tend(asked).await;
        }
    }

    /// Looks once, and announces what has changed or was not announced for long.
    pub(crate) async fn tend(&mut self, asked: bool) {
        let before = self.live.known().clone();
        self.look_at_sealing_keys(asked).await;
        self.look_at_signing_keys(asked);
        if *self.live.known() != before {
            self.announced = None;
        }
        if self.announced.is_none_or(|at| at.elapsed() >= ANNOUNCE_EVERY) {
            self.announce().await;
        }
    }

    fn acknowledge(&self) {
        if self.sealing.is_none() && self.signing.is_none() {
            tracing::warn!("SIGHUP: there is no key file to read, all keys are in variables");
        } else {
            tracing::info!("SIGHUP: key files are read whether they have changed or not");
        }
    }

    async fn look_at_sealing_keys(&mut self, asked: bool) {
        let Self { live, sealing: Some(followed), secrets, .. } = self else { return };
        let Some(looked) = followed.look(asked) else { return };
        let judged = match looked {
            Ok(text) => judge(&text, followed.file(), secrets.as_ref()).await,
            Err(error) => Err(error),
        };
        followed.settle(judged, asked, |keyring| {
            live.seal_under(keyring);
            live.known().sealing.join(", ")
        });
    }

    fn look_at_signing_keys(&mut self, asked: bool) {
        let Self { live, signing: Some(followed), previous_signing, .. } = self else { return };
        let Some(looked) = followed.look(asked) else { return };
        let judged =
            looked.and_then(|text| signing::parse(&text, previous_signing, followed.file()));
        followed.settle(judged, asked, |keys| {
            live.sign_with(keys);
            live.known().signing.join(", ")
        });
    }

    async fn announce(&mut self) {
        match self.registry.announce(self.live.known()).await {
            Ok(()) => (self.announced, self.is_told) = (Some(Instant::now()), false),
            Err(error) => {
                if !self.is_told {
                    tracing::warn!(%error, "which keys this server knows could not be announced");
                }
                (self.announced, self.is_told) = (None, true);
            }
        }
    }
}

/// The keys of a file, if they open everything that is stored.
async fn judge(
    text: &SecretString,
    file: &KeyFile,
    secrets: &dyn SealedSecrets,
) -> anyhow::Result<Keyring> {
    let keyring = sealing::parse(text, file)?;
    let uses = secrets.key_uses().await;
    let in_use: BTreeSet<String> = uses
        .context("what stored secrets are sealed under cannot be asked")?
        .into_iter()
        .map(|key| key.key_id)
        .collect();
    match sealing::lacking(&keyring, &in_use) {
        Some(id) => bail!(
            "it lacks the key {id}, under which stored secrets are sealed; put it back, and run \
             `ava keys rotate` before it is dropped"
        ),
        None => Ok(keyring),
    }
}

#[cfg(test)]
mod tests;
