//! Which keys there are, what needs them, and who knows them.

use std::fmt::Write;

use application::port::{KeyUse, ServerKeys};
use infra_security::KeyKind;
use serde_json::{Value, json};

use super::{in_use, on_call, ring};
use crate::config::Config;
use crate::keys::{Records, Ring, count};
use crate::terminal::print;

/// Prints the keys of one kind.
pub(crate) async fn list(config: &Config, kind: KeyKind, as_json: bool) -> anyhow::Result<()> {
    let ring = ring(config, kind)?;
    let records = Records::open(config).await?;
    let listing = Listing::of(ring, &records).await;
    records.close().await;
    let listing = listing?;
    let text = if as_json { format!("{:#}\n", listing.json()) } else { listing.text() };
    Ok(print(&text)?)
}

struct Listing {
    ring: Ring,
    uses: Vec<KeyUse>,
    servers: Vec<ServerKeys>,
}

impl Listing {
    async fn of(ring: Ring, records: &Records) -> anyhow::Result<Self> {
        let uses = match ring.kind {
            KeyKind::Sealing => records.uses().await?,
            KeyKind::Signing => Vec::new(),
        };
        Ok(Self { ring, uses, servers: records.servers().await? })
    }

    fn json(&self) -> Value {
        let keys: Vec<Value> = self.ring.all().map(|id| self.key_as_json(id)).collect();
        let missing: Vec<Value> =
            self.missing().map(|key| json!({"id": key.key_id, "secrets": key.secrets})).collect();
        let servers: Vec<Value> = self
            .servers
            .iter()
            .map(|server| json!({"id": server.server, "keys": self.of_server(server)}))
            .collect();
        let kind = match self.ring.kind {
            KeyKind::Sealing => "sealing",
            KeyKind::Signing => "signing",
        };
        json!({
            "kind": kind,
            "source": self.ring.source.name(),
            "keys": keys,
            "missing": missing,
            "servers": servers,
        })
    }

    fn key_as_json(&self, id: &str) -> Value {
        let mut key = json!({
            "id": id,
            "role": self.role(id),
            "known_to": self.known_to(id).map(|server| server.server).collect::<Vec<_>>(),
        });
        if let Some(until) = self.ring.demoted_at(id) {
            key["in_use_until"] = json!(until.format("%FT%TZ").to_string());
        }
        if self.ring.kind == KeyKind::Sealing {
            key["secrets"] = json!(count(&self.uses, id));
        }
        key
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n", self.ring.source.name());
        let width = self.ring.all().map(str::len).max().unwrap_or(0);
        for id in self.ring.all() {
            let known = self.known_to(id).count();
            let _ = write!(text, "  {id:width$}  {:8}", self.role(id));
            if self.ring.kind == KeyKind::Sealing {
                let _ = write!(text, "  {:>6} secret(s)", count(&self.uses, id));
            }
            let _ = writeln!(text, "  known to {known} of {} server(s)", self.servers.len());
        }
        for key in self.missing() {
            let (id, secrets) = (&key.key_id, key.secrets);
            let _ = writeln!(text, "  {id:width$}  MISSING   {secrets:>6} secret(s)");
        }
        for server in &self.servers {
            let keys = self.of_server(server).join(", ");
            let _ = writeln!(text, "  server {}: {keys}", server.server);
        }
        text
    }

    fn role(&self, id: &str) -> &'static str {
        if id == self.ring.first() { in_use(self.ring.kind) } else { on_call(self.ring.kind) }
    }

    fn known_to(&self, id: &str) -> impl Iterator<Item = &ServerKeys> {
        self.servers
            .iter()
            .filter(move |server| self.of_server(server).iter().any(|known| known == id))
    }

    fn of_server<'a>(&self, server: &'a ServerKeys) -> &'a [String] {
        match self.ring.kind {
            KeyKind::Sealing => &server.sealing,
            KeyKind::Signing => &server.signing,
        }
    }

    /// Keys that secrets are sealed under and that are not configured.
    fn missing(&self) -> impl Iterator<Item = &KeyUse> {
        self.uses.iter().filter(|key| !self.ring.has(&key.key_id))
    }
}

#[cfg(test)]
mod tests;
