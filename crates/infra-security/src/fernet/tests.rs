//! The vectors of the specification (`generate.json`, `verify.json`, `invalid.json`), and more.

use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;

const KEY: &str = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
const HELLO: &str = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

fn open(keys: &str, token: &str) -> Result<String, FormerSecretError> {
    let opened = FernetSecrets::parse(keys).unwrap().open(token);
    opened.map(|secret| secret.expose_secret().to_owned())
}

#[test]
fn what_the_specification_makes_and_verifies_opens() {
    assert_eq!(open(KEY, HELLO).as_deref(), Ok("hello"));
}

#[test]
fn what_the_specification_calls_invalid_does_not_open() {
    for (why, token) in [
        (
            "incorrect mac",
            "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==",
        ),
        ("too short", "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA=="),
        (
            "invalid base64",
            "%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==",
        ),
        (
            "payload size not multiple of block size",
            "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm",
        ),
        (
            "payload padding error",
            "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==",
        ),
        (
            "incorrect IV (causes padding error)",
            "gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==",
        ),
    ] {
        assert_eq!(open(KEY, token), Err(FormerSecretError::Broken), "{why}");
    }
}

#[test]
fn what_the_specification_calls_too_old_or_too_new_opens() {
    for token in [
        "gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==",
        "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==",
    ] {
        assert_eq!(open(KEY, token).as_deref(), Ok(""));
    }
}

#[test]
fn any_of_the_keys_opens_and_another_does_not() {
    let other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assert_eq!(open(&format!("{other}\n{KEY}\n"), HELLO).as_deref(), Ok("hello"));
    assert_eq!(
        open(&format!("{KEY},{other}"), HELLO.trim_end_matches('=')).as_deref(),
        Ok("hello")
    );
    assert_eq!(open(other, HELLO), Err(FormerSecretError::Broken));
    let opened = FernetSecrets::without_key().open(HELLO).map(drop);
    assert_eq!(opened, Err(FormerSecretError::NoKey));
}

#[test]
fn what_is_no_key_is_refused() {
    for text in ["", " \n", "short", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4Q==", "%"] {
        assert_eq!(FernetSecrets::parse(text).err(), Some(FernetKeyError), "{text}");
    }
}

#[test]
fn hashes_that_can_be_verified_are_told_from_others() {
    let secrets = FernetSecrets::without_key();
    let hash = "$2b$12$bcw.I6xjm/JM/546SShRbeI6iXFRJLjBpzuy6vO8dhXz3tswqe2TG";
    for prefix in ["$2a$", "$2b$", "$2y$"] {
        assert!(secrets.is_password_hash(&hash.replace("$2b$", prefix)), "{prefix}");
    }
    let costly = hash.replace("$12$", "$31$");
    for text in ["", "secret", "$2b$", "!", &hash[..59], &costly, "pbkdf2:sha256:1$a$b"] {
        assert!(!secrets.is_password_hash(text), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_no_token_and_no_panic(text in "\\PC*", token in "[A-Za-z0-9_=-]{0,200}") {
        prop_assert!(open(KEY, &text).is_err());
        prop_assert!(open(KEY, &token).is_err());
    }

    #[test]
    fn a_changed_token_does_not_open(at in 0..HELLO.len() - 2, with in "[A-Za-z0-9_-]") {
        let mut changed = HELLO.to_owned();
        changed.replace_range(at..=at, &with);
        prop_assume!(changed != HELLO);
        prop_assert_eq!(open(KEY, &changed), Err(FormerSecretError::Broken));
    }
}
