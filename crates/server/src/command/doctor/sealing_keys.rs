//! Whether every key is there under which something is sealed, and what each key is for.

use application::port::KeyUse;
use async_trait::async_trait;

use super::Check;
use super::finding::Finding;
use super::scene::Scene;
use crate::keys::{Ring, count};

const AREA: &str = "sealing keys";

pub(super) struct SealingKeysThere;

#[async_trait]
impl Check for SealingKeysThere {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        let (uses, unasked) = match &scene.uses {
            Ok(uses) => (Some(&uses[..]), None),
            Err(why) => {
                let what = format!("what they seal cannot be asked: {why}");
                (None, Some(Finding::problem(AREA, what, "see what is said of the database")))
            }
        };
        let of_ring = match &scene.sealing {
            Err(why) => vec![Finding::problem(AREA, why, "no server starts without them")],
            Ok(None) => of_none(uses.unwrap_or_default()),
            Ok(Some(ring)) => of_ring(ring, uses),
        };
        unasked.into_iter().chain(of_ring).collect()
    }
}

fn of_none(uses: &[KeyUse]) -> Vec<Finding> {
    if uses.is_empty() {
        vec![Finding::ok(AREA, "there are none yet; the first start makes one")]
    } else {
        uses.iter().map(|key| missing(key, "the file of keys")).collect()
    }
}

fn of_ring(ring: &Ring, uses: Option<&[KeyUse]>) -> Vec<Finding> {
    let missed = uses.unwrap_or_default().iter().filter(|key| !ring.has(&key.key_id));
    let states = ring.all().map(|id| {
        let does = if id == ring.first() { "seals" } else { "opens" };
        Finding::ok(
            AREA,
            match uses {
                Some(uses) => {
                    format!("{id} {does}; {} secret(s) are sealed under it", count(uses, id))
                }
                None => format!("{id} {does}"),
            },
        )
    });
    missed.map(|key| missing(key, &ring.source.name())).chain(states).collect()
}

fn missing(key: &KeyUse, source: &str) -> Finding {
    let KeyUse { key_id, secrets } = key;
    Finding::problem(
        AREA,
        format!("{key_id} is missing, and {secrets} secret(s) are sealed under it"),
        format!(
            "bring it back into {source} from a backup; when it is lost for good, delete what \
             nothing opens: DELETE FROM integration_secrets WHERE key_id = '{key_id}'"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::{scene, with_sealing_keys};

    async fn found(scene: Scene) -> Vec<(Level, String)> {
        let findings = SealingKeysThere.look(&scene).await;
        findings.into_iter().map(|finding| (finding.level, finding.what)).collect()
    }

    #[tokio::test]
    async fn each_key_is_told_with_what_it_seals() {
        let found = found(with_sealing_keys(&["one", "two"]).sealed("two", 3)).await;
        let expected = [
            (Level::Ok, "one seals; 0 secret(s) are sealed under it".to_owned()),
            (Level::Ok, "two opens; 3 secret(s) are sealed under it".to_owned()),
        ];
        assert_eq!(found, expected);
    }

    #[tokio::test]
    async fn a_key_that_is_needed_and_not_there_is_a_problem() {
        let missed = "old is missing, and 2 secret(s) are sealed under it".to_owned();
        let with_ring = found(with_sealing_keys(&["one"]).sealed("old", 2)).await;
        assert_eq!(with_ring[0], (Level::Problem, missed.clone()));
        let with_none = found(scene(&[]).sealed("old", 2)).await;
        assert_eq!(with_none, [(Level::Problem, missed)]);
    }

    #[tokio::test]
    async fn before_the_first_start_there_are_none() {
        let [(level, _)] = found(scene(&[])).await[..] else { panic!("one finding") };
        assert_eq!(level, Level::Ok);
    }

    #[tokio::test]
    async fn what_a_database_that_is_away_would_say_is_not_made_up() {
        let mut scene = with_sealing_keys(&["one"]);
        scene.uses = Err("the database does not answer".to_owned());
        assert_eq!(found(scene).await[1], (Level::Ok, "one seals".to_owned()));
    }

    #[tokio::test]
    async fn keys_that_cannot_be_read_and_uses_that_cannot_be_asked_are_problems() {
        let file = [("AVA_API_ENCRYPTION_KEYS_FILE", "/nonexistent")];
        let mut scene = scene(&file);
        scene.uses = Err("the store is unavailable".to_owned());
        let found = found(scene).await;
        assert_eq!(found[0].1, "what they seal cannot be asked: the store is unavailable");
        assert!(found[1].1.starts_with("AVA_API_ENCRYPTION_KEYS_FILE names /nonexistent"));
        assert!(found.iter().all(|(level, _)| *level == Level::Problem));
    }
}
