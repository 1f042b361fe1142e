use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write;
use std::os::unix::ffi::OsStringExt;

use application::Rate;
use secrecy::ExposeSecret;

use super::variable::VARIABLES;
use super::*;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const KEYS: &str = "k:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

fn read(variables: &[(&str, &str)]) -> Result<(Config, Vec<String>), ConfigError> {
    Config::from_environment(&Environment::of(variables.iter().copied()))
}

fn config(variables: &[(&str, &str)]) -> Config {
    read(variables).expect("a valid configuration").0
}

fn error(variables: &[(&str, &str)]) -> String {
    read(variables).expect_err("an invalid configuration").to_string()
}

#[test]
fn nothing_configured_is_an_embedded_database_and_the_sandbox() {
    let config = config(&[]);
    assert_eq!(config.bind, "127.0.0.1:8000");
    assert_eq!(config.database.kind, DatabaseKind::Embedded("./data/ava.db".into()));
    assert_eq!(config.database.url.expose_secret(), "sqlite://./data/ava.db");
    assert!(matches!(config.vapi, VapiConfig::Sandbox { server_key: None }));
    assert_eq!(config.access_token_ttl, TimeDelta::minutes(15));
    assert!(config.rotate_refresh_tokens);
}

#[test]
fn port_alone_means_every_address_and_bind_wins() {
    assert_eq!(config(&[("PORT", "9000")]).bind, "0.0.0.0:9000");
    assert_eq!(config(&[("PORT", "9000"), ("AVA_API_BIND", "127.0.0.1:1")]).bind, "127.0.0.1:1");
}

#[test]
fn postgres_asks_for_keys_and_means_live() {
    let url = ("AVA_API_DATABASE_URL", "postgresql+asyncpg://u:p@localhost/ava");
    assert!(error(&[url]).starts_with("AVA_API_JWT_SECRET_KEY is required with Postgres"));
    let with_jwt = [url, ("AVA_API_JWT_SECRET_KEY", SECRET)];
    assert!(error(&with_jwt).starts_with("AVA_API_ENCRYPTION_KEYS is required with Postgres"));
    let config =
        config(&[url, ("AVA_API_JWT_SECRET_KEY", SECRET), ("AVA_API_ENCRYPTION_KEYS", KEYS)]);
    assert_eq!(config.database.kind, DatabaseKind::Server);
    assert!(
        matches!(config.vapi, VapiConfig::Live { ref base_url, server_key: None } if base_url == VAPI_ITSELF)
    );
}

#[test]
fn anything_of_vapi_means_live_unless_the_mode_says_otherwise() {
    let key = ("AVA_API_VAPI_API_KEY", "0123456789");
    assert!(matches!(config(&[key]).vapi, VapiConfig::Live { server_key: Some(_), .. }));
    assert!(matches!(
        config(&[key, ("AVA_API_VAPI_MODE", "sandbox")]).vapi,
        VapiConfig::Sandbox { server_key: Some(_) }
    ));
    let url = ("AVA_API_VAPI_BASE_URL", "http://127.0.0.1:9/");
    let elsewhere = config(&[url, ("AVA_API_VAPI_MODE", "sandbox")]).vapi;
    assert!(
        matches!(elsewhere, VapiConfig::SandboxAt { ref base_url, .. } if base_url == "http://127.0.0.1:9")
    );
}

