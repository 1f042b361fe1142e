//! Whether passwords can be guessed as fast as anybody likes.

use async_trait::async_trait;

use super::Check;
use super::finding::Finding;
use super::scene::Scene;

const AREA: &str = "rate limits";

pub(super) struct Limited;

#[async_trait]
impl Check for Limited {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        vec![match scene.config.rate_limits {
            Some(_) => Finding::ok(AREA, "logins, sign-ups and requests are limited"),
            None => Finding::warning(
                AREA,
                "they are off: passwords can be guessed without end",
                "take AVA_API_RATE_LIMITS away, or set the limits that are in the way higher",
            ),
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::scene;

    #[tokio::test]
    async fn none_at_all_is_a_warning() {
        assert_eq!(Limited.look(&scene(&[])).await[0].level, Level::Ok);
        let off = [("AVA_API_RATE_LIMITS", "off")];
        assert_eq!(Limited.look(&scene(&off)).await[0].level, Level::Warning);
    }
}
