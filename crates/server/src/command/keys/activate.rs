//! Another key is put in use.

use std::time::Duration;

use anyhow::{bail, ensure};
use application::port::{Clock, ServerKeys};
use infra_security::{KeyKind, KeyLines, SystemClock};
use secrecy::{ExposeSecret, SecretString};

use super::waiting::until_all;
use super::{advice, in_use, known, on_call, ring};
use crate::config::{Config, KeyFile, KeySource, PREVIOUS_SIGNING_KEYS_VARIABLE};
use crate::keys::{Editing, Records, Ring};
use crate::span;
use crate::terminal::{note, say};

/// How it is known that every server knows the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// They say so, within this time.
    Wait(Duration),
    /// This much time has passed.
    After(Duration),
}

/// Makes a key the one that seals or signs: this one, or the one that was added last. A server
/// that does not know it could not open what others seal, so nothing changes before all do.
pub(crate) async fn activate(
    config: &Config,
    kind: KeyKind,
    id: Option<&str>,
    patience: Patience,
) -> anyhow::Result<()> {
    let ring = ring(config, kind)?;
    let id = known(&ring, id.unwrap_or(ring.last()))?;
    if id == ring.first() {
        say(&format!("{id} {} already", in_use(kind)));
        return Ok(());
    }
    match patience {
        Patience::Wait(limit) => {
            let records = Records::open(config).await?;
            let all = all_know(&records, kind, id, limit).await;
            records.close().await;
            all?;
        }
        Patience::After(span) => {
            note(&format!("waiting {}", span::text(span)));
            tokio::time::sleep(span).await;
        }
    }
    match &ring.source {
        KeySource::Variable { .. } => say(&advice::move_to_front(&ring, id)),
        KeySource::File(file) => {
            put_in_use(&ring, file, id)?;
            say(&told(&ring, id, config));
        }
    }
    Ok(())
}

async fn all_know(
    records: &Records,
    kind: KeyKind,
    id: &str,
    limit: Duration,
) -> anyhow::Result<()> {
    let knows = |server: &ServerKeys| {
        let keys = match kind {
            KeyKind::Sealing => &server.sealing,
            KeyKind::Signing => &server.signing,
        };
        keys.iter().any(|known| known == id)
    };
    let servers = until_all(records, limit, knows).await?;
    ensure!(
        servers.lagging.is_empty(),
        "after {} the key {id} is not known to {} of {} running server(s), and nothing was \
         changed: {}. A server reads its key file within seconds or says in its log why it does \
         not; one with keys in variables has to be restarted; one that was killed is forgotten \
         after 30s",
        span::text(limit),
        servers.lagging.len(),
        servers.running,
        servers.names()
    );
    Ok(())
}

fn put_in_use(ring: &Ring, file: &KeyFile, id: &str) -> anyhow::Result<()> {
    if ring.is_previous(id) {
        bail!(
            "{id} is in {PREVIOUS_SIGNING_KEYS_VARIABLE}, and is to be moved to the end of {} \
             before it can sign",
            file.path.display()
        );
    }
    let editing = Editing::begin(&file.path)?;
    let text = editing.read()?;
    let text = text.as_ref().map_or("", SecretString::expose_secret);
    let mut lines = KeyLines::parse(ring.kind, text)?;
    lines.move_to_front(id, SystemClock::new().now())?;
    editing.replace(&lines.render())
}

fn told(ring: &Ring, id: &str, config: &Config) -> String {
    let (does, old, still) = (in_use(ring.kind), ring.first(), on_call(ring.kind));
    match ring.kind {
        KeyKind::Sealing => {
            format!("{id} {does}; {old} still {still} what it has sealed. Next: ava keys rotate")
        }
        KeyKind::Signing => format!(
            "{id} {does}; {old} still {still} what it has signed. Next, in {}s: ava keys retire \
             {old} --signing",
            config.access_token_ttl.num_seconds()
        ),
    }
}

#[cfg(test)]
mod tests;
