//! A key that nothing needs any more is dropped.

use std::time::Duration;

use anyhow::bail;
use application::port::{Clock, KeyUse, ServerKeys};
use chrono::{DateTime, TimeDelta, Utc};
use infra_security::{KeyKind, KeyLines, SystemClock};
use secrecy::{ExposeSecret, SecretString};

use super::{advice, command, in_use, known, ring};
use crate::config::{Config, KeyFile, KeySource, PREVIOUS_SIGNING_KEYS_VARIABLE};
use crate::keys::{Editing, Records, Ring, count};
use crate::terminal::{note, say};

/// How long a request may take between sealing a secret and having it stored: what was sealed
/// under a key before the last server turned from it is stored, and counted, after that.
const REQUESTS_END: Duration = Duration::from_secs(10);
/// How much longer than tokens live a signing key is kept: servers read their file within
/// seconds, and their clocks may differ by ten.
const MARGIN: TimeDelta = TimeDelta::seconds(15);

/// Drops a key after proving that nothing needs it.
pub(crate) async fn retire(config: &Config, kind: KeyKind, id: &str) -> anyhow::Result<()> {
    let ring = ring(config, kind)?;
    let id = known(&ring, id)?;
    let records = Records::open(config).await?;
    let proved = match kind {
        KeyKind::Sealing => prove_sealing_key(&records, &ring, id).await,
        KeyKind::Signing => prove_signing_key(&records, &ring, id, config.access_token_ttl).await,
    };
    records.close().await;
    proved?;
    match &ring.source {
        KeySource::Variable { .. } => say(&advice::remove(&ring, id)),
        KeySource::File(file) => {
            drop_from(&ring, file, id)?;
            say(&format!("{id} was dropped from {}", file.path.display()));
        }
    }
    Ok(())
}

async fn prove_sealing_key(records: &Records, ring: &Ring, id: &str) -> anyhow::Result<()> {
    let look = async || -> anyhow::Result<bool> {
        let (servers, uses) = (records.servers().await?, records.uses().await?);
        match why_sealing_key_stays(ring, id, &uses, &servers) {
            Some(why) => bail!(why),
            None => Ok(!servers.is_empty()),
        }
    };
    let servers_run = look().await?;
    if servers_run {
        note(&format!(
            "nothing needs {id}; asking again in {} s, when requests that began before have ended",
            REQUESTS_END.as_secs()
        ));
        tokio::time::sleep(REQUESTS_END).await;
        look().await?;
    }
    Ok(())
}

fn why_sealing_key_stays(
    ring: &Ring,
    id: &str,
    uses: &[KeyUse],
    servers: &[ServerKeys],
) -> Option<String> {
    if let Some(why) = why_first_stays(ring, id) {
        return Some(why);
    }
    let sealed = count(uses, id);
    if sealed > 0 {
        return Some(format!(
            "{sealed} secret(s) are sealed under {id}; run `ava keys rotate` before it is dropped"
        ));
    }
    let seals = |server: &&ServerKeys| server.sealing.first().is_some_and(|first| first == id);
    why_servers_keep(id, "seal(s)", servers.iter().filter(seals))
}

async fn prove_signing_key(
    records: &Records,
    ring: &Ring,
    id: &str,
    lifetime: TimeDelta,
) -> anyhow::Result<()> {
    let servers = records.servers().await?;
    let now = SystemClock::new().now();
    match why_signing_key_stays(ring, id, &servers, lifetime, now) {
        Some(why) => bail!(why),
        None => Ok(()),
    }
}

fn why_signing_key_stays(
    ring: &Ring,
    id: &str,
    servers: &[ServerKeys],
    lifetime: TimeDelta,
    now: DateTime<Utc>,
) -> Option<String> {
    if let Some(why) = why_first_stays(ring, id) {
        return Some(why);
    }
    let signs = |server: &&ServerKeys| server.signing.first().is_some_and(|first| first == id);
    if let Some(why) = why_servers_keep(id, "sign(s)", servers.iter().filter(signs)) {
        return Some(why);
    }
    let lifetime_s = lifetime.num_seconds();
    let KeySource::File(file) = &ring.source else {
        note(&format!(
            "do this once no server has signed with {id} for {lifetime_s} s, as long as access \
             tokens live"
        ));
        return None;
    };
    if ring.is_previous(id) {
        return Some(format!(
            "{id} is in {PREVIOUS_SIGNING_KEYS_VARIABLE}; take it out there once no server has \
             signed with it for {lifetime_s} s, as long as access tokens live"
        ));
    }
    let Some(until) = ring.demoted_at(id) else {
        return Some(format!(
            "{} does not say until when {id} has signed, as `ava keys activate` writes it there; \
             if it has not for {lifetime_s} s, as long as access tokens live, delete its line by \
             hand",
            file.path.display()
        ));
    };
    let wait = over_in(lifetime, until, now);
    (wait > 0).then(|| {
        format!(
            "{id} has signed until {until}, and its access tokens may still be in use; try again \
             in {wait} s",
            until = until.format("%FT%TZ")
        )
    })
}

/// How many seconds it takes until every access token is over that a key has signed until then.
pub(crate) fn over_in(lifetime: TimeDelta, until: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (until + lifetime + MARGIN - now).num_seconds()
}

fn why_first_stays(ring: &Ring, id: &str) -> Option<String> {
    (id == ring.first()).then(|| {
        format!(
            "{id} {}; activate another first: {}",
            in_use(ring.kind),
            command("activate", ring.kind)
        )
    })
}

fn why_servers_keep<'a>(
    id: &str,
    does: &str,
    servers: impl Iterator<Item = &'a ServerKeys>,
) -> Option<String> {
    let names: Vec<_> = servers.map(|server| server.server.to_string()).collect();
    (!names.is_empty()).then(|| {
        format!(
            "{} running server(s) still {does} with {id}: {}. A server reads its key file within \
             seconds or says in its log why it does not; one with keys in variables has to be \
             restarted",
            names.len(),
            names.join(", ")
        )
    })
}

fn drop_from(ring: &Ring, file: &KeyFile, id: &str) -> anyhow::Result<()> {
    let editing = Editing::begin(&file.path)?;
    let text = editing.read()?;
    let text = text.as_ref().map_or("", SecretString::expose_secret);
    let mut lines = KeyLines::parse(ring.kind, text)?;
    lines.remove(id)?;
    editing.replace(&lines.render())
}

#[cfg(test)]
mod tests;
