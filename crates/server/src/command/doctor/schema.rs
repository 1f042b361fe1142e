//! Whether the database has every change of the schema.

use async_trait::async_trait;
use infra_postgres::MigrationStatus;

use super::Check;
use super::finding::Finding;
use super::scene::{Opened, Scene};

const AREA: &str = "schema";

pub(super) struct UpToDate;

#[async_trait]
impl Check for UpToDate {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        match (&scene.database, &scene.migrations) {
            (Opened::ToMake | Opened::Unreachable(_), _) => Vec::new(),
            (Opened::Open(_), Ok(migrations)) => vec![judge(migrations)],
            (Opened::Open(_), Err(why)) => {
                let remedy = "see what is said of the database and of a pooler, and whether the \
                              database's user may read its tables";
                vec![Finding::problem(AREA, format!("its state cannot be read: {why}"), remedy)]
            }
        }
    }
}

fn judge(migrations: &[MigrationStatus]) -> Finding {
    let names = |pick: fn(&&MigrationStatus) -> bool| -> Vec<&str> {
        migrations.iter().filter(pick).map(|migration| migration.name.as_str()).collect()
    };
    let pending = names(|migration| !migration.applied);
    if !pending.is_empty() {
        let what = format!("{} change(s) are pending: {}", pending.len(), pending.join(", "));
        return Finding::problem(AREA, what, "ava migrate up");
    }
    let unknown = names(|migration| !migration.known);
    if !unknown.is_empty() {
        let what = format!("it is newer than this program: {}", unknown.join(", "));
        return Finding::warning(AREA, what, "use the program that brought it up to date");
    }
    Finding::ok(AREA, format!("all {} changes are applied", migrations.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migration(name: &str, applied: bool, known: bool) -> MigrationStatus {
        MigrationStatus { name: name.to_owned(), applied, known }
    }

    #[test]
    fn what_is_applied_and_known_is_fine() {
        let found = judge(&[migration("a", true, true), migration("b", true, true)]);
        assert_eq!(found, Finding::ok(AREA, "all 2 changes are applied"));
    }

    #[test]
    fn what_is_pending_is_a_problem() {
        let found = judge(&[migration("a", true, true), migration("b", false, true)]);
        assert_eq!(found, Finding::problem(AREA, "1 change(s) are pending: b", "ava migrate up"));
    }

    #[test]
    fn what_a_newer_program_brought_is_a_warning() {
        let found = judge(&[migration("a", true, true), migration("z", true, false)]);
        let remedy = "use the program that brought it up to date";
        assert_eq!(found, Finding::warning(AREA, "it is newer than this program: z", remedy));
    }
}
