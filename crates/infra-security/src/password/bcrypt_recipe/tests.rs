use proptest::prelude::*;

use super::*;

/// Salt and output of some hash of cost 4.
const REST: &str = "1A9hmEgZtmFdT0NYMuXSe.VbuMenTzovvUAtfCTt48tU1dAeacRsG";

fn verifies(password: &[u8], hash: &str) -> bool {
    let (recipe, output) = BcryptRecipe::parse(hash).unwrap();
    recipe.derive(password) == output
}

/// jBCrypt's and OpenBSD's (`TestBCrypt.java`), `crypt_blowfish`'s (`wrapper.c`).
#[test]
fn published_vectors_verify() {
    const ALPHANUMERIC_72: &str =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let longer = format!("{ALPHANUMERIC_72}chars after 72 are ignored");
    for (password, hash) in [
        (&b""[..], "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."),
        (b"a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"),
        (
            b"abcdefghijklmnopqrstuvwxyz",
            "$2a$08$aTsUwsyowQuzRrDqFflhgekJ8d9/7Z3GV3UcgvzQW3J5zMyrTvlz.",
        ),
        (b"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        (b"U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
        (longer.as_bytes(), "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"),
        (b"\xa3", "$2a$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"),
        (b"\xa3", "$2b$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"),
        (b"\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"),
        (b"\xff\xff\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"),
    ] {
        assert!(verifies(password, hash), "{hash}");
        assert!(!verifies(b"wrong", hash), "{hash}");
    }
}

/// By passlib 1.7.4 over bcrypt 4.0.1: `bcrypt.using(rounds=4, ident=…).hash(…)`.
#[test]
fn hashes_of_the_former_services_library_verify() {
    let hebrew = "שלום עולם";
    for (password, hash) in [
        ("correct horse battery", "$2a$04$Rv5DDV6Qre0QdURdKygyeObKsF4o7MRpiNZtQBuRtgCasj1GM5fPe"),
        ("", "$2a$04$7ngcliyWg2EJn19pHPx7oOTjAYiRTwbi0jZBS/nMQYMn3A1wwHeiG"),
        (hebrew, "$2a$04$M.9FqspEdznjg/5ZAaey3erwXYArgDAJoynVzaZkJ2lG0U7HffsmS"),
        ("correct horse battery", "$2b$04$1A9hmEgZtmFdT0NYMuXSe.VbuMenTzovvUAtfCTt48tU1dAeacRsG"),
        ("", "$2b$04$nrrfvhPcfLMvRHVDz9jbY.9E0FBAcaqNltzNE84/aigLD3rv8Uje6"),
        (hebrew, "$2b$04$Lvm7V1JtVmnnZlNIHHoZr.BGWXMwwOsfrBUalXvuPUo9AZR8WnboO"),
        ("correct horse battery", "$2y$04$YYBkygVVqG35kCsNvTzFU.hQgCkOFVJyvo5Ls6Z1mbmhfgRmbBU3K"),
        ("", "$2y$04$tqaJAcp73/gwqb/KwC2oMuiKYbAB9oT5h6bwD82aflM9qtx..tfVq"),
        (hebrew, "$2y$04$nQn4uZAWroKiDW3MsYMlE.FVHQ9/PsG/22S2PUKUod/VaLLcvouUS"),
        ("correct horse battery", "$2b$12$bcw.I6xjm/JM/546SShRbeI6iXFRJLjBpzuy6vO8dhXz3tswqe2TG"),
    ] {
        assert!(verifies(password.as_bytes(), hash), "{hash}");
        assert!(!verifies(b"correct horse batter", hash), "{hash}");
    }
}

/// By the same library.
#[test]
fn of_a_long_password_the_first_72_bytes_count_even_in_the_midst_of_a_character() {
    let x72 = "$2b$04$KxL38mYV8U3TXx3k/nI3z.YqmiN3wZ6LkbBZ8FjcVr.APwhCFLVVW";
    for (password, is_right) in [
        ("x".repeat(72) + "ignored", true),
        ("x".repeat(72), true),
        ("x".repeat(256 * 1024), true),
        ("x".repeat(71), false),
        ("x".repeat(71) + "y", false),
    ] {
        assert_eq!(verifies(password.as_bytes(), x72), is_right, "{} bytes", password.len());
    }
    let split = "$2b$04$.ALett27hjiCo70a834U.enat6s3Ofu35P7eEptXskghGF3Kgp7ny";
    assert!(verifies(("x".repeat(71) + "שלום").as_bytes(), split));
    assert!(verifies(&[&[b'x'; 71][..], b"\xd7"].concat(), split));
    assert!(!verifies(("x".repeat(71) + "ü").as_bytes(), split));
}

#[test]
fn a_password_with_a_nul_is_not_taken_for_the_one_that_it_repeats() {
    let a = "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe";
    assert!(verifies(b"a\0a", a), "bcrypt itself can tell them apart");
    assert!(!BcryptRecipe::takes(b"a\0a"));
    assert!(!BcryptRecipe::takes(&[&[b'x'; 100][..], b"\0"].concat()));
    assert!(BcryptRecipe::takes(b"a"));
    assert!(BcryptRecipe::takes(b""));
}

#[test]
fn absurd_costs_are_refused_before_they_are_run() {
    for cost in ["00", "01", "03", "15", "20", "31", "32", "99"] {
        let parsed = BcryptRecipe::parse(&format!("$2b${cost}${REST}"));
        assert!(matches!(parsed, Err(StoredHashError::Cost)), "{cost} was taken");
    }
    for cost in ["04", "14"] {
        assert!(BcryptRecipe::parse(&format!("$2b${cost}${REST}")).is_ok(), "{cost}");
    }
}

#[test]
fn bits_that_bcrypt_ignores_in_a_salt_are_ignored() {
    let noisy = "$2a$06$m0CrhHm10qJ3lXRY.5zDGP3rS2KdeeWLuGmsfGlMfOxih58VYVfxe";
    assert!(verifies(b"a", noisy));
}

#[test]
fn what_is_no_bcrypt_hash_is_refused() {
    for text in [
        String::new(),
        format!("$2$04${REST}"),
        format!("$2x$04${REST}"),
        format!("$2c$04${REST}"),
        format!("2b$04${REST}"),
        format!("$2b$4${REST}"),
        format!("$2b$004${REST}"),
        format!("$2b$+4${REST}"),
        format!("$2b$ 4${REST}"),
        format!("$2b$4294967300${REST}"),
        format!("$2b$04{REST}"),
        format!("$2b$04${REST}."),
        format!("$2b$04${REST}$"),
        format!("$2b$04${REST}\n"),
        format!("$2b$04${}", &REST[1..]),
        format!("$2b$04${}", &REST[..22]),
        format!("$2b$04${}=", &REST[1..]),
        format!("$2b$04${}", REST.replace('.', "+")),
        format!("$2b$04${}ש{}", &REST[..21], &REST[23..]),
        "$2b$04$".to_owned(),
        "$2b$".to_owned(),
        "$2a".to_owned(),
    ] {
        assert!(BcryptRecipe::parse(&text).is_err(), "{text} was taken");
    }
}

proptest! {
    #[test]
    fn any_text_is_parsed_without_a_panic(
        text in ".*",
        bcrypt in "\\$2[abxy]\\$[0-9]{1,3}\\$[A-Za-z0-9./]{50,56}",
        foreign in "\\$2b\\$04\\$\\PC{20,60}",
    ) {
        for text in [text, bcrypt, foreign] {
            if let Ok((recipe, _)) = BcryptRecipe::parse(&text) {
                prop_assert!((4..=14).contains(&recipe.cost));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_password_is_hashed_without_a_panic(password in prop::collection::vec(any::<u8>(), 0..200)) {
        let recipe = BcryptRecipe { cost: BcryptRecipe::MIN_COST, salt: [7; 16] };
        let cut = &password[..password.len().min(72)];
        prop_assert_eq!(recipe.derive(&password), recipe.derive(cut));
    }
}
