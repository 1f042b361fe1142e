//! Texts that nobody thought of.

use chrono::DateTime;
use prop::sample::Index;

use super::*;

/// A change of a text.
#[derive(Debug, Clone)]
enum Edit {
    Insert(Index, String),
    Remove(Index, Index),
    Replace(Index, char),
    /// A stretch of it comes again elsewhere.
    Repeat(Index, Index, Index),
    Swap(Index, Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    // As often what can be in a token as anything else.
    let character =
        || prop_oneof![prop::char::ranges(vec!['a'..='z', '-'..='.'].into()), any::<char>()];
    prop_oneof![
        (at(), "[A-Za-z0-9_.=-]{1,4}|.{1,4}").prop_map(|(at, text)| Edit::Insert(at, text)),
        (at(), at()).prop_map(|(from, to)| Edit::Remove(from, to)),
        (at(), character()).prop_map(|(at, character)| Edit::Replace(at, character)),
        (at(), at(), at()).prop_map(|(from, to, at)| Edit::Repeat(from, to, at)),
        (at(), at()).prop_map(|(one, other)| Edit::Swap(one, other)),
    ]
}

impl Edit {
    #[expect(clippy::needless_pass_by_value, reason = "it is the step of a fold")]
    fn applied(text: String, edit: &Self) -> String {
        let mut text: Vec<char> = text.chars().collect();
        let place = |index: &Index, text: &[char]| index.index(text.len() + 1);
        let stretch = |one: &Index, other: &Index, text: &[char]| {
            let (one, other) = (place(one, text), place(other, text));
            one.min(other)..one.max(other)
        };
        match edit {
            Self::Insert(at, more) => {
                let at = place(at, &text);
                text.splice(at..at, more.chars());
            }
            Self::Remove(from, to) => {
                let gone = stretch(from, to, &text);
                text.drain(gone);
            }
            Self::Replace(at, character) => {
                let at = place(at, &text);
                if let Some(replaced) = text.get_mut(at) {
                    *replaced = *character;
                }
            }
            Self::Repeat(from, to, at) => {
                let again = text[stretch(from, to, &text)].to_vec();
                let at = place(at, &text);
                text.splice(at..at, again);
            }
            Self::Swap(one, other) => {
                let (one, other) = (place(one, &text), place(other, &text));
                if one.max(other) < text.len() {
                    text.swap(one, other);
                }
            }
        }
        text.into_iter().collect()
    }
}

proptest! {
    #[test]
    fn any_text_is_refused_without_a_panic(
        text in ".{0,5000}",
        header in "\\{\"(alg|typ|kid|jwk|crit)\":(\"HS256\"|null|\\{\\}|\\[\\]|1)\\}",
        claims in "\\{\"(exp|sub|iss)\":(\"x\"|null|1e999|-1|\\[\\[\\[)\\}",
    ) {
        let forged = signed(&header, &claims, SECRET);
        let with_our_header = signed(
            &serde_json::to_string(&tokens().keys.current().signing_key().header).unwrap(),
            &claims,
            SECRET,
        );
        for token in [text, forged, with_our_header] {
            prop_assert_eq!(tokens().verify(&token, at(1)), Err(TokenError::Invalid));
        }
    }

    #[test]
    fn with_any_character_changed_it_is_invalid(
        at_index in any::<prop::sample::Index>(),
        replacement in "[A-Za-z0-9_.=-]",
    ) {
        let mut token = issued();
        let at_index = at_index.index(token.len());
        prop_assume!(token[at_index..=at_index] != replacement);
        token.replace_range(at_index..=at_index, &replacement);
        prop_assert_eq!(tokens().verify(&token, at(1)), Err(TokenError::Invalid));
    }

    #[test]
    fn in_any_way_mutated_it_is_invalid(edits in prop::collection::vec(edit(), 1..6)) {
        let genuine = issued();
        let token = edits.iter().fold(genuine.clone(), Edit::applied);
        prop_assume!(token != genuine);
        prop_assert_eq!(tokens().verify(&token, at(1)), Err(TokenError::Invalid));
    }

    #[test]
    fn any_three_parts_are_refused_without_a_panic(
        header in prop::collection::vec(any::<u8>(), 0..200),
        claims in prop::collection::vec(any::<u8>(), 0..200),
        signature in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let [header, claims, signature] =
            [header, claims, signature].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        let genuine = issued();
        let (ours, _) = genuine.split_once('.').unwrap();
        for header in [header.as_str(), ours] {
            let token = format!("{header}.{claims}.{signature}");
            prop_assert_eq!(tokens().verify(&token, at(1)), Err(TokenError::Invalid));
        }
    }

    #[test]
    fn what_is_issued_verifies_for_its_time(
        (user, session, id) in any::<(u128, u128, u128)>(),
        issued_at in 0_i64..4_000_000_000,
        lives_for in 1_i64..10_000,
    ) {
        let time = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let claims = AccessClaims {
            user_id: UserId::new(Uuid::from_u128(user)),
            session_id: SessionId::new(Uuid::from_u128(session)),
            token_id: Uuid::from_u128(id),
            issued_at: time(issued_at),
            expires_at: time(issued_at + lives_for),
        };
        let token = tokens().issue(&claims);
        let verify = |seconds| tokens().verify(token.expose_secret(), time(seconds));
        prop_assert_eq!(verify(issued_at), Ok(claims));
        prop_assert_eq!(verify(issued_at + lives_for - 1), Ok(claims));
        prop_assert_eq!(verify(issued_at + lives_for), Err(TokenError::Expired));
    }
}
