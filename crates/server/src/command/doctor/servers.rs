//! Whether the servers that run know the same keys, and those that are configured here.

use std::collections::BTreeSet;

use application::port::ServerKeys;
use async_trait::async_trait;
use infra_security::KeyKind;

use super::Check;
use super::finding::Finding;
use super::scene::Scene;
use crate::keys::Ring;

const AREA: &str = "servers";
const REMEDY: &str = "a server reads its key file within seconds or says in its log why it does \
                      not; one with keys in variables has to be restarted; one that was killed is \
                      forgotten after 30s";

pub(super) struct ServersAgree;

#[async_trait]
impl Check for ServersAgree {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        let servers = match &scene.servers {
            Ok(servers) => servers,
            Err(why) => {
                let what = format!("which run cannot be asked: {why}");
                return vec![Finding::problem(AREA, what, "see what is said of the database")];
            }
        };
        let mut findings = vec![Finding::ok(AREA, format!("{} run(s)", servers.len()))];
        for kind in [KeyKind::Sealing, KeyKind::Signing] {
            let ring = scene.ring(kind).as_ref().ok().and_then(Option::as_ref);
            findings.extend(of_kind(kind, servers, ring));
        }
        findings
    }
}

fn of_kind(kind: KeyKind, servers: &[ServerKeys], ring: Option<&Ring>) -> Vec<Finding> {
    let in_use: BTreeSet<&str> = servers
        .iter()
        .filter_map(|server| keys(kind, server).first())
        .map(String::as_str)
        .collect();
    let mut findings: Vec<Finding> =
        servers.iter().filter_map(|server| lacks(kind, server, &in_use)).collect();
    if in_use.len() > 1 {
        let ids: Vec<_> = in_use.iter().copied().collect();
        let what = format!("they {} with different keys: {}", verb(kind), ids.join(", "));
        findings.push(Finding::warning(AREA, what, REMEDY));
    }
    if let Some(ring) = ring {
        let configured: Vec<&str> = ring.all().collect();
        let differs = |server: &&ServerKeys| *keys(kind, server) != configured;
        findings.extend(servers.iter().filter(differs).map(|server| {
            let what = format!(
                "{} has the {} keys {}, and {} has {}",
                server.server,
                name(kind),
                keys(kind, server).join(", "),
                ring.source.name(),
                configured.join(", ")
            );
            Finding::warning(AREA, what, REMEDY)
        }));
    }
    findings
}

/// A server that does not know what another seals or signs with cannot open or verify it.
fn lacks(kind: KeyKind, server: &ServerKeys, in_use: &BTreeSet<&str>) -> Option<Finding> {
    let known: BTreeSet<&str> = keys(kind, server).iter().map(String::as_str).collect();
    let lacking: Vec<_> = in_use.difference(&known).copied().collect();
    (!lacking.is_empty()).then(|| {
        let what = format!(
            "{} does not know {}, with which others {}",
            server.server,
            lacking.join(", "),
            verb(kind)
        );
        Finding::problem(AREA, what, REMEDY)
    })
}

fn keys(kind: KeyKind, server: &ServerKeys) -> &Vec<String> {
    match kind {
        KeyKind::Sealing => &server.sealing,
        KeyKind::Signing => &server.signing,
    }
}

const fn verb(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Sealing => "seal",
        KeyKind::Signing => "sign",
    }
}

const fn name(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Sealing => "sealing",
        KeyKind::Signing => "signing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::with_sealing_keys;

    const SECRET: &str = "a signing secret that is long enough";

    /// Servers that all sign with the configured secret.
    async fn found(sealing: &[&[&str]]) -> Vec<(Level, String)> {
        let mut scene = with_sealing_keys(&["new", "old"]);
        let signing = crate::config::KeySource::Variable {
            name: crate::config::SIGNING_KEY_VARIABLE,
            text: SECRET.into(),
        };
        scene.config.signing_keys = signing;
        scene.signing = Ring::read(&scene.config, KeyKind::Signing).map_err(|e| e.to_string());
        let kid = scene.signing.as_ref().unwrap().as_ref().unwrap().first().to_owned();
        for (id, sealing) in (1..).zip(sealing) {
            scene = scene.running(id, sealing, &[&kid]);
        }
        let findings = ServersAgree.look(&scene).await;
        findings.into_iter().map(|finding| (finding.level, finding.what)).collect()
    }

    #[tokio::test]
    async fn servers_that_know_what_is_configured_agree() {
        let both: &[&str] = &["new", "old"];
        assert_eq!(found(&[both, both]).await, [(Level::Ok, "2 run(s)".to_owned())]);
        assert_eq!(found(&[]).await, [(Level::Ok, "0 run(s)".to_owned())]);
    }

    #[tokio::test]
    async fn a_server_that_cannot_open_what_another_seals_is_a_problem() {
        let found = found(&[&["new", "old"], &["old"]]).await;
        let (level, what) = &found[1];
        assert_eq!(*level, Level::Problem);
        assert!(what.ends_with("2 does not know new, with which others seal"), "{what}");
        assert_eq!(found[2].0, Level::Warning);
        assert_eq!(found[2].1, "they seal with different keys: new, old");
    }

    #[tokio::test]
    async fn a_server_with_other_keys_than_are_configured_is_a_warning() {
        let found = found(&[&["old", "new"]]).await;
        let (level, what) = &found[1];
        assert_eq!((found.len(), *level), (2, Level::Warning));
        let expected = "1 has the sealing keys old, new, and AVA_API_ENCRYPTION_KEYS has new, old";
        assert!(what.ends_with(expected), "{what}");
    }

    #[tokio::test]
    async fn servers_that_cannot_be_asked_for_are_a_problem() {
        let mut scene = with_sealing_keys(&["one"]);
        scene.servers = Err("the store is unavailable".to_owned());
        let findings = ServersAgree.look(&scene).await;
        assert_eq!(findings[0].level, Level::Problem);
    }
}
