//! Whether clients behind a proxy are told apart.

use async_trait::async_trait;

use super::Check;
use super::finding::Finding;
use super::scene::Scene;

const AREA: &str = "proxies";

pub(super) struct ClientsTold;

#[async_trait]
impl Check for ClientsTold {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        let proxies = &scene.config.trusted_proxies;
        vec![if proxies.is_empty() {
            Finding::hint(
                AREA,
                "none is trusted: who connects is who is counted",
                "where a proxy or a web client's own server stands in front, list it in \
                 AVA_API_TRUSTED_PROXIES and have it pass X-Forwarded-For",
            )
        } else {
            let listed: Vec<_> = proxies.iter().map(ToString::to_string).collect();
            Finding::ok(AREA, format!("X-Forwarded-For is believed from {}", listed.join(", ")))
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::scene;

    #[tokio::test]
    async fn none_is_worth_a_hint_only() {
        let found = ClientsTold.look(&scene(&[])).await;
        assert_eq!(found[0].level, Level::Ok);
        assert!(found[0].remedy.is_some());
        let found = ClientsTold.look(&scene(&[("AVA_API_TRUSTED_PROXIES", "10.0.0.0/8")])).await;
        assert_eq!(found, [Finding::ok(AREA, "X-Forwarded-For is believed from 10.0.0.0/8")]);
    }
}
