//! Everything that is stored is sealed under the key that seals now.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{bail, ensure};
use application::port::{SecretSealer, ServerKeys};
use application::use_case::operator::{ResealSecrets, Resealed};
use infra_security::AeadSealer;

use super::waiting::until_all;
use crate::config::Config;
use crate::keys::{Records, SealingKeys};
use crate::terminal::{Progress, note, say};

/// After how long a server that was killed is forgotten, and a little more.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(35);
/// How long servers may take to seal under the key that was just activated.
const FOLLOWED_AFTER: Duration = Duration::from_secs(5);

/// Seals every secret anew that is sealed under another key. May be cut off and run again, and
/// servers may run meanwhile.
pub(crate) async fn rotate(config: &Config) -> anyhow::Result<()> {
    let keyring = match SealingKeys::find(&config.sealing_keys)? {
        SealingKeys::Known { keyring, .. } => keyring,
        SealingKeys::ToMake(_) => bail!("there is no key yet, and nothing is sealed"),
    };
    let records = Records::open(config).await?;
    let rotated = under_the_first(&records, Arc::new(AeadSealer::new(keyring))).await;
    records.close().await;
    say(&rotated?);
    Ok(())
}

async fn under_the_first(
    records: &Records,
    sealer: Arc<dyn SecretSealer>,
) -> anyhow::Result<String> {
    let id = sealer.sealing_key_id();
    let Some(secrets) = records.secrets() else { return Ok("nothing is stored yet".to_owned()) };
    servers_follow(records, &id).await?;
    let all: u64 = others(records, &id).await?;
    let progress = Progress::of(all);
    let resealed = ResealSecrets::new(secrets, sealer).run(&|done| progress.show(done)).await;
    progress.end();
    let left = others(records, &id).await?;
    told(&id, &resealed?, left)
}

/// Servers that could not open what is sealed anew must not be there; those that do not seal
/// under the key yet leave more to do.
async fn servers_follow(records: &Records, id: &str) -> anyhow::Result<()> {
    let knows = |server: &ServerKeys| server.sealing.iter().any(|known| known == id);
    let servers = until_all(records, FORGOTTEN_AFTER, knows).await?;
    ensure!(
        servers.lagging.is_empty(),
        "{} of {} running server(s) do not know the key {id} and could not open what is sealed \
         under it: {}. Nothing was changed; `ava doctor` says more",
        servers.lagging.len(),
        servers.running,
        servers.names()
    );
    let seals = |server: &ServerKeys| server.sealing.first().is_some_and(|first| first == id);
    let servers = until_all(records, FOLLOWED_AFTER, seals).await?;
    if !servers.lagging.is_empty() {
        note(&format!(
            "sealing under another key still: {}; what they save is to be sealed anew later",
            servers.names()
        ));
    }
    Ok(())
}

/// How many secrets are sealed under another key.
async fn others(records: &Records, id: &str) -> anyhow::Result<u64> {
    let uses = records.uses().await?;
    Ok(uses.iter().filter(|key| key.key_id != id).map(|key| key.secrets).sum())
}

fn told(id: &str, resealed: &Resealed, left: u64) -> anyhow::Result<String> {
    let done = format!("{} secret(s) were sealed anew under {id}", resealed.count);
    if resealed.broken.is_empty() {
        return Ok(match left {
            0 => format!("{done}; nothing is sealed under another key"),
            _ => format!("{done}; {left} are sealed under another key again: run this once more"),
        });
    }
    let broken: Vec<String> =
        resealed.broken.iter().map(|(owner, kind)| format!("{owner} {}", kind.as_str())).collect();
    bail!(
        "{done}; {} do(es) not open with the keys that are configured, and stay(s) as it was: {}. \
         Bring the missing key back, or have these users enter their secrets again",
        broken.len(),
        broken.join(", ")
    )
}

#[cfg(test)]
mod tests;
