//! Which step of a rotation of keys comes next.

use async_trait::async_trait;
use infra_security::KeyKind;

use super::Check;
use super::finding::Finding;
use super::scene::Scene;
use crate::command::keys::over_in;
use crate::config::KeySource;
use crate::keys::{Ring, count};

const AREA: &str = "rotation";

pub(super) struct NextStep;

#[async_trait]
impl Check for NextStep {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        let mut findings = Vec::new();
        for kind in [KeyKind::Sealing, KeyKind::Signing] {
            if let Ok(Some(ring)) = scene.ring(kind) {
                let others = ring.all().skip(1);
                findings.extend(others.filter_map(|id| step(scene, ring, id)));
            }
        }
        if findings.is_empty() && scene.uses.is_ok() {
            findings.push(Finding::ok(AREA, "no step is due"));
        }
        findings
    }
}

/// What is to be done about a key that is not the one in use; `None` when that cannot be told.
fn step(scene: &Scene, ring: &Ring, id: &str) -> Option<Finding> {
    match ring.kind {
        KeyKind::Sealing => {
            let sealed = count(scene.uses.as_ref().ok()?, id);
            Some(if sealed > 0 {
                let what = format!("{sealed} secret(s) are still sealed under {id}");
                Finding::warning(AREA, what, "ava keys rotate")
            } else {
                unneeded(ring, id, "nothing is sealed under it")
            })
        }
        KeyKind::Signing => {
            let lifetime = scene.config.access_token_ttl;
            let wait = ring.demoted_at(id).map(|until| over_in(lifetime, until, scene.now));
            Some(match wait {
                Some(wait) if wait > 0 => Finding::ok(
                    AREA,
                    format!("access tokens that {id} has signed are over in {wait} s"),
                ),
                _ => unneeded(ring, id, "it signs nothing"),
            })
        }
    }
}

