//! What lies in the tables: it agrees with the domain, and what cannot be is told apart.

use std::error::Error;
use std::time::Duration;

use application::StoreError;
use application::port::Claim;
use domain::integration::SecretKind;
use domain::studio::{SETTINGS, StudioConfig};
use testkit::contract::passwordless;
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
    deleting_a_user_takes_everything_along,
    an_intent_stays_open_until_it_is_settled_however_old_it_is,
    the_keys_that_seal_stored_secrets_are_told,
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
    let save = sample::save(0, sample::full_config());
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
    let save = sample::save(0, sample::full_config());
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

async fn deleting_a_user_takes_everything_along(own: OwnDatabase) {
    let member = own.sign_up("ada").await;
    own.configs.save(member.id(), sample::save(0, sample::full_config())).await.unwrap();
    let kind = domain::integration::SecretKind::VapiKey;
    assert!(own.secrets.put(member.id(), kind, sample::stored_secret("a")).await.unwrap());
    let ttl = std::time::Duration::from_secs(5);
    own.syncs.claim(member.id(), sample::holder("a"), 0, ttl).await.unwrap();
    assert_eq!(own.execute("DELETE FROM users").await, 1);
    for table in [
        "sessions",
        "refresh_tokens",
        "studio_configs",
        "studio_config_revisions",
        "assistant_syncs",
        "integration_secrets",
    ] {
        let left = own.texts(&format!("SELECT CAST(count(*) AS text) FROM {table}")).await;
        assert_eq!(left, ["0"], "{table}");
    }
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
    for (owner, kind) in
        [(ada, SecretKind::VapiKey), (ada, SecretKind::TwilioAuthToken), (bob, SecretKind::VapiKey)]
    {
        let secret = sample::stored_secret("a secret");
        assert!(own.secrets.put(owner, kind, secret).await.unwrap());
    }
    let expected = sample::stored_secret("a secret").sealed.key_id;
    assert!(own.database.sealing_key_ids().await.unwrap().into_iter().eq([expected]));
}
