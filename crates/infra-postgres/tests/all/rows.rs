//! What lies in the tables: it agrees with the domain, and what cannot be is told apart.

use std::error::Error;
use std::time::Duration;

use application::port::Claim;
use application::{Quota, Rate, StoreError};
use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::studio::{SETTINGS, StudioConfig};
use testkit::contract::{passwordless, silence};
use testkit::sample;

use crate::own::OwnDatabase;

crate::on_both!(migrated:
    every_setting_has_a_column_and_every_column_a_setting,
    column_defaults_equal_the_domains,
    the_unique_index_bears_its_name,
    a_row_that_cannot_be_is_corrupt_and_named_without_its_value,
    a_setting_that_cannot_be_is_corrupt_and_named_without_its_value,
    a_save_leaves_the_history_in_api_names,
    a_user_without_a_password_has_none_and_is_given_none,
    an_intent_stays_open_until_it_is_settled_however_old_it_is,
    the_keys_that_seal_stored_secrets_are_told,
    what_happened_and_what_was_saved_that_cannot_be_is_corrupt,
    who_asks_too_often_is_stored_as_a_digest,
    a_server_that_was_silent_for_thirty_seconds_runs_no_more,
);

async fn every_setting_has_a_column_and_every_column_a_setting(own: OwnDatabase) {
    let sql = if own.is_postgres() {
        "SELECT column_name::text FROM information_schema.columns
         WHERE table_name = 'studio_configs'"
    } else {
        "SELECT name FROM pragma_table_info('studio_configs')"
    };
    let mut columns = own.texts(sql).await;
    columns.retain(|column| {
        !["user_id", "revision", "created_at", "updated_at"].contains(&column.as_str())
    });
    columns.sort();
    let mut settings: Vec<_> = SETTINGS.iter().map(|spec| spec.column.to_owned()).collect();
    settings.sort();
    assert_eq!(columns, settings);
}

async fn column_defaults_equal_the_domains(own: OwnDatabase) {
    let member = own.sign_up("ada").await;
    let inserted = own
        .execute(
            "INSERT INTO studio_configs (user_id, revision, created_at, updated_at)
             SELECT id, 3, created_at, created_at FROM users",
        )
        .await;
    assert_eq!(inserted, 1);
    let record = own.configs.load(member.caller, sample::at(1)).await.unwrap().unwrap();
    assert_eq!(record.revision, 3);
    assert_eq!(record.config, StudioConfig::default());
}

async fn the_unique_index_bears_its_name(own: OwnDatabase) {
    let sql = if own.is_postgres() {
        "SELECT indexdef FROM pg_indexes WHERE indexname = 'idx_studio_configs_user_id'"
    } else {
        "SELECT sql FROM sqlite_master WHERE name = 'idx_studio_configs_user_id'"
    };
    let definition = own.texts(sql).await.concat();
    assert!(definition.starts_with("CREATE UNIQUE INDEX"), "{definition}");
    assert!(definition.contains("user_id"), "{definition}");
}

async fn a_row_that_cannot_be_is_corrupt_and_named_without_its_value(own: OwnDatabase) {
    for (column, value) in [
        ("email", "'s3cret'"),
        ("locale", "'s3cret'"),
        ("phone", "'s3cret'"),
        ("image", "'s3cret://x'"),
        ("onboarding_step", "77"),
        ("name", "' '"),
    ] {
        let member = own.sign_up(column).await;
        let sound = own.sign_up(&format!("sound-{column}")).await;
        let domain = sample::user(column).email;
        own.execute(&format!(
            "UPDATE users SET {column} = {value} WHERE email = '{}'",
            domain.as_str()
        ))
        .await;
        let error = own.users.load(member.caller, sample::at(1)).await.unwrap_err();
        assert_corrupt(&error, &format!("users.{column}"));
        assert!(own.users.load(sound.caller, sample::at(1)).await.is_ok());
        own.execute("DELETE FROM users").await;
    }
}

async fn a_setting_that_cannot_be_is_corrupt_and_named_without_its_value(own: OwnDatabase) {
    let member = own.sign_up("ada").await;
    let save = sample::save(member.id(), 0, sample::full_config());
    own.configs.save(member.id(), save).await.unwrap();
    own.execute("UPDATE studio_configs SET voice_speed = 99, admin_email = 's3cret'").await;
    let error = own.configs.load(member.caller, sample::at(1)).await.unwrap_err();
    assert_corrupt(&error, "studio_configs.admin_email, voice_speed");
    if !own.is_postgres() {
        // A type that a column of SQLite takes all the same.
        own.execute("UPDATE studio_configs SET voice_speed = 's3cret'").await;
        let error = own.configs.load(member.caller, sample::at(1)).await.unwrap_err();
        assert_corrupt(&error, "studio_configs.voice_speed");
    }
}

async fn a_save_leaves_the_history_in_api_names(own: OwnDatabase) {
    let member = own.sign_up("ada").await;
    let save = sample::save(member.id(), 0, sample::full_config());
    let changed = serde_json::json!(save.changed);
    own.configs.save(member.id(), save).await.unwrap();
    let snapshot = own.texts("SELECT snapshot FROM studio_config_revisions").await;
    let snapshot: serde_json::Value = serde_json::from_str(&snapshot[0]).unwrap();
    let parsed = StudioConfig::parse(|setting| match &snapshot[setting.wire()] {
        serde_json::Value::Null => domain::Raw::Null,
        serde_json::Value::Bool(flag) => domain::Raw::Flag(*flag),
        serde_json::Value::Number(number) => domain::Raw::Number(number.as_f64().unwrap()),
        serde_json::Value::String(text) => domain::Raw::Text(text.clone()),
        _ => domain::Raw::Composite,
    });
    assert_eq!(parsed.unwrap(), sample::full_config());
    let fields = own.texts("SELECT changed_fields FROM studio_config_revisions").await;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&fields[0]).unwrap(), changed);
}

