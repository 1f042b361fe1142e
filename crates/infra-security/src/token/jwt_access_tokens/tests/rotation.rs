//! Keys that come and go.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

#[test]
fn a_previous_key_still_verifies_and_a_forgotten_one_does_not() {
    let token = issued();
    let rotated = tokens_of(&[OTHER_SECRET, SECRET]);
    assert_eq!(rotated.verify(&token, at(1)), Ok(claims()));

    let new_token = rotated.issue(&claims());
    assert_eq!(tokens().verify(new_token.expose_secret(), at(1)), Err(TokenError::Invalid));
    let forgotten = tokens_of(&[OTHER_SECRET]);
    assert_eq!(forgotten.verify(new_token.expose_secret(), at(1)), Ok(claims()));
    assert_eq!(forgotten.verify(&token, at(1)), Err(TokenError::Invalid));
}

#[test]
fn a_key_cannot_sign_in_the_name_of_another() {
    let rotated = tokens_of(&[OTHER_SECRET, SECRET]);
    let (header, claims) = parts_of(&issued());
    let token = signed(&header.to_string(), &claims.to_string(), OTHER_SECRET);
    assert_eq!(rotated.verify(&token, at(1)), Err(TokenError::Invalid));
}

#[test]
fn replaced_keys_sign_and_verify_from_the_next_call_on() {
    let tokens = tokens();
    let before = issued();
    tokens.replace(SigningKeys::parse(&format!("{OTHER_SECRET}\n{SECRET}")).unwrap());
    let after = tokens.issue(&claims());
    assert_eq!(tokens_of(&[OTHER_SECRET]).verify(after.expose_secret(), at(1)), Ok(claims()));
    assert_eq!(tokens.verify(&before, at(1)), Ok(claims()));

    tokens.replace(SigningKeys::parse(OTHER_SECRET).unwrap());
    assert_eq!(tokens.verify(after.expose_secret(), at(1)), Ok(claims()));
    assert_eq!(tokens.verify(&before, at(1)), Err(TokenError::Invalid));
}

#[test]
fn while_keys_are_replaced_every_token_verifies() {
    let tokens = tokens();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for secrets in [[SECRET, OTHER_SECRET], [OTHER_SECRET, SECRET]].iter().cycle() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                tokens.replace(SigningKeys::parse(&secrets.join("\n")).unwrap());
            }
        });
        for _ in 0..1_000 {
            let token = tokens.issue(&claims());
            let verified = tokens.verify(token.expose_secret(), at(1));
            // Whatever comes of it, the other thread ends.
            stop.store(verified.is_err(), Ordering::Relaxed);
            assert_eq!(verified, Ok(claims()));
        }
        stop.store(true, Ordering::Relaxed);
    });
}
