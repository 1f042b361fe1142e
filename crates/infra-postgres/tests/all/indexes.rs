//! However many rows there are, no statement that a request or an hourly tidying makes reads a
//! whole table.

use std::num::NonZeroU32;
use std::pin::Pin;
use std::time::{Duration, Instant};

use application::port::{
    AccountDeletion, Applicant, ConfigSave, OwnedSecret, SaveOutcome, SealedSecret, ServerKeys,
    Standing,
};
use application::{Quota, Rate};
use ava_infra_postgres::{Database, DatabaseOptions, Stores};
use domain::account::Identifier;
use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::user::User;
use testkit::contract::Member;
use testkit::sample::{self, at};

use crate::own::{self, OwnDatabase};

// Two are left out, which ask for everything there is: which servers run, a handful of rows, and
// how many secrets each key seals, for operators.
type Step = fn(Stores, Member) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// Makes each of these a step under its own name.
macro_rules! steps {
    ($($name:literal => |$stores:ident, $ada:ident| $step:expr;)*) => {
        &[$(($name, |$stores, $ada| Box::pin(async move { $step; }))),*]
    };
}

const QUOTA: Quota = Quota { name: "test", rate: Rate::new(9, 60) };

const STEPS: &[(&str, Step)] = steps! {
    "find credentials" => |stores, ada| {
        let login = Identifier::Email(ada.user.email.clone());
        let found = stores.users.find_credentials(&login, sample::origin().ip, at(1)).await;
        assert!(found.unwrap().is_some());
    };
    "look at who is to be taken over" => |stores, ada| {
        let User { id, email, phone, .. } = ada.user.clone();
        let applicant = Applicant { id, email: Some(email), phone };
        let standings = stores.imports.look(&[applicant]).await.unwrap();
        assert_eq!(standings, [Standing::AlreadyThere]);
    };
    "list events" => |stores, ada| {
        let page = stores.audit.list(ada.caller, at(1), None, 20).await.unwrap().unwrap();
        assert_eq!(page.len(), 20);
        let before = page.last().map(|event| event.id);
        let page = stores.audit.list(ada.caller, at(1), before, 20).await.unwrap().unwrap();
        assert_eq!(page.len(), 20);
    };
    "record an event" => |stores, ada| {
        let event = sample::event(ada.id(), AuditKind::LoginFailed);
        stores.audit.record(&event).await.unwrap();
    };
    "list kept sessions" => |stores, ada| {
        stores.sessions.list_kept(ada.caller, at(1)).await.unwrap().unwrap();
    };
    "list revisions" => |stores, ada| {
        let page = stores.configs.list_revisions(ada.caller, at(1), Some(90), 20).await;
        assert_eq!(page.unwrap().unwrap().len(), 20);
        stores.configs.load_revisions(ada.caller, at(1), None, 0).await.unwrap().unwrap();
    };
    "save, and keep a few revisions" => |stores, ada| {
        for (revision, kept) in [(100, 10), (101, 5)] {
            let save = sample::save(ada.id(), revision, sample::full_config());
            let save = ConfigSave { keep: NonZeroU32::new(kept), ..save };
            let saved = stores.configs.save(ada.id(), save).await.unwrap();
            assert_eq!(saved, SaveOutcome::Saved);
        }
    };
    "take" => |stores, _ada| {
        for _ in 0..9 {
            stores.limiter.take(QUOTA, "ada").await.unwrap();
        }
    };
    "look" => |stores, _ada| stores.limiter.look(QUOTA, "ada").await.unwrap();
    "give back" => |stores, _ada| stores.limiter.give_back(QUOTA, "ada").await.unwrap();
    "tidy limits" => |stores, _ada| assert_eq!(stores.limiter.tidy().await.unwrap(), 9);
    "take a removal" => |stores, _ada| {
        let due = stores.removals.take_due(Duration::from_mins(1)).await.unwrap().unwrap();
        stores.removals.done(due.id).await.unwrap();
    };
    "announce a server" => |stores, _ada| {
        let keys = ServerKeys { server: sample::uuid("s"), sealing: vec![], signing: vec![] };
        stores.servers.announce(&keys).await.unwrap();
    };
    "leave" => |stores, _ada| stores.servers.leave(sample::uuid("s")).await.unwrap();
    "sealed under another" => |stores, _ada| {
        let mut after: Option<OwnedSecret> = None;
        for _ in 0..2 {
            let page = stores.sealed_secrets.sealed_under_another("new", 50, after.as_ref()).await;
            after = page.unwrap().pop();
            assert!(after.is_some());
        }
    };
    "replace a secret" => |stores, _ada| {
        let page = stores.sealed_secrets.sealed_under_another("new", 1, None).await.unwrap();
        let by = SealedSecret { key_id: "new".to_owned(), ciphertext: "x".to_owned() };
        assert!(stores.sealed_secrets.replace(&page[0], &by).await.unwrap());
    };
    "put and remove a secret" => |stores, ada| {
        let (kind, secret) = (SecretKind::VapiKey, sample::stored_secret("s"));
        let event = sample::event(ada.id(), AuditKind::VapiKeySaved);
        stores.secrets.put(ada.id(), kind, secret, &event).await.unwrap();
        let event = sample::event(ada.id(), AuditKind::VapiKeyRemoved);
        stores.secrets.remove(ada.id(), kind, &event).await.unwrap();
    };
    "end other sessions" => |stores, ada| {
        let event = sample::event(ada.id(), AuditKind::OtherSessionsEnded);
        stores.sessions.revoke_others(ada.id(), ada.session.id, at(1), &event).await.unwrap();
    };
    "delete a user" => |stores, ada| {
        let deletion = AccountDeletion {
            owner: ada.id(),
            verified: Some(sample::password_hash("pw")),
            removal: Some(sample::removal(ada.id(), "ada")),
            event: sample::event(ada.id(), AuditKind::AccountDeleted),
        };
        assert!(stores.users.delete(&deletion).await.unwrap());
    };
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_statement_reads_a_whole_table() {
    no_step_reads_a_whole_table("auto").await;
}

/// A statement that was prepared before is planned without its values, in the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_statement_reads_a_whole_table_when_its_plan_knows_no_value() {
    no_step_reads_a_whole_table("force_generic_plan").await;
}

