//! What must be so in any database, whoever was told what.

use crate::database::Database;
use crate::user::{Existence, User};

/// Tables whose rows are somebody's.
const OWNED: [&str; 6] = [
    "sessions",
    "refresh_tokens",
    "studio_configs",
    "studio_config_revisions",
    "assistant_syncs",
    "integration_secrets",
];

/// What is wrong.
pub(super) async fn hold(database: &mut Database, users: &[User]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (what, query) in queries(database) {
        let rows = database.texts(&query).await;
        if !rows.is_empty() {
            wrong.push(format!("{what}: {rows:?}"));
        }
    }
    wrong.extend(remains_of_the_dead(database, users).await);
    wrong
}

/// Each finds what must not be.
fn queries(database: &Database) -> Vec<(&'static str, String)> {
    let user = |table: &str| database.id(&format!("{table}.user_id"));
    let revisions = "SELECT user_id, count(*) AS n, min(revision) AS least, max(revision) AS most
        FROM studio_config_revisions GROUP BY user_id";
    let mut queries = vec![
        (
            "a configuration is not its history",
            format!(
                "SELECT {} FROM studio_configs LEFT JOIN ({revisions}) AS history
                    ON history.user_id = studio_configs.user_id
                WHERE history.n IS NULL OR history.least <> 1 OR history.n <> history.most
                    OR history.most <> studio_configs.revision",
                user("studio_configs")
            ),
        ),
        (
            "a history has no configuration",
            format!(
                "SELECT {} FROM ({revisions}) AS history LEFT JOIN studio_configs
                    ON history.user_id = studio_configs.user_id
                WHERE studio_configs.user_id IS NULL",
                user("history")
            ),
        ),
        (
            "revisions and events differ",
            format!(
                "SELECT {} FROM ({revisions}) AS history LEFT JOIN (
                    SELECT user_id, count(*) AS n FROM audit_events
                    WHERE kind IN ('config_saved', 'config_restored') GROUP BY user_id
                ) AS events ON history.user_id = events.user_id
                WHERE events.n IS NULL OR events.n <> history.n",
                user("history")
            ),
        ),
        (
            "an address is used twice",
            "SELECT email FROM users GROUP BY email HAVING count(*) > 1".to_owned(),
        ),
    ];
    queries.extend(of_sessions(database));
    queries.extend(OWNED.map(|table| ("an orphan", orphans(&user(table), table))));
    queries
}

/// Each session has one refresh token that works, and one event that began it.
fn of_sessions(database: &Database) -> Vec<(&'static str, String)> {
    let session = database.id("sessions.id");
    let user = database.id("users.id");
    vec![
        (
            "a session has not one refresh token",
            format!(
                "SELECT {session} FROM sessions LEFT JOIN refresh_tokens
                    ON refresh_tokens.session_id = sessions.id
                    AND refresh_tokens.replaced_at IS NULL
                GROUP BY sessions.id HAVING count(refresh_tokens.token_hash) <> 1"
            ),
        ),
        (
            "sessions and logins differ",
            format!(
                "SELECT {user} FROM users WHERE
                    (SELECT count(*) FROM sessions WHERE sessions.user_id = users.id) <>
                    (SELECT count(*) FROM audit_events WHERE audit_events.user_id = users.id
                        AND kind IN ('signed_up', 'logged_in'))"
            ),
        ),
        (
            "a user has not one sign-up",
            format!(
                "SELECT {user} FROM users WHERE (SELECT count(*) FROM audit_events
                    WHERE audit_events.user_id = users.id AND kind = 'signed_up') <> 1"
            ),
        ),
    ]
}

fn orphans(user: &str, table: &str) -> String {
    format!(
        "SELECT {user} FROM {table} LEFT JOIN users ON users.id = {table}.user_id
        WHERE users.id IS NULL"
    )
}

/// Whoever is gone is gone from everywhere; one event says so.
async fn remains_of_the_dead(database: &mut Database, users: &[User]) -> Vec<String> {
    let mut wrong = Vec::new();
    for user in users.iter().filter(|user| user.existence == Existence::Dead) {
        let whose = format!("{} = '{}'", database.id("user_id"), user.id);
        let told =
            format!("SELECT kind FROM audit_events WHERE {whose} AND kind = 'account_deleted'");
        let events = database.texts(&told).await.len();
        let kept =
            format!("SELECT kind FROM audit_events WHERE {whose} AND request_id IS NOT NULL");
        let kept = database.texts(&kept).await;
        if events != 1 || !kept.is_empty() {
            wrong.push(format!("user {}: {events} events of the end; {kept:?}", user.number));
        }
    }
    wrong
}
