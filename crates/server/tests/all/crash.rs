//! A few of the rounds of `make crash`, and whether they would notice anything.

use std::path::PathBuf;

use crash_harness::{Blow, Plan, Store, noticed, play};

fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_ava").into()
}

/// Plays these rounds; nothing is wrong after any of them.
async fn survive(store: Store, blow: Blow, rounds: usize) {
    let seed = u64::from(std::process::id());
    let plan = Plan { program: program(), store, blow, rounds, seed };
    match Box::pin(play(&plan)).await {
        Ok(tally) => assert!(tally.acknowledged() > 0, "nobody wrote anything: {tally}"),
        Err(wrong) => panic!("{wrong}"),
    }
}

macro_rules! survives {
    ($( $name:ident: $store:ident, $blow:ident, $rounds:literal; )*) => { $(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            survive(Store::$store, Blow::$blow, $rounds).await;
        }
    )* };
}

survives! {
    nothing_is_lost_by_a_kill_of_the_server_on_sqlite: Sqlite, KillServer, 4;
    nothing_is_lost_by_a_kill_of_the_server_on_postgres: Postgres, KillServer, 3;
    nothing_is_lost_by_a_kill_of_postgres: Postgres, KillDatabase, 2;
    nothing_is_lost_while_postgres_is_frozen: Postgres, FreezeDatabase, 2;
}

/// Each of these is a loss that the rounds are there to find.
macro_rules! is_noticed {
    ($( $name:ident: $statement:literal; )*) => {
        mod it_is_noticed_when { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let wrong = Box::pin(super::noticed(super::program(), $statement)).await;
                assert!(!wrong.is_empty(), "it was not noticed");
            }
        )* }
    };
}

is_noticed! {
    a_revision_is_lost: "DELETE FROM studio_config_revisions WHERE rowid =
        (SELECT max(rowid) FROM studio_config_revisions)";
    a_save_is_half_there: "UPDATE studio_configs SET tone = 'another'";
    a_change_of_a_profile_is_lost: "UPDATE users SET industry = NULL, company_size = NULL,
        organization_name = NULL";
    a_secret_is_lost: "DELETE FROM integration_secrets";
    an_event_is_lost: "DELETE FROM audit_events WHERE rowid =
        (SELECT max(rowid) FROM audit_events WHERE kind = 'config_saved')";
    an_event_is_there_twice: "INSERT INTO audit_events
        (id, user_id, kind, at, ip, user_agent, request_id, fields)
        SELECT randomblob(16), user_id, kind, at, ip, user_agent, request_id, fields
        FROM audit_events WHERE kind = 'config_saved'";
    a_rotation_is_half_there: "UPDATE refresh_tokens SET replaced_at = issued_at";
    a_session_is_lost: "UPDATE sessions SET revoked_at = created_at";
    an_account_is_lost: "DELETE FROM users";
}