async fn no_step_reads_a_whole_table(plans: &str) {
    let own = own::postgres::migrated().await;
    let ada = own.sign_up("ada").await;
    fill(&own).await;
    for (name, step) in STEPS {
        let read = tables_read_by(&own, plans, async |database: &Database| {
            step(database.stores(), ada.clone()).await;
        });
        assert_eq!(read.await, [""; 0], "{name} reads whole tables");
    }
    let read = tables_read_by(&own, plans, async |database: &Database| {
        assert_eq!(database.sealing_key_ids().await.unwrap().len(), 4);
    });
    assert_eq!(read.await, [""; 0], "the keys in use");
}

/// That the others would see it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_table_that_is_read_is_seen() {
    let own = own::postgres::migrated().await;
    fill(&own).await;
    own.execute("DROP INDEX idx_rate_limits_tat").await;
    let read = tables_read_by(&own, "auto", async |database: &Database| {
        database.stores().limiter.tidy().await.unwrap();
    });
    assert_eq!(read.await, ["rate_limits"]);
}

/// The tables that were read from one end to the other, as the server counts it.
async fn tables_read_by(
    own: &OwnDatabase,
    plans: &str,
    step: impl AsyncFnOnce(&Database),
) -> Vec<String> {
    own.texts("SELECT pg_stat_reset()::text").await;
    let url = format!("{}&options[plan_cache_mode]={plans}", own.named_url("step"));
    let database = Database::connect(DatabaseOptions::new(url)).await.unwrap();
    step(&database).await;
    database.close().await;
    // A connection reports what it did when it ends, before it is seen to have ended.
    let begun = Instant::now();
    let open = "SELECT query FROM pg_stat_activity WHERE application_name = 'step'";
    while !own.texts(open).await.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(10), "the connections do not end");
    }
    own.texts("SELECT relname::text FROM pg_stat_user_tables WHERE seq_scan > 0").await
}

/// Thousands of rows in every table, and statistics that know of them.
async fn fill(own: &OwnDatabase) {
    let now = "(extract(epoch from now()) * 1000)::bigint";
    own.execute(&format!(
        "INSERT INTO users (id, email, created_at, updated_at)
            SELECT gen_random_uuid(), n || '@example.org', now(), now()
            FROM generate_series(1, 3000) AS n;
        INSERT INTO sessions
            SELECT id, gen_random_uuid(), now(), now(), now() + '1 day'::interval, NULL, FALSE, NULL
            FROM users, generate_series(1, 3);
        INSERT INTO refresh_tokens
            SELECT decode(md5(id::text), 'hex'), user_id, id, now(), NULL, NULL FROM sessions;
        INSERT INTO audit_events
            SELECT gen_random_uuid(), id, (ARRAY['logged_in', 'config_saved'])[1 + n % 2], now(),
                '203.0.113.' || n % 9, 'Browser/1.0', NULL, '[]'
            FROM users, generate_series(1, 10) AS n;
        INSERT INTO audit_events
            SELECT gen_random_uuid(), id, 'logged_in', now(), '203.0.113.7', NULL, NULL, '[]'
            FROM users, generate_series(1, 100) WHERE email = 'ada@example.com';
        INSERT INTO studio_configs (user_id, revision, created_at, updated_at)
            SELECT id, 100, now(), now() FROM users;
        INSERT INTO studio_config_revisions
            SELECT id, n, '{{}}', '[]', id, now() FROM users, generate_series(1, 5) AS n;
        INSERT INTO studio_config_revisions
            SELECT id, n, '{{}}', '[]', id, now() FROM users, generate_series(6, 100) AS n
            WHERE email = 'ada@example.com';
        INSERT INTO assistant_syncs (user_id) SELECT id FROM users;
        INSERT INTO integration_secrets
            SELECT id, kind, repeat('x', 150),
                (ARRAY['new', 'new', 'new', 'old', 'a', 'z'])[1 + (random() * 5)::int], '', NULL,
                NULL, now()
            FROM users, unnest(ARRAY['vapi_key', 'twilio_auth_token']) AS kind;
        INSERT INTO rate_limits
            SELECT decode(md5(n::text), 'hex'),
                {now} * 1000 + CASE WHEN n < 10 THEN -1 ELSE 3600000000 END, TRUE
            FROM generate_series(1, 5000) AS n;
        INSERT INTO assistant_removals
            SELECT gen_random_uuid(), id, '', NULL, NULL, now(), now(), {now} FROM users;
        INSERT INTO servers
            SELECT gen_random_uuid(), '[]', '[]', {now} FROM generate_series(1, 5000);"
    ))
    .await;
    own.execute("VACUUM ANALYZE").await;
}
