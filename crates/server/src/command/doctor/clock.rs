//! Whether this host and the database have the same time: sessions go by the one, leases and
//! limits by the other.

use async_trait::async_trait;
use chrono::TimeDelta;

use super::Check;
use super::finding::Finding;
use super::scene::Scene;

const AREA: &str = "clock";
/// More than a network takes, and less than any span that is counted.
const MOST: TimeDelta = TimeDelta::seconds(2);

pub(super) struct ClocksAgree;

#[async_trait]
impl Check for ClocksAgree {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        if scene.config.database.is_embedded() {
            return Vec::new();
        }
        match &scene.database_ahead {
            // What is said of the database says it all.
            Err(_) | Ok(None) => Vec::new(),
            Ok(Some(ahead)) if ahead.abs() <= MOST => {
                vec![Finding::ok(AREA, "this host and the database have the same time")]
            }
            Ok(Some(ahead)) => {
                let (by, way) = (
                    told(ahead.abs()),
                    if *ahead > TimeDelta::zero() { "ahead of" } else { "behind" },
                );
                let what = format!("the database's is {by} {way} this host's");
                let remedy = "have both hosts set by NTP, such as by chrony (timedatectl says \
                              whether one is)";
                vec![Finding::problem(AREA, what, remedy)]
            }
        }
    }
}

fn told(span: TimeDelta) -> String {
    format!("{}.{}s", span.num_seconds(), span.subsec_millis() / 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::{on_postgres, scene};

    async fn found(ahead: i64) -> Vec<Finding> {
        let database_ahead = Ok(Some(TimeDelta::milliseconds(ahead)));
        ClocksAgree.look(&Scene { database_ahead, ..on_postgres() }).await
    }

    #[tokio::test]
    async fn up_to_two_seconds_are_fine() {
        for ahead in [0, 2000, -2000] {
            assert_eq!(found(ahead).await[0].level, Level::Ok, "{ahead}");
        }
    }

    #[tokio::test]
    async fn more_is_a_problem_either_way() {
        for (ahead, told) in [
            (2001, "the database's is 2.0s ahead of this host's"),
            (-7_250, "the database's is 7.2s behind this host's"),
        ] {
            let found = found(ahead).await;
            assert_eq!((found[0].level, found[0].what.as_str()), (Level::Problem, told));
            assert!(found[0].remedy.as_ref().unwrap().contains("NTP"));
        }
    }

    #[tokio::test]
    async fn a_file_has_the_host_s_own_and_who_does_not_answer_none() {
        assert_eq!(ClocksAgree.look(&scene(&[])).await, []);
        let database_ahead = Err("no answer".to_owned());
        assert_eq!(ClocksAgree.look(&Scene { database_ahead, ..on_postgres() }).await, []);
    }
}
