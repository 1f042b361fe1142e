//! Whether the database answers.

use async_trait::async_trait;

use super::Check;
use super::finding::Finding;
use super::scene::{Opened, Scene};

const AREA: &str = "database";

pub(super) struct Reachable;

#[async_trait]
impl Check for Reachable {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        vec![match &scene.database {
            Opened::Open(database) => Finding::ok(AREA, format!("{database} answers")),
            Opened::ToMake => Finding::ok(AREA, "there is none yet; the first start makes it"),
            Opened::Unreachable(why) => {
                Finding::problem(AREA, why, "start it, or correct AVA_API_DATABASE_URL")
            }
        }]
    }
}

#[cfg(test)]
mod tests {
    use infra_postgres::{Database, DatabaseOptions};

    use super::*;
    use crate::command::doctor::scene::sample::scene;

    #[tokio::test]
    async fn one_that_answers_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", directory.path().join("ava.db").display());
        let database = Database::connect(DatabaseOptions::new(url)).await.unwrap();
        let scene = Scene { database: Opened::Open(database), ..scene(&[]) };
        let [finding] = &Reachable.look(&scene).await[..] else { panic!("one finding") };
        assert!(finding.what.starts_with("SQLite ") && finding.what.ends_with(" answers"));
        assert_eq!(finding.remedy, None);
        scene.leave().await;
    }

    #[tokio::test]
    async fn one_that_the_first_start_makes_is_fine() {
        let found = Reachable.look(&scene(&[])).await;
        assert_eq!(found, [Finding::ok(AREA, "there is none yet; the first start makes it")]);
    }

    #[tokio::test]
    async fn one_that_does_not_answer_is_a_problem() {
        let database = Opened::Unreachable("cannot open Postgres".to_owned());
        let found = Reachable.look(&Scene { database, ..scene(&[]) }).await;
        assert_eq!(found[0].level, crate::command::doctor::Level::Problem);
        assert_eq!(found[0].what, "cannot open Postgres");
    }
}
