//! Every way we know of to forge a token, over and over.

mod algorithms;
mod claims;
mod headers;
mod texts;

use std::collections::BTreeSet;

use application::TokenError;
use application::port::AccessTokens;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::{OTHER_SECRET, SECRET, at, issued, tokens_of};

#[test]
fn no_forged_token_is_accepted() {
    let genuine = issued();
    let forgeries = forgeries(&genuine, SECRET);
    let tokens = tokens_of(&[SECRET, OTHER_SECRET]);
    for Forgery { what, token } in &forgeries {
        let refused = tokens.verify(token, at(1));
        let is_refused = matches!(refused, Err(TokenError::Invalid | TokenError::Expired));
        assert!(is_refused, "{what}: {refused:?}");
    }
    assert_eq!(tokens.verify(&genuine, at(1)), Ok(super::claims()));

    let distinct: BTreeSet<&str> = forgeries.iter().map(|forgery| forgery.token.as_str()).collect();
    assert!(!distinct.contains(genuine.as_str()));
    assert!(distinct.len() >= 900, "only {}", distinct.len());
}

/// A forged token, and what is wrong with it.
struct Forgery {
    what: String,
    token: String,
}

/// All that can be made of a genuine token that nobody signed but us. Many are signed with the
/// right secret, which no forger has, so that the signature is not what gives them away.
fn forgeries(genuine: &str, secret: &str) -> Vec<Forgery> {
    let forger = Forger::new(genuine, secret);
    let mut all = Vec::new();
    let mut add = |what: String, token: String| all.push(Forgery { what, token });
    algorithms::forge(&forger, &mut add);
    headers::forge(&forger, &mut add);
    claims::forge(&forger, &mut add);
    texts::forge(&forger, &mut add);
    all
}

/// Takes a forgery, and what is wrong with it.
type Add<'a> = dyn FnMut(String, String) + 'a;

type Members = Map<String, Value>;

/// What forgeries are made of.
struct Forger<'a> {
    genuine: &'a str,
    /// The genuine one's three parts, as they are in it.
    parts: [&'a str; 3],
    header: Members,
    claims: Members,
    /// The right one.
    secret: &'a str,
}

/// What a forger signs with.
const OWN_SECRET: &str = "a secret that is the forger's own, 44 bytes.";

impl<'a> Forger<'a> {
    fn new(genuine: &'a str, secret: &'a str) -> Self {
        let parts: Vec<&str> = genuine.split('.').collect();
        let parts = <[&str; 3]>::try_from(parts).unwrap();
        let members = |part| -> Members {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        Self { genuine, parts, header: members(parts[0]), claims: members(parts[1]), secret }
    }

    fn kid(&self) -> &str {
        self.header["kid"].as_str().unwrap()
    }

    /// The genuine header, as JSON, with this member.
    fn header(&self, name: &str, value: impl Into<Value>) -> String {
        with(&self.header, name, value.into())
    }

    /// The genuine claims, as JSON, with this member.
    fn claims(&self, name: &str, value: impl Into<Value>) -> String {
        with(&self.claims, name, value.into())
    }

    /// With this header, signed with the right secret.
    fn under_header(&self, header: impl AsRef<[u8]>) -> String {
        signed(header, json(&self.claims), self.secret)
    }

    /// With these claims, signed with the right secret.
    fn of_claims(&self, claims: impl AsRef<[u8]>) -> String {
        signed(json(&self.header), claims, self.secret)
    }
}

fn signed(header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>, secret: impl AsRef<[u8]>) -> String {
    hs256(&message(header, claims), secret.as_ref())
}

fn with(members: &Members, name: &str, value: Value) -> String {
    let mut members = members.clone();
    members.insert(name.to_owned(), value);
    json(&members)
}

fn without(members: &Members, name: &str) -> String {
    let mut members = members.clone();
    members.remove(name).unwrap();
    json(&members)
}

fn json(members: &Members) -> String {
    Value::Object(members.clone()).to_string()
}

/// What is signed of a token.
fn message(header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

fn hs256(message: &str, secret: &[u8]) -> String {
    hmac_signed(hmac::HMAC_SHA256, message, secret)
}

fn hmac_signed(algorithm: hmac::Algorithm, message: &str, secret: &[u8]) -> String {
    let signature = hmac::sign(&hmac::Key::new(algorithm, secret), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}
