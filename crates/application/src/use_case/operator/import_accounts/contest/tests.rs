use super::*;
use crate::port::FormerRow;

const ASSISTANT: &str = "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10";

fn account(id: &str, email: &str, updated_at: &str, more: &[(&str, &str)]) -> FormerAccount {
    let user = [("email", email), ("updated_at", updated_at)];
    let of_config = |name: &str| name == "vapi_assistant_id";
    let user = user.iter().chain(more.iter().filter(|(name, _)| !of_config(name)));
    let config = more.iter().filter(|(name, _)| of_config(name));
    FormerAccount {
        id: id.to_owned(),
        user: FormerRow::of(user.copied()),
        configs: vec![FormerRow::of(config.copied())],
    }
}

/// Rules on these, entered in both orders.
fn rule(accounts: &[FormerAccount]) -> Rulings {
    let ruled = |accounts: Vec<&FormerAccount>| {
        let mut contest = Contest::default();
        for account in accounts {
            contest.enter(account);
        }
        contest.rule()
    };
    let (forwards, backwards) =
        (ruled(accounts.iter().collect()), ruled(accounts.iter().rev().collect()));
    assert_eq!(forwards.0, backwards.0);
    forwards
}

fn refused(refusal: Refusal) -> Ruling {
    Ruling { refusal: Some(refusal), ..Ruling::default() }
}

#[test]
fn of_two_who_differ_by_letter_case_the_one_who_was_updated_last_is_taken() {
    let rulings = rule(&[
        account("a", "Ada@example.com", "2024-01-01", &[]),
        account("b", "ada@Example.com", "2024-01-02", &[]),
        account("c", "ADA@example.com", "", &[("created_at", "2025-01-01")]),
        account("d", "eve@example.com", "2020-01-01", &[]),
    ]);
    assert_eq!(rulings.of("a"), refused(Refusal::SameEmail));
    assert_eq!(rulings.of("b"), Ruling::default());
    assert_eq!(rulings.of("c"), refused(Refusal::SameEmail));
    assert_eq!(rulings.of("d"), Ruling::default());
}

#[test]
fn who_cannot_be_told_apart_by_time_is_by_id() {
    let rulings = rule(&[
        account("b", "ada@example.com", "2024-01-01", &[]),
        account("a", "Ada@example.com", "2024-01-01", &[]),
    ]);
    assert_eq!(
        (rulings.of("a"), rulings.of("b")),
        (Ruling::default(), refused(Refusal::SameEmail))
    );
}

#[test]
fn two_spellings_of_one_id_are_one_user() {
    let rulings = rule(&[
        account(ASSISTANT, "ada@example.com", "2024-01-01", &[]),
        account(&ASSISTANT.to_uppercase(), "eve@example.com", "2024-01-02", &[]),
    ]);
    assert_eq!(rulings.of(ASSISTANT), refused(Refusal::SameId));
    assert_eq!(rulings.of(&ASSISTANT.to_uppercase()), Ruling::default());
}

#[test]
fn a_phone_is_the_one_s_who_was_updated_last() {
    let rulings = rule(&[
        account("a", "a@example.com", "2024-01-01", &[("phone", "+33612345678")]),
        account("b", "b@example.com", "2024-01-02", &[("phone", "0033 6 12 34 56 78")]),
        account("c", "c@example.com", "2024-01-03", &[("phone", "12")]),
        account("d", "d@example.com", "2024-01-03", &[("phone", "12")]),
    ]);
    assert!(rulings.of("a").phone_is_lost);
    for id in ["b", "c", "d"] {
        assert_eq!(rulings.of(id), Ruling::default());
    }
}

#[test]
fn an_assistant_that_several_lay_claim_to_is_nobody_s() {
    let brings = [("vapi_assistant_id", ASSISTANT)];
    let shared = Ruling { assistant_is_shared: true, ..Ruling::default() };
    let rulings = rule(&[
        account("a", "a@example.com", "2024-01-01", &brings),
        account("b", "b@example.com", "2024-01-02", &brings),
    ]);
    assert_eq!((rulings.of("a"), rulings.of("b")), (shared, shared));
    // Who is not taken over has no claim on anything.
    let rulings = rule(&[
        account("a", "A@example.com", "2024-01-01", &brings),
        account("b", "a@example.com", "2024-01-02", &brings),
        account("c", "no address", "2024-01-03", &brings),
    ]);
    assert_eq!(rulings.of("b"), Ruling::default());
    assert_eq!(rulings.of("c").refusal, Some(Refusal::NoEmail));
}
