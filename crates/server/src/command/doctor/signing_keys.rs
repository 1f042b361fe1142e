//! Whether there are keys to sign with, and what each is for.

use async_trait::async_trait;

use super::Check;
use super::finding::Finding;
use super::scene::Scene;

const AREA: &str = "signing keys";

pub(super) struct SigningKeysThere;

#[async_trait]
impl Check for SigningKeysThere {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        match &scene.signing {
            Err(why) => vec![Finding::problem(AREA, why, "no server starts without them")],
            Ok(None) => vec![Finding::ok(AREA, "there are none yet; the first start makes one")],
            Ok(Some(ring)) => ring
                .all()
                .map(|id| {
                    let does = if id == ring.first() { "signs" } else { "verifies" };
                    Finding::ok(AREA, format!("{id} {does}"))
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::scene;

    #[tokio::test]
    async fn each_key_is_told() {
        let found = SigningKeysThere
            .look(&scene(&[
                ("AVA_API_JWT_SECRET_KEY", "a signing secret that is long enough"),
                ("AVA_API_JWT_PREVIOUS_SECRET_KEYS", "another signing secret that is long enough"),
            ]))
            .await;
        assert_eq!(found.len(), 2);
        assert!(found[0].what.ends_with(" signs") && found[1].what.ends_with(" verifies"));
    }

    #[tokio::test]
    async fn before_the_first_start_there_are_none() {
        let found = SigningKeysThere.look(&scene(&[])).await;
        assert_eq!(found[0].level, Level::Ok);
    }

    #[tokio::test]
    async fn keys_that_cannot_be_read_are_a_problem() {
        let file = [("AVA_API_JWT_SECRET_KEY_FILE", "/nonexistent")];
        let found = SigningKeysThere.look(&scene(&file)).await;
        assert_eq!(found[0].level, Level::Problem);
    }
}