async fn a_user_without_a_password_has_none_and_is_given_none(own: OwnDatabase) {
    let take = async |_| assert_eq!(own.execute("UPDATE users SET password_hash = NULL").await, 1);
    passwordless::a_user_without_a_password_has_none_and_is_given_none(&own, take).await;
}

fn assert_corrupt(error: &StoreError, place: &str) {
    assert!(matches!(error, StoreError::Corrupt(_)), "{error:?}");
    let cause = error.source().unwrap().to_string();
    assert!(cause.contains(place), "{cause} does not name {place}");
    let all = format!("{error} {error:?} {cause}");
    assert!(!all.contains("s3cret") && !all.contains("99") && !all.contains("77"), "{all}");
}

async fn an_intent_stays_open_until_it_is_settled_however_old_it_is(own: OwnDatabase) {
    let ada = own.sign_up("ada").await.id();
    let holder = sample::holder("holder");
    let claim = own.syncs.claim(ada, holder, 0, Duration::from_mins(5)).await.unwrap();
    let Claim::Granted(lease, _) = claim else { panic!("refused") };
    let intent = sample::intent_id("intent");
    assert!(own.syncs.open_intent(ada, lease, intent, Duration::from_secs(9)).await.unwrap());
    // As if it had been written in 1970.
    own.execute("UPDATE assistant_syncs SET intent_search_from = 1, intent_under_way_until = 2")
        .await;
    let intent_now = async || own.syncs.load(ada).await.unwrap().intent;
    let open = intent_now().await.expect("nobody has settled it");
    assert_eq!(open.still_on_its_way, Duration::ZERO);
    assert!(own.syncs.close_intent(ada, lease, true).await.unwrap());
    assert_eq!(intent_now().await.map(|intent| intent.search_from), Some(open.search_from));
    own.execute("UPDATE assistant_syncs SET intent_expires_at = 3").await;
    assert_eq!(intent_now().await, None);
}

async fn the_keys_that_seal_stored_secrets_are_told(own: OwnDatabase) {
    assert!(own.database.sealing_key_ids().await.unwrap().is_empty());
    let (ada, bob) = (own.sign_up("ada").await.id(), own.sign_up("bob").await.id());
    for (owner, kind, key) in [
        (ada, SecretKind::VapiKey, "b"),
        (ada, SecretKind::TwilioAuthToken, "c"),
        (bob, SecretKind::VapiKey, "b"),
        (bob, SecretKind::TwilioAuthToken, "a"),
    ] {
        let secret = sample::stored_secret(key);
        let event = sample::event(owner, AuditKind::VapiKeySaved);
        assert!(own.secrets.put(owner, kind, secret, &event).await.unwrap());
    }
    let told = own.database.sealing_key_ids().await.unwrap();
    assert!(told.into_iter().eq(["a", "b", "c"].map(|key| sample::sealed(key).key_id)));
}

async fn what_happened_and_what_was_saved_that_cannot_be_is_corrupt(own: OwnDatabase) {
    let (ada, now) = (own.sign_up("ada").await, sample::at(1));
    let save = sample::save(ada.id(), 0, sample::full_config());
    own.configs.save(ada.id(), save).await.unwrap();
    for (column, value) in [("kind", "s3cret"), ("ip", "s3cret"), ("fields", "[s3cret]")] {
        let bad = format!("UPDATE audit_events SET {column} = '{value}'");
        assert_eq!(own.execute(&bad).await, 2);
        let error = own.audit.list(ada.caller, now, None, 9).await.unwrap_err();
        assert_corrupt(&error, &format!("audit_events.{column}"));
        own.execute("UPDATE audit_events SET kind = 'signed_up', ip = NULL, fields = '[]'").await;
    }
    own.execute("UPDATE studio_config_revisions SET snapshot = '{\"tone\":{\"s3cret\":1}}'").await;
    let error = own.configs.load_revisions(ada.caller, now, None, 9).await.unwrap_err();
    assert_corrupt(&error, "studio_config_revisions.snapshot");
    let listed = own.configs.list_revisions(ada.caller, now, None, 9).await.unwrap();
    assert_eq!(listed.map(|listed| listed.len()), Some(1), "which reads no snapshot");
    own.execute("UPDATE studio_config_revisions SET changed_fields = 's3cret'").await;
    let error = own.configs.list_revisions(ada.caller, now, None, 9).await.unwrap_err();
    assert_corrupt(&error, "studio_config_revisions.changed_fields");
}

async fn who_asks_too_often_is_stored_as_a_digest(own: OwnDatabase) {
    let quota = Quota { name: "login", rate: Rate::new(1, 60) };
    own.limiter.take(quota, "ada@example.com").await.unwrap();
    let hex = if own.is_postgres() { "encode(subject, 'hex')" } else { "lower(hex(subject))" };
    // printf 'login\0ada@example.com' | sha256sum
    let digest = "d6fd5c8f64b90af8042059b53b0122da824874aaac8aba1b2c17a79b13a56338";
    assert_eq!(own.texts(&format!("SELECT {hex} FROM rate_limits")).await, [digest]);
}

async fn a_server_that_was_silent_for_thirty_seconds_runs_no_more(own: OwnDatabase) {
    let pass = async |time: Duration| {
        let by = time.as_millis();
        own.execute(&format!("UPDATE servers SET seen_at = seen_at - {by}")).await;
    };
    silence::a_server_that_was_silent_for_thirty_seconds_runs_no_more(&own, pass).await;
    assert_eq!(own.count("servers").await, 0, "they are forgotten");
}
