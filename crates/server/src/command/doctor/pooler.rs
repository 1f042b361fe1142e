//! Whether a pooler between the servers and Postgres loses what they rely on.

use async_trait::async_trait;
use infra_postgres::Pooler;

use super::Check;
use super::finding::Finding;
use super::scene::Scene;

const AREA: &str = "pooler";
const WAY_OUT: &str = "set pool_mode = session for this database in pgbouncer.ini, or name Postgres \
                       itself in AVA_API_DATABASE_URL; a PgBouncer from 1.21 on may stay in \
                       transaction mode with max_prepared_statements = 200";

pub(super) struct StatementsKept;

#[async_trait]
impl Check for StatementsKept {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        if scene.config.database.is_embedded() {
            return Vec::new();
        }
        match &scene.pooler {
            // What is said of the database says it all.
            Err(_) => Vec::new(),
            Ok(None) => vec![Finding::ok(AREA, "none gives each transaction another connection")],
            Ok(Some(pooler)) => vec![judge(pooler)],
        }
    }
}

fn judge(pooler: &Pooler) -> Finding {
    let name = pooler.name.as_deref().unwrap_or("something like PgBouncer");
    let found = format!(
        "{name} stands before Postgres in transaction mode: each transaction is given another \
         connection"
    );
    if pooler.keeps_statements {
        return Finding::ok(AREA, format!("{found}, and takes its prepared statements along"));
    }
    let what = format!("{found}, in which prepared statements are unknown, so that requests fail");
    Finding::problem(AREA, what, WAY_OUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::Asked;
    use crate::command::doctor::scene::sample::{on_postgres, scene};

    async fn found(pooler: Asked<Option<Pooler>>) -> Vec<Finding> {
        StatementsKept.look(&Scene { pooler, ..on_postgres() }).await
    }

    #[tokio::test]
    async fn one_that_loses_statements_is_named_with_the_way_out() {
        let name = Some("PgBouncer 1.18.0".to_owned());
        let [finding] = &found(Ok(Some(Pooler { name, keeps_statements: false }))).await[..] else {
            panic!("one finding")
        };
        assert_eq!(finding.level, Level::Problem);
        assert!(finding.what.starts_with("PgBouncer 1.18.0 stands before Postgres"));
        let remedy = finding.remedy.as_ref().unwrap();
        assert!(
            remedy.contains("pool_mode = session") && remedy.contains("max_prepared_statements")
        );
        let nameless = found(Ok(Some(Pooler { name: None, keeps_statements: false }))).await;
        assert!(nameless[0].what.starts_with("something like PgBouncer"));
    }

    #[tokio::test]
    async fn one_that_keeps_them_and_none_are_fine() {
        let kept = found(Ok(Some(Pooler { name: None, keeps_statements: true }))).await;
        assert_eq!((kept[0].level, kept[0].remedy.as_ref()), (Level::Ok, None));
        assert_eq!(found(Ok(None)).await[0].level, Level::Ok);
    }

    #[tokio::test]
    async fn before_a_file_or_a_database_that_is_away_there_is_nothing_to_say() {
        assert_eq!(StatementsKept.look(&scene(&[])).await, []);
        assert_eq!(found(Err("away".to_owned())).await, []);
    }
}
