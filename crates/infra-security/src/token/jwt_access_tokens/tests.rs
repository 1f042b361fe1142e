mod any_text;
mod forgeries;
mod rotation;

use application::port::RefreshTokens;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use domain::value::{SessionId, UserId};
use proptest::prelude::*;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::OpaqueRefreshTokens;

const SECRET: &str = "a signing secret of 40 bytes, for tests.";
const OTHER_SECRET: &str = "another secret of 40 bytes, for tests...";

/// Tokens under the first of these secrets, verified by the others too.
fn tokens_of(secrets: &[&str]) -> JwtAccessTokens {
    JwtAccessTokens::new(SigningKeys::parse(&secrets.join("\n")).unwrap())
}

fn tokens() -> JwtAccessTokens {
    tokens_of(&[SECRET])
}

/// The id of the signing key.
fn kid() -> String {
    tokens().keys.current().signing_key().id().to_owned()
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

fn claims() -> AccessClaims {
    AccessClaims {
        user_id: UserId::new(Uuid::from_u128(1)),
        session_id: SessionId::new(Uuid::from_u128(2)),
        token_id: Uuid::from_u128(3),
        issued_at: at(0),
        expires_at: at(900),
    }
}

fn issued() -> String {
    tokens().issue(&claims()).expose_secret().to_owned()
}

/// What a token of ours says, for a forger to change.
fn parts_of(token: &str) -> (Value, Value) {
    let mut parts = token
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
        .take(2)
        .map(|json| serde_json::from_slice(&json).unwrap());
    (parts.next().unwrap(), parts.next().unwrap())
}

fn signed(header: &str, claims: &str, secret: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signature = hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A token of ours with members of its header and claims replaced (`null` removes them),
/// signed with the right secret.
fn forged(header_changes: &Value, claim_changes: &Value) -> String {
    let (mut header, mut claims) = parts_of(&issued());
    for (part, changes) in [(&mut header, header_changes), (&mut claims, claim_changes)] {
        for (name, value) in changes.as_object().unwrap() {
            let members = part.as_object_mut().unwrap();
            if value.is_null() {
                members.remove(name);
            } else {
                members.insert(name.clone(), value.clone());
            }
        }
    }
    signed(&header.to_string(), &claims.to_string(), SECRET)
}

#[track_caller]
fn assert_invalid(token: &str) {
    assert_eq!(tokens().verify(token, at(1)), Err(TokenError::Invalid), "{token}");
}

#[test]
fn a_token_says_what_was_put_into_it() {
    assert_eq!(tokens().verify(&issued(), at(1)), Ok(claims()));
    assert_eq!(tokens().verify(&forged(&json!({}), &json!({})), at(1)), Ok(claims()));
}

#[test]
fn a_token_has_the_header_and_claims_of_the_contract() {
    let (header, claims) = parts_of(&issued());
    let kid = header["kid"].as_str().unwrap();
    assert_eq!(kid.len(), 8);
    assert_eq!(header, json!({"typ": "at+jwt", "alg": "HS256", "kid": kid}));
    assert_eq!(
        claims,
        json!({
            "iss": "ava-studio",
            "aud": "ava-studio-api",
            "sub": "00000000-0000-0000-0000-000000000001",
            "sid": "00000000-0000-0000-0000-000000000002",
            "jti": "00000000-0000-0000-0000-000000000003",
            "iat": 1_800_000_000,
            "nbf": 1_800_000_000,
            "exp": 1_800_000_900,
        })
    );
}

#[test]
fn fractions_of_seconds_are_cut() {
    let fraction = TimeDelta::microseconds(999_999);
    let claims_with_fractions =
        AccessClaims { issued_at: at(0) + fraction, expires_at: at(900) + fraction, ..claims() };
    let token = tokens().issue(&claims_with_fractions);
    assert_eq!(tokens().verify(token.expose_secret(), at(1)), Ok(claims()));
}

#[test]
fn it_expires_at_the_second_it_says() {
    let token = issued();
    assert!(tokens().verify(&token, at(900) - TimeDelta::microseconds(1)).is_ok());
    assert_eq!(tokens().verify(&token, at(900)), Err(TokenError::Expired));
    assert_eq!(tokens().verify(&token, DateTime::<Utc>::MAX_UTC), Err(TokenError::Expired));
}

#[test]
fn only_what_was_once_worth_something_is_called_expired() {
    for token in [
        forged(&json!({"typ": "JWT"}), &json!({})),
        forged(&json!({}), &json!({"aud": "others"})),
        forged(&json!({}), &json!({"sub": null})),
        issued().replacen('.', ".A", 1),
    ] {
        assert_eq!(tokens().verify(&token, at(5_000)), Err(TokenError::Invalid), "{token}");
    }
}

#[test]
fn a_token_of_the_future_is_invalid_beyond_the_skew_of_clocks() {
    assert!(tokens().verify(&issued(), at(-10)).is_ok());
    assert_eq!(tokens().verify(&issued(), at(-11)), Err(TokenError::Invalid));
    assert_eq!(tokens().verify(&issued(), DateTime::<Utc>::MIN_UTC), Err(TokenError::Invalid));
    for claim in ["iat", "nbf"] {
        assert_invalid(&forged(&json!({}), &json!({claim: 1_800_000_060})));
    }
}

#[test]
fn every_claim_is_required() {
    for claim in ["iss", "aud", "sub", "sid", "iat", "nbf", "exp", "jti"] {
        assert_invalid(&forged(&json!({}), &json!({claim: null})));
    }
}

#[test]
fn claims_of_another_shape_or_for_others_are_invalid() {
    for changes in [
        json!({"iss": "someone-else"}),
        json!({"iss": ["ava-studio"]}),
        json!({"iss": ""}),
        json!({"aud": "another-api"}),
        json!({"aud": ["ava-studio-api", "another-api"]}),
        json!({"sub": "admin"}),
        json!({"sub": 1}),
        json!({"sid": ""}),
        json!({"jti": "1"}),
        json!({"exp": "1800000900"}),
        json!({"exp": 1_800_000_900.5}),
        json!({"exp": 1e300}),
        json!({"exp": i64::MAX}),
        json!({"exp": u64::MAX}),
        json!({"exp": -1}),
        json!({"iat": i64::MIN}),
        json!({"nbf": i64::MIN}),
    ] {
        assert_invalid(&forged(&json!({}), &changes));
    }
}

#[test]
fn a_claim_that_comes_twice_is_invalid() {
    let (header, claims) = parts_of(&issued());
    let claims = claims.to_string();
    for (name, value) in
        [("sub", "\"00000000-0000-0000-0000-000000000009\""), ("exp", "9999999999")]
    {
        let twice = claims.replacen('{', &format!("{{\"{name}\":{value},"), 1);
        assert_invalid(&signed(&header.to_string(), &twice, SECRET));
    }
}

#[test]
fn a_claim_that_we_do_not_know_is_ignored() {
    let token = forged(&json!({}), &json!({"scope": "later"}));
    assert_eq!(tokens().verify(&token, at(1)), Ok(claims()));
}

#[test]
fn no_algorithm_but_ours_is_taken() {
    let (_, claims) = parts_of(&issued());
    let kid = kid();
    for algorithm in ["none", "None", "NONE", "", "hs256", "HS384", "HS512", "RS256", "ES256"] {
        let header = json!({"typ": "at+jwt", "alg": algorithm, "kid": kid}).to_string();
        let with_signature = signed(&header, &claims.to_string(), SECRET);
        let (message, _) = with_signature.rsplit_once('.').unwrap();
        for token in [&with_signature, &format!("{message}."), message] {
            assert_invalid(token);
        }
    }
}

#[test]
fn no_type_but_ours_is_taken() {
    for typ in [json!("JWT"), json!("at+JWT"), json!("refresh+jwt"), json!(""), Value::Null] {
        assert_invalid(&forged(&json!({"typ": typ}), &json!({})));
    }
}

#[test]
fn a_key_must_be_named_and_known() {
    for kid in [
        Value::Null,
        json!(""),
        json!("00000000"),
        json!("../../../../dev/null"),
        json!("' UNION SELECT 'secret' --"),
        json!("file:///etc/passwd"),
        json!(1),
        json!([kid()]),
    ] {
        assert_invalid(&forged(&json!({"kid": kid}), &json!({})));
    }
}

#[test]
fn a_header_cannot_bring_its_own_key_or_ask_for_what_we_do_not_know() {
    let secret = URL_SAFE_NO_PAD.encode(OTHER_SECRET);
    for changes in [
        json!({"jwk": {"kty": "oct", "k": secret}}),
        json!({"jku": "https://evil.example/keys"}),
        json!({"x5u": "https://evil.example/cert"}),
        json!({"x5c": ["MIIB"]}),
        json!({"crit": ["exp"]}),
        json!({"zip": "DEF"}),
        json!({"b64": false}),
        json!({"cty": "JWT"}),
    ] {
        assert_invalid(&forged(&changes, &json!({})));
    }
}

#[test]
fn a_signature_of_another_key_is_invalid() {
    let (header, claims) = parts_of(&issued());
    for secret in ["", "secret", "ava-studio", OTHER_SECRET, &kid()] {
        assert_invalid(&signed(&header.to_string(), &claims.to_string(), secret));
    }
}

#[test]
fn segments_in_another_order_number_or_spelling_are_invalid() {
    let token = issued();
    let parts: Vec<&str> = token.split('.').collect();
    let (header, claims, signature) = (parts[0], parts[1], parts[2]);
    for token in [
        format!("{claims}.{header}.{signature}"),
        format!("{header}.{signature}.{claims}"),
        format!("{header}.{claims}"),
        format!("{header}.{claims}."),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{token}="),
        format!(" {token}"),
        format!("{token}\n"),
        format!("Bearer {token}"),
        "..".to_owned(),
        String::new(),
    ] {
        assert_invalid(&token);
    }
}

#[test]
fn parts_of_two_tokens_make_no_third() {
    let own = issued();
    let another_user = AccessClaims { user_id: UserId::new(Uuid::from_u128(9)), ..claims() };
    let other = tokens().issue(&another_user).expose_secret().to_owned();
    let (other_message, _) = other.rsplit_once('.').unwrap();
    let (_, own_signature) = own.rsplit_once('.').unwrap();
    assert_invalid(&format!("{other_message}.{own_signature}"));
}

#[test]
fn a_token_longer_than_any_of_ours_is_not_looked_at() {
    let token = forged(&json!({}), &json!({"padding": "x".repeat(MAX_TOKEN_BYTES)}));
    assert!(token.len() > MAX_TOKEN_BYTES);
    assert_invalid(&token);
    assert_invalid(&"x".repeat(10_000_000));
    assert!(issued().len() < MAX_TOKEN_BYTES / 4);
}

#[test]
fn a_refresh_token_is_no_access_token() {
    assert_invalid(OpaqueRefreshTokens.mint().expose());
}

#[test]
fn it_does_not_print_its_keys() {
    let keys = tokens().keys.current();
    let shown = format!("{:?} {:?}", tokens(), keys.signing_key().encoding);
    assert!(shown.contains(&kid()));
    assert!(!shown.contains("signing secret"));
    assert!(!shown.contains(&format!("{:?}", SECRET.as_bytes())));
}