#[test]
fn a_wrong_value_names_the_variable_what_was_wrong_and_an_example() {
    for (name, value) in [
        ("AVA_API_BIND", "nowhere"),
        ("PORT", "http"),
        ("AVA_API_DATA_DIR", "./what?"),
        ("AVA_API_DATABASE_URL", "mysql://host/db"),
        ("AVA_API_DATABASE_URL", "sqlite://"),
        ("AVA_API_DATABASE_URL", "sqlite+aiosqlite:///"),
        ("AVA_API_DATABASE_URL", "sqlite+aiosqlite://ava.db"),
        ("AVA_API_DATABASE_MAX_CONNECTIONS", "0"),
        ("AVA_API_JWT_SECRET_KEY", "short"),
        ("AVA_API_JWT_SECRET_KEY", "0123456789abcdef,0123456789abcdef"),
        ("AVA_API_JWT_PREVIOUS_SECRET_KEYS", "short"),
        ("AVA_API_ENCRYPTION_KEYS", "garbage"),
        ("AVA_API_ENCRYPTION_KEYS", "k:short"),
        ("AVA_API_VAPI_MODE", "dry"),
        ("AVA_API_VAPI_BASE_URL", "ftp://x"),
        ("AVA_API_VAPI_BASE_URL", "https://[x"),
        ("AVA_API_VAPI_BASE_URL", "https://x:99999"),
        ("AVA_API_VAPI_API_KEY", "clé privée de test"),
        ("AVA_API_ACCESS_TOKEN_TTL_SECONDS", "1"),
        ("AVA_API_REFRESH_TOKEN_ROTATION", "maybe"),
        ("AVA_API_REVISIONS_KEPT", "0"),
        ("AVA_API_REVISIONS_KEPT", "-1"),
        ("AVA_API_REVISIONS_KEPT", "4294967296"),
        ("AVA_API_REVISIONS_KEPT", "all"),
        ("AVA_API_ALLOWED_ORIGINS", "*"),
        ("AVA_API_ALLOWED_ORIGINS", "https://app.example.com/path"),
        ("AVA_API_ALLOWED_ORIGINS", "https://app.example.com,https://a:b:c"),
        ("AVA_API_RATE_LIMITS", "on"),
        ("AVA_API_RATE_LIMITS", "sync=0/m"),
        ("AVA_API_TRUSTED_PROXIES", "proxy.example.com"),
        ("AVA_API_TRUSTED_PROXIES", "10.0.0.0/33"),
        ("AVA_API_BEHIND_TLS", "nginx"),
        ("AVA_API_DRAIN_SECONDS", "-1"),
        ("AVA_API_DRAIN_SECONDS", "61"),
        ("AVA_API_DRAIN_SECONDS", "1s"),
        ("AVA_API_METRICS_TOKEN", "too short"),
        ("AVA_API_METRICS_TOKEN", "long enough, but with spaces"),
        ("AVA_API_METRICS_TOKEN", "fifteen-letters"),
        ("AVA_API_LOG_LEVEL", "loud"),
        ("AVA_API_LOG_LEVEL", "5"),
        ("AVA_API_LOG_FORMAT", "xml"),
    ] {
        let error = error(&[(name, value)]);
        assert!(error.starts_with(name), "{error}");
        assert!(error.contains("; for example: "), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn every_variable_has_an_example_that_is_taken() {
    for variable in VARIABLES.iter().filter(|variable| !variable.secret) {
        let example = variable::example(variable.name);
        let (name, value) = example.split_once('=').expect("a variable and a value");
        assert_eq!(name, variable.name);
        config(&[(name, value)]);
    }
}

#[test]
fn what_is_not_text_is_refused_by_name() {
    let names = VARIABLES.iter().map(|variable| variable.name);
    for name in names.chain(["PORT", "AVA_API_VAPI_API_KEY_FILE"]) {
        let variables = [(name, OsString::from_vec(vec![b'x', 0xff]))];
        let error = Config::from_environment(&Environment::of(variables)).expect_err(name);
        assert!(error.to_string().starts_with(&format!("{name} must be UTF-8")), "{error}");
    }
    let unknown = [("AVA_API_QQ", OsString::from_vec(vec![0xff]))];
    let (_, warnings) = Config::from_environment(&Environment::of(unknown)).expect("valid");
    assert_eq!(warnings.len(), 1);
}

#[test]
fn a_log_level_is_a_word_in_any_letters() {
    assert_eq!(config(&[("AVA_API_LOG_LEVEL", "WARN")]).log.level, tracing::Level::WARN);
}

#[test]
fn the_data_directory_stands_in_the_address_as_it_is() {
    let config = config(&[("AVA_API_DATA_DIR", "/srv/100%20 #1")]);
    assert_eq!(config.database.url.expose_secret(), "sqlite:///srv/100%20 #1/ava.db");
    let elsewhere =
        [("AVA_API_DATA_DIR", "/srv/what?"), ("AVA_API_DATABASE_URL", "sqlite:///srv/ava.db?x=1")];
    let kind = read(&elsewhere).expect("valid").0.database.kind;
    assert_eq!(kind, DatabaseKind::Embedded("/srv/ava.db".into()));
}

#[test]
fn what_an_operator_reads_and_what_compose_hands_on_names_every_variable() {
    let compose = include_str!("../../../../docker-compose.yml");
    let readme = include_str!("../../../../README.md");
    // The image says where the data is.
    let handed_on = VARIABLES.iter().filter(|variable| variable.name != "AVA_API_DATA_DIR");
    let set: BTreeSet<_> =
        compose.lines().filter_map(|line| Some(line.trim().split_once(':')?.0)).collect();
    for variable in handed_on {
        assert!(set.contains(variable.name), "{} in docker-compose.yml", variable.name);
    }
    for variable in VARIABLES {
        let mark = if variable.secret { " \\*" } else { "" };
        let marked = format!("`{}`{mark}", variable.name);
        assert!(readme.contains(&marked), "{marked} in README.md");
    }
}

#[test]
fn an_error_never_repeats_a_secret() {
    for (name, value) in [
        ("AVA_API_JWT_SECRET_KEY", "hunter2"),
        ("AVA_API_JWT_PREVIOUS_SECRET_KEYS", "hunter2"),
        ("AVA_API_ENCRYPTION_KEYS", "hunter2"),
        ("AVA_API_VAPI_BASE_URL", "https://u:hunter2@host"),
        ("AVA_API_VAPI_API_KEY", "hunter2 hunter2"),
        ("AVA_API_METRICS_TOKEN", "hunter2"),
        ("AVA_API_METRICS_TOKEN", "hunter2 hunter2 hunter2"),
        ("AVA_API_DATABASE_URL", "mysql://u:hunter2@host/db"),
    ] {
        assert!(!error(&[(name, value)]).contains("hunter2"), "{name}");
    }
}

#[test]
fn a_secret_may_stand_in_a_file() {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    writeln!(file, "{SECRET}").expect("a write");
    let path = file.path().to_str().expect("a Unicode path");
    let config = config(&[("AVA_API_JWT_PREVIOUS_SECRET_KEYS_FILE", path)]);
    assert_eq!(config.previous_signing_keys.len(), 1);
    assert_eq!(config.previous_signing_keys[0].expose_secret(), SECRET);
    assert!(
        error(&[("AVA_API_VAPI_API_KEY_FILE", "/nonexistent")])
            .starts_with("AVA_API_VAPI_API_KEY_FILE names a file that cannot be read")
    );
    assert!(
        error(&[("AVA_API_JWT_SECRET_KEY_FILE", path), ("AVA_API_JWT_SECRET_KEY", SECRET)])
            .contains("both set")
    );
}

#[test]
fn keys_are_from_the_data_directory_unless_a_variable_gives_or_names_them() {
    let kept = config(&[("AVA_API_DATA_DIR", "/srv/ava")]);
    let sources = |config: &Config| [config.signing_keys.name(), config.sealing_keys.name()];
    assert_eq!(sources(&kept), ["/srv/ava/jwt-secret.key", "/srv/ava/encryption-keys.txt"]);
    assert!(kept.sealing_keys.file().is_some_and(KeyFile::is_kept));

    let given = config(&[("AVA_API_JWT_SECRET_KEY", SECRET), ("AVA_API_ENCRYPTION_KEYS", KEYS)]);
    assert_eq!(sources(&given), ["AVA_API_JWT_SECRET_KEY", "AVA_API_ENCRYPTION_KEYS"]);
    assert!(given.sealing_keys.file().is_none());

    // What is in them is read where they are used, and again when they change.
    let named = config(&[
        ("AVA_API_DATABASE_URL", "postgres://host/db"),
        ("AVA_API_JWT_SECRET_KEY_FILE", "/run/signing.keys"),
        ("AVA_API_ENCRYPTION_KEYS_FILE", "/run/sealing.keys"),
    ]);
    assert_eq!(sources(&named), ["/run/signing.keys", "/run/sealing.keys"]);
    assert!(!named.sealing_keys.file().is_some_and(KeyFile::is_kept));
    let wrong = named.sealing_keys.file().expect("a file").wrong("is empty").to_string();
    let named = "AVA_API_ENCRYPTION_KEYS_FILE names /run/sealing.keys, which is empty; for example";
    assert!(wrong.starts_with(named), "{wrong}");
    let wrong = kept.sealing_keys.file().expect("a file").wrong("is empty").to_string();
    assert_eq!(wrong, "/srv/ava/encryption-keys.txt is empty");
}

#[test]
fn limits_are_on_unless_they_are_turned_off() {
    assert_eq!(config(&[]).rate_limits, Some(RateLimits::default()));
    assert_eq!(config(&[("AVA_API_RATE_LIMITS", "off")]).rate_limits, None);
    let limits = config(&[("AVA_API_RATE_LIMITS", "sync=1/s")]).rate_limits.expect("limits");
    assert_eq!(limits.sync, Rate::new(1, 1));
    assert_eq!(limits.signup, RateLimits::default().signup);
    let said = error(&[("AVA_API_RATE_LIMITS", "logins=1/s")]);
    assert!(
        said.starts_with("AVA_API_RATE_LIMITS has no limit \"logins\"; did you mean"),
        "{said}"
    );
}

#[test]
fn every_revision_is_kept_unless_a_number_is_given() {
    let kept = |given: &str| config(&[("AVA_API_REVISIONS_KEPT", given)]).revisions_kept;
    assert_eq!(config(&[]).revisions_kept, None);
    assert_eq!(kept(""), None);
    for number in [1, 50, u32::MAX] {
        assert_eq!(kept(&number.to_string()).map(NonZeroU32::get), Some(number));
    }
}

#[test]
fn proxies_are_networks_or_single_addresses() {
    assert!(config(&[]).trusted_proxies.is_empty());
    let list = "10.1.2.3/8, 192.0.2.7,2001:db8::/32 ,::1";
    let proxies = config(&[("AVA_API_TRUSTED_PROXIES", list)]).trusted_proxies;
    let shown: Vec<_> = proxies.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32", "::1/128"]);
}

#[test]
fn nothing_is_said_of_tls_unless_it_is_there() {
    assert!(!config(&[]).behind_tls);
    assert!(config(&[("AVA_API_BEHIND_TLS", "true")]).behind_tls);
    assert!(!config(&[("AVA_API_BEHIND_TLS", "false")]).behind_tls);
}

#[test]
fn an_unknown_variable_is_a_warning_with_the_nearest_name() {
    let (_, warnings) =
        read(&[("AVA_API_LOG_LEVLE", "info"), ("AVA_API_QQ", "1"), ("OTHER", "1")]).expect("valid");
    assert_eq!(warnings.len(), 2);
    assert!(warnings[0].contains("did you mean AVA_API_LOG_LEVEL?"), "{warnings:?}");
    assert!(!warnings[1].contains("did you mean"), "{warnings:?}");
}

proptest::proptest! {
    #[test]
    fn any_values_are_read_or_refused(value in "\\PC{0,40}", index in 0..VARIABLES.len()) {
        let _ = read(&[(VARIABLES[index].name, value.as_str())]);
    }
}
