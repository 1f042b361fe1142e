//! Whether what was acknowledged survives a power cut.

use async_trait::async_trait;
use infra_postgres::Durability;

use super::Check;
use super::finding::Finding;
use super::scene::Scene;

const AREA: &str = "durability";
/// SQLite's `FULL`: the log is on the disk before a write is acknowledged.
const FULL: i64 = 2;

pub(super) struct WritesKept;

#[async_trait]
impl Check for WritesKept {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        let mut findings: Vec<Finding> =
            scene.network_disk.iter().map(|it| over_network(it)).collect();
        match &scene.durability {
            Ok(Some(Durability::Postgres { fsync, full_page_writes, synchronous_commit })) => {
                findings.extend(of_server(fsync.as_deref(), "fsync", "may destroy it"));
                findings.extend(of_server(
                    full_page_writes.as_deref(),
                    "full_page_writes",
                    "may leave half-written pages",
                ));
                findings.extend(commits(synchronous_commit.as_deref()));
            }
            Ok(Some(Durability::Sqlite { journal_mode, synchronous })) => {
                findings.extend(of_file(journal_mode, *synchronous));
            }
            // What is said of the database says it all.
            Ok(None) | Err(_) => return findings,
        }
        if findings.is_empty() {
            findings.push(Finding::ok(AREA, "what was acknowledged survives a power cut"));
        }
        findings
    }
}

fn of_server(value: Option<&str>, setting: &str, harm: &str) -> Option<Finding> {
    (value == Some("off")).then(|| {
        let what = format!("{setting} is off: a crash of the database's host {harm}");
        let remedy =
            format!("ALTER SYSTEM SET {setting} = on; SELECT pg_reload_conf(); as a superuser");
        Finding::problem(AREA, what, remedy)
    })
}

fn commits(value: Option<&str>) -> Option<Finding> {
    (value == Some("off")).then(|| {
        Finding::problem(
            AREA,
            "synchronous_commit is off: a crash of the database loses the last saves, though they \
             were acknowledged",
            "set it to on where it was set to off: postgresql.conf, ALTER SYSTEM, ALTER DATABASE \
             or ALTER ROLE (SELECT source FROM pg_settings WHERE name = 'synchronous_commit' \
             tells which)",
        )
    })
}

fn of_file(journal_mode: &str, synchronous: i64) -> Vec<Finding> {
    let mut findings = Vec::new();
    if journal_mode != "wal" {
        let what = format!(
            "the file's journal_mode is {journal_mode}, and not wal: who reads and who writes \
             keep each other out"
        );
        let remedy = "have the file in a directory that this program may write to, on a disk of \
                      this host";
        findings.push(Finding::problem(AREA, what, remedy));
    }
    if synchronous < FULL {
        let what = format!(
            "the file's synchronous is {synchronous}: a power cut loses the last saves, though \
             they were acknowledged"
        );
        let remedy = "use this program as it was released, which sets it to FULL";
        findings.push(Finding::problem(AREA, what, remedy));
    }
    findings
}

fn over_network(kind: &str) -> Finding {
    let what = format!(
        "the file is on {kind}, over a network, on which its locks do not hold: it may be destroyed"
    );
    let remedy = "have the data directory on a disk of this host, or use Postgres \
                  (AVA_API_DATABASE_URL)";
    Finding::problem(AREA, what, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::scene;

    async fn found(durability: Durability) -> Vec<Finding> {
        WritesKept.look(&Scene { durability: Ok(Some(durability)), ..scene(&[]) }).await
    }

    fn postgres(fsync: &str, full_page_writes: &str, synchronous_commit: &str) -> Durability {
        Durability::Postgres {
            fsync: Some(fsync.to_owned()),
            full_page_writes: Some(full_page_writes.to_owned()),
            synchronous_commit: Some(synchronous_commit.to_owned()),
        }
    }

    fn file(journal_mode: &str, synchronous: i64) -> Durability {
        Durability::Sqlite { journal_mode: journal_mode.to_owned(), synchronous }
    }

    #[tokio::test]
    async fn settings_that_keep_every_write_are_fine() {
        let unknown =
            Durability::Postgres { fsync: None, full_page_writes: None, synchronous_commit: None };
        for durable in [
            postgres("on", "on", "on"),
            postgres("on", "on", "local"),
            postgres("on", "on", "remote_apply"),
            unknown,
            file("wal", 2),
            file("wal", 3),
        ] {
            let found = found(durable).await;
            assert_eq!(found, [Finding::ok(AREA, "what was acknowledged survives a power cut")]);
        }
    }

    #[tokio::test]
    async fn each_setting_that_loses_writes_is_a_problem_of_its_own() {
        for (lossy, setting) in [
            (postgres("off", "on", "on"), "fsync is off"),
            (postgres("on", "off", "on"), "full_page_writes is off"),
            (postgres("on", "on", "off"), "synchronous_commit is off"),
            (file("delete", 2), "journal_mode is delete"),
            (file("wal", 1), "synchronous is 1"),
        ] {
            let found = found(lossy).await;
            let [finding] = &found[..] else { panic!("{found:?}") };
            assert_eq!(finding.level, Level::Problem);
            assert!(finding.what.contains(setting), "{}", finding.what);
            assert!(finding.remedy.is_some());
        }
        assert_eq!(found(postgres("off", "off", "off")).await.len(), 3);
    }

    #[tokio::test]
    async fn a_file_over_a_network_is_a_problem_even_before_it_is_made() {
        let scene = Scene { network_disk: Some("NFS"), ..scene(&[]) };
        let found = WritesKept.look(&scene).await;
        assert_eq!((found.len(), found[0].level), (1, Level::Problem));
        assert!(found[0].what.contains("NFS") && found[0].remedy.is_some());
    }

    #[tokio::test]
    async fn of_a_database_that_does_not_answer_nothing_is_said() {
        let durability = Err("no answer".to_owned());
        assert_eq!(WritesKept.look(&Scene { durability, ..scene(&[]) }).await, []);
    }
}
