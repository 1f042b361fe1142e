//! No signature, of another algorithm, or of another key.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use aws_lc_rs::{digest, hmac};
use serde_json::{Value, json};

use super::{Add, Forger, OWN_SECRET, URL_SAFE_NO_PAD, hmac_signed, json, message, without};
use base64::Engine;

/// Ways to say that there is no signature, or nothing at all.
const NONE: [&str; 16] = [
    "none",
    "None",
    "NONE",
    "nOnE",
    "NoNe",
    "noNe",
    "nonE",
    "none ",
    " none",
    "none\0",
    "n\u{f6}ne",
    "null",
    "undefined",
    "false",
    "",
    "\0",
];

/// Algorithms that are not ours, and spellings of it that are not ours.
const OTHERS: [&str; 24] = [
    "HS384",
    "HS512",
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES256K",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
    "A128KW",
    "dir",
    "HS1",
    "HS256/64",
    "hs256",
    "Hs256",
    "HS-256",
    "HS256 ",
    "HMAC-SHA256",
    "\u{ff28}\u{ff33}256",
];

pub(super) fn forge(forger: &Forger<'_>, add: &mut Add<'_>) {
    unsigned(forger, add);
    of_another_algorithm(forger, add);
    of_another_key(forger, add);
}

fn unsigned(forger: &Forger<'_>, add: &mut Add<'_>) {
    let spellings = NONE.map(Value::from);
    let others = [Value::Null, json!(0), json!(false), json!([]), json!(["none"]), json!({})];
    let headers = spellings.into_iter().chain(others).map(|alg| forger.header("alg", alg));
    let claims = json(&forger.claims);
    for header in headers.chain([without(&forger.header, "alg")]) {
        let message = message(&header, &claims);
        for signature in ["", forger.parts[2], "AA"] {
            add(format!("{header} with {signature:?}"), format!("{message}.{signature}"));
        }
        add(format!("{header} without a signature"), message);
    }
    add("no signature".to_owned(), format!("{}.{}.", forger.parts[0], forger.parts[1]));
}

fn of_another_algorithm(forger: &Forger<'_>, add: &mut Add<'_>) {
    let claims = json(&forger.claims);
    for algorithm in OTHERS {
        let header = forger.header("alg", algorithm);
        add(format!("{algorithm}, signed as HS256"), forger.under_header(&header));
        let kept = format!("{}.{}", message(&header, &claims), forger.parts[2]);
        add(format!("{algorithm} over the genuine signature"), kept);
    }
    for (name, algorithm) in [("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)] {
        for header in [name, "HS256"] {
            let message = message(forger.header("alg", header), &claims);
            let token = hmac_signed(algorithm, &message, forger.secret.as_bytes());
            add(format!("{header}, signed as {name}"), token);
        }
    }
    let key = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let public = URL_SAFE_NO_PAD.encode(key.public_key());
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": public});
    for (name, value) in [("alg", json!("EdDSA")), ("jwk", jwk)] {
        let mut header = forger.header.clone();
        header.insert("alg".to_owned(), json!("EdDSA"));
        header.insert(name.to_owned(), value);
        let message = message(json(&header), &claims);
        let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
        add(format!("EdDSA of the forger's key, {name}"), format!("{message}.{signature}"));
    }
}

fn of_another_key(forger: &Forger<'_>, add: &mut Add<'_>) {
    let message = format!("{}.{}", forger.parts[0], forger.parts[1]);
    let secret = forger.secret;
    let hashed = digest::digest(&digest::SHA256, secret.as_bytes());
    let known: [&[u8]; 22] = [
        b"",
        b"secret",
        b"password",
        b"changeme",
        b"your-256-bit-secret",
        b"ava-studio",
        b"ava-studio-api",
        b"AVA_API_JWT_SECRET_KEY",
        b"HS256",
        b"at+jwt",
        b"null",
        b"undefined",
        b"0",
        b"ava-studio signing key id v1\0",
        OWN_SECRET.as_bytes(),
        forger.kid().as_bytes(),
        forger.parts[0].as_bytes(),
        forger.parts[1].as_bytes(),
        forger.parts[2].as_bytes(),
        hashed.as_ref(),
        &secret.as_bytes()[..32],
        &secret.as_bytes()[1..],
    ];
    let derived = [
        format!("{secret}\n"),
        format!(" {secret}"),
        secret.to_uppercase(),
        secret.chars().rev().collect(),
        URL_SAFE_NO_PAD.encode(secret),
        format!("{secret}{secret}"),
    ];
    for key in known.into_iter().chain(derived.iter().map(String::as_bytes)) {
        let what = format!("signed with {:?}", String::from_utf8_lossy(key));
        add(what, hmac_signed(hmac::HMAC_SHA256, &message, key));
    }
}