/// A key that is new, or not needed any more. A file says which; a variable does not.
fn unneeded(ring: &Ring, id: &str, why: &str) -> Finding {
    let signing = if ring.kind == KeyKind::Signing { " --signing" } else { "" };
    let (activate, retire) =
        (format!("ava keys activate {id}{signing}"), format!("ava keys retire {id}{signing}"));
    let is_told = matches!(ring.source, KeySource::File(_)) && !ring.is_previous(id);
    if ring.demoted_at(id).is_some() {
        Finding::warning(AREA, format!("{id} is not needed any more: {why}"), retire)
    } else if is_told {
        Finding::warning(AREA, format!("{id} is there and has not been put in use"), activate)
    } else {
        let remedy = format!("when it is new: {activate}; when it is the former: {retire}");
        Finding::warning(AREA, format!("{id} is not in use, and {why}"), remedy)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::{KEY, scene, with_sealing_keys};

    const SECRETS: [&str; 2] =
        ["a signing secret that is long enough", "another signing secret that is long enough"];

    async fn only(scene: Scene) -> (Level, String, Option<String>) {
        let [finding] = &NextStep.look(&scene).await[..] else { panic!("one finding") };
        (finding.level, finding.what.clone(), finding.remedy.clone())
    }

    /// With these lines in a file that this variable names.
    fn with_file(variable: &str, lines: &[String]) -> (tempfile::TempDir, Scene) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        fs::write(&path, lines.join("\n")).unwrap();
        let data_dir = directory.path().join("data");
        let variables =
            [(variable, path.to_str().unwrap()), ("AVA_API_DATA_DIR", data_dir.to_str().unwrap())];
        let scene = scene(&variables);
        (directory, scene)
    }

    fn sealing(lines: &[&str]) -> (tempfile::TempDir, Scene) {
        let lines: Vec<_> = lines.iter().map(|line| line.replace("KEY", KEY)).collect();
        with_file("AVA_API_ENCRYPTION_KEYS_FILE", &lines)
    }

    #[tokio::test]
    async fn with_one_key_no_step_is_due() {
        let (_directory, scene) = sealing(&["one:KEY"]);
        assert_eq!(only(scene).await.1, "no step is due");
    }

    #[tokio::test]
    async fn without_a_database_nothing_is_said() {
        let (_directory, mut scene) = sealing(&["one:KEY", "two:KEY"]);
        scene.uses = Err("the database does not answer".to_owned());
        assert_eq!(NextStep.look(&scene).await, []);
    }

    #[tokio::test]
    async fn a_new_key_of_a_file_is_to_be_activated() {
        let (_directory, scene) = sealing(&["one:KEY", "two:KEY"]);
        let (level, what, remedy) = only(scene.sealed("one", 5)).await;
        assert_eq!(level, Level::Warning);
        assert_eq!(what, "two is there and has not been put in use");
        assert_eq!(remedy.unwrap(), "ava keys activate two");
    }

    #[tokio::test]
    async fn what_is_sealed_under_a_former_key_is_to_be_sealed_anew() {
        let (_directory, scene) =
            sealing(&["two:KEY", "# sealed until 2026-11-22T13:00:00Z", "one:KEY"]);
        let (level, what, remedy) = only(scene.sealed("one", 5)).await;
        assert_eq!(level, Level::Warning);
        assert_eq!(what, "5 secret(s) are still sealed under one");
        assert_eq!(remedy.unwrap(), "ava keys rotate");
    }

    #[tokio::test]
    async fn a_former_key_that_nothing_needs_is_to_be_retired() {
        let (_directory, scene) =
            sealing(&["two:KEY", "# sealed until 2026-11-22T13:00:00Z", "one:KEY"]);
        let (_, what, remedy) = only(scene.sealed("two", 5)).await;
        assert_eq!(what, "one is not needed any more: nothing is sealed under it");
        assert_eq!(remedy.unwrap(), "ava keys retire one");
    }

    #[tokio::test]
    async fn of_a_variable_the_operator_knows_which_key_is_new() {
        let scene = with_sealing_keys(&["one", "two"]);
        let (_, what, remedy) = only(scene.sealed("one", 5)).await;
        assert_eq!(what, "two is not in use, and nothing is sealed under it");
        let expected = "when it is new: ava keys activate two; when it is the former: ava keys \
                        retire two";
        assert_eq!(remedy.unwrap(), expected);
    }

    #[tokio::test]
    async fn a_former_signing_key_is_kept_for_as_long_as_its_tokens_live() {
        let id = |scene: &Scene| {
            let Ok(Some(ring)) = &scene.signing else { panic!("a ring") };
            ring.last().to_owned()
        };
        let lines = |until: &str| {
            vec![SECRETS[0].to_owned(), format!("# signed until {until}"), SECRETS[1].to_owned()]
        };
        let variable = "AVA_API_JWT_SECRET_KEY_FILE";
        // The scene is at 13:00.
        let (_directory, scene) = with_file(variable, &lines("2026-11-22T12:59:50Z"));
        let former = id(&scene);
        let (level, what, _) = only(scene).await;
        assert_eq!(level, Level::Ok);
        assert_eq!(what, format!("access tokens that {former} has signed are over in 905 s"));
        let (_directory, scene) = with_file(variable, &lines("2026-11-22T12:00:00Z"));
        let (level, _, remedy) = only(scene).await;
        assert_eq!(level, Level::Warning);
        assert_eq!(remedy.unwrap(), format!("ava keys retire {former} --signing"));
    }

    #[tokio::test]
    async fn a_new_signing_key_is_to_be_activated() {
        let lines = SECRETS.map(str::to_owned);
        let (_directory, scene) = with_file("AVA_API_JWT_SECRET_KEY_FILE", &lines);
        let (_, _, remedy) = only(scene).await;
        let remedy = remedy.unwrap();
        assert!(remedy.starts_with("ava keys activate ") && remedy.ends_with(" --signing"));
    }
}
