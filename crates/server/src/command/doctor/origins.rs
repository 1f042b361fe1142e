//! Whether pages in browsers may call the API.

use async_trait::async_trait;

use super::Check;
use super::finding::Finding;
use super::scene::Scene;

const AREA: &str = "origins";

pub(super) struct PagesAllowed;

#[async_trait]
impl Check for PagesAllowed {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        let origins = &scene.config.allowed_origins;
        vec![if origins.is_empty() {
            Finding::hint(
                AREA,
                "no page of another origin may call the API",
                "where a web client calls it from the browser, list its origin in \
                 AVA_API_ALLOWED_ORIGINS",
            )
        } else {
            Finding::ok(AREA, format!("pages of {} may call the API", origins.join(", ")))
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
        let found = PagesAllowed.look(&scene(&[])).await;
        assert_eq!(found[0].level, Level::Ok);
        assert!(found[0].remedy.is_some());
        let origin = [("AVA_API_ALLOWED_ORIGINS", "https://app.example.com")];
        let found = PagesAllowed.look(&scene(&origin)).await;
        assert_eq!(found, [Finding::ok(AREA, "pages of https://app.example.com may call the API")]);
    }
}
