//! The schema goes up and down, by one program at a time.

use application::StoreError;
use application::port::Readiness;
use ava_infra_postgres::MigrateError;
use domain::audit::AuditKind;
use testkit::sample;

use crate::own::OwnDatabase;

mod on_empty {
    use super::*;

    crate::on_both!(empty:
        up_down_up_makes_the_same_schema,
        eight_migrators_at_once_apply_each_migration_once,
        a_migrator_waits_for_one_that_holds_the_lease,
        what_is_pending_is_told_and_the_database_is_not_ready,
        an_empty_database_is_unavailable,
    );

    async fn up_down_up_makes_the_same_schema(own: OwnDatabase) {
        let empty = own.schema().await;
        let up = own.database.migrate_up().await.unwrap();
        let schema = own.schema().await;
        assert!(schema.contains("idx_studio_configs_user_id") && schema != empty);

        let down = own.database.migrate_down(up.len() + 1).await.unwrap();
        assert_eq!(down, up.iter().rev().cloned().collect::<Vec<_>>());
        for table in ["users", "studio_configs", "servers", "idx_"] {
            assert!(!own.schema().await.contains(table), "{table} is left");
        }

        assert_eq!(own.database.migrate_up().await.unwrap(), up);
        assert_eq!(own.schema().await, schema);
        assert_eq!(own.database.migrate_up().await.unwrap(), Vec::<String>::new());
    }

    async fn eight_migrators_at_once_apply_each_migration_once(own: OwnDatabase) {
        let mut migrators = Vec::new();
        for _ in 0..8 {
            let database = own.again().await;
            migrators.push(tokio::spawn(async move { database.migrate_up().await.unwrap() }));
        }
        let mut applied = Vec::new();
        for migrator in migrators {
            applied.extend(migrator.await.unwrap());
        }
        let status = own.database.migration_status().await.unwrap();
        let names: Vec<_> = status.iter().map(|migration| migration.name.clone()).collect();
        assert!(status.iter().all(|migration| migration.applied && migration.known));
        applied.sort();
        assert_eq!(applied, names);
    }

    async fn a_migrator_waits_for_one_that_holds_the_lease(own: OwnDatabase) {
        let all = own.database.migrate_up().await.unwrap().len();
        own.database.migrate_down(1).await.unwrap();
        // One that died: its lease runs out after half a second.
        let now = if own.is_postgres() {
            "(extract(epoch from clock_timestamp()) * 1000)::bigint"
        } else {
            "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
        };
        let held = format!("UPDATE migration_leases SET fence = 99, lease_until = {now} + 500");
        own.execute(&held).await;
        let begun = std::time::Instant::now();
        assert_eq!(own.database.migrate_up().await.unwrap().len(), 1);
        assert!(begun.elapsed().as_millis() >= 450, "it did not wait");
        assert_eq!(own.database.migration_status().await.unwrap().len(), all);
    }

    async fn what_is_pending_is_told_and_the_database_is_not_ready(own: OwnDatabase) {
        let status = own.database.migration_status().await.unwrap();
        assert!(status.iter().all(|migration| migration.known && !migration.applied));
        let pending = status.into_iter().map(|migration| migration.name).collect();
        let readiness = own.stores_database_check().await;
        assert_eq!(readiness, Readiness::MigrationsPending { pending });
        // Asking makes nothing.
        assert!(!own.schema().await.contains("seaql_migrations"));
    }

    async fn an_empty_database_is_unavailable(own: OwnDatabase) {
        let unavailable = |error| assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        let user = sample::user("ada");
        let (hash, session) = (sample::password_hash("pw"), sample::session(user.id));
        let (token, event) = (sample::token_hash("t"), sample::event(user.id, AuditKind::SignedUp));
        let (caller, now) = (sample::caller(&session), sample::at(1));
        unavailable(own.users.add(&user, &hash, &session, &token, &event).await.unwrap_err());
        unavailable(own.users.load(caller, now).await.unwrap_err());
        unavailable(own.audit.record(&event).await.unwrap_err());
        own.database.migrate_up().await.unwrap();
        own.execute("ALTER TABLE users RENAME COLUMN industry TO line_of_business").await;
        unavailable(own.users.add(&user, &hash, &session, &token, &event).await.unwrap_err());
        unavailable(own.users.load(caller, now).await.unwrap_err());
    }
}

crate::on_both!(migrated:
    a_newer_schema_is_ready_and_left_alone,
    nothing_pending_needs_no_right_to_write,
);

async fn a_newer_schema_is_ready_and_left_alone(own: OwnDatabase) {
    let newer = "m20991231_000001_add_future";
    own.execute(&format!("INSERT INTO seaql_migrations VALUES ('{newer}', 1)")).await;
    let unknown_migrations = vec![newer.to_owned()];
    assert_eq!(own.stores_database_check().await, Readiness::Ready { unknown_migrations });
    assert!(own.database.migrate_up().await.unwrap().is_empty());
    let refused = own.database.migrate_down(1).await;
    assert!(matches!(refused, Err(MigrateError::Unknown(name)) if name == newer));
}

async fn nothing_pending_needs_no_right_to_write(own: OwnDatabase) {
    let read_only = if own.is_postgres() {
        format!("{}?options[default_transaction_read_only]=on", own.url())
    } else {
        // The schema is read, so that a reader is enough; a file has no other rights to try.
        own.url()
    };
    let options = ava_infra_postgres::DatabaseOptions::new(read_only);
    let database = ava_infra_postgres::Database::connect(options).await.unwrap();
    assert!(database.migrate_up().await.unwrap().is_empty());
}

impl OwnDatabase {
    async fn stores_database_check(&self) -> Readiness {
        self.database.stores().health.check().await.unwrap()
    }
}
