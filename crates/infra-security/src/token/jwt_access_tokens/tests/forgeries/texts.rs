//! Texts that are not quite a token.

use base64::Engine;

use super::{Add, Forger, OWN_SECRET, URL_SAFE_NO_PAD, hs256, json, signed};

/// What may be dropped by who reads a text carelessly.
const INVISIBLE: [&str; 9] =
    [" ", "\t", "\n", "\r\n", "\0", "\u{a0}", "\u{feff}", "\u{200b}", "\u{2028}"];

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn forge(forger: &Forger<'_>, add: &mut Add<'_>) {
    parts(forger, add);
    surroundings(forger, add);
    other_base64(forger, add);
    signatures(forger, add);
    sizes(forger, add);
}

/// Parts in another order or number.
fn parts(forger: &Forger<'_>, add: &mut Add<'_>) {
    let [header, claims, signature] = forger.parts;
    for token in [
        format!("{header}.{signature}.{claims}"),
        format!("{claims}.{header}.{signature}"),
        format!("{claims}.{signature}.{header}"),
        format!("{signature}.{header}.{claims}"),
        format!("{signature}.{claims}.{header}"),
        format!("{header}.{claims}"),
        format!("{header}.{signature}"),
        format!("{claims}.{signature}"),
        header.to_owned(),
        claims.to_owned(),
        signature.to_owned(),
        format!("{header}..{signature}"),
        format!(".{claims}.{signature}"),
        format!("{header}.{claims}..{signature}"),
        format!("{header}..{claims}.{signature}"),
        format!("{header}.{header}.{claims}.{signature}"),
        format!("{header}.{claims}.{claims}.{signature}"),
        format!("{header}.{claims}.{signature}.{signature}"),
        format!("{header}.{claims}.{signature}..."),
        format!("{header}.{claims}.{signature}.AA.AA"),
        format!("{header}{claims}{signature}"),
        format!("{header},{claims},{signature}"),
        format!("{header}\u{ff0e}{claims}\u{ff0e}{signature}"),
        format!("{header}%2E{claims}%2E{signature}"),
        format!(r#"{{"protected":"{header}","payload":"{claims}","signature":"{signature}"}}"#),
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "....".to_owned(),
        "null".to_owned(),
        "undefined".to_owned(),
        "Bearer".to_owned(),
    ] {
        add(format!("parts {token:.80}"), token);
    }
    let other = signed(json(&forger.header), r#"{"sub":"admin"}"#, OWN_SECRET);
    let other: Vec<&str> = other.split('.').collect();
    for token in [
        format!("{header}.{}.{signature}", other[1]),
        format!("{header}.{claims}.{}", other[2]),
        format!("{}.{}.{signature}", other[0], other[1]),
    ] {
        add("parts of two tokens".to_owned(), token);
    }
}

/// The genuine one with something before, behind, or between.
fn surroundings(forger: &Forger<'_>, add: &mut Add<'_>) {
    let (genuine, [header, claims, signature]) = (forger.genuine, forger.parts);
    for text in INVISIBLE {
        for token in [
            format!("{text}{genuine}"),
            format!("{genuine}{text}"),
            format!("{header}{text}.{claims}.{signature}"),
            format!("{header}.{text}{claims}.{signature}"),
            format!("{header}.{claims}{text}.{signature}"),
            format!("{header}.{claims}.{text}{signature}"),
        ] {
            add(format!("{text:?} around a part"), token);
        }
    }
    for (before, after) in [
        ("\"", "\""),
        ("'", "'"),
        ("<", ">"),
        ("Bearer ", ""),
        ("bearer:", ""),
        ("JWT ", ""),
        ("=", ""),
        ("", "="),
        ("", "=="),
        ("", ";"),
        ("", "?"),
        ("", "#"),
        ("", "&x=1"),
        ("", "/"),
        ("", ", x"),
        ("", "A"),
        ("A", ""),
    ] {
        add(format!("{before:?} before and {after:?} after"), format!("{before}{genuine}{after}"));
    }
    add("twice".to_owned(), format!("{genuine}{genuine}"));
    add("a list".to_owned(), format!("{genuine},{genuine}"));
    add("upper case".to_owned(), genuine.to_uppercase());
    add("lower case".to_owned(), genuine.to_lowercase());
}

/// Other spellings of the same bytes, as they are and signed anew with the right secret.
fn other_base64(forger: &Forger<'_>, add: &mut Add<'_>) {
    let [header, claims, signature] = forger.parts;
    for (place, part) in forger.parts.into_iter().enumerate() {
        let mut spellings = vec![format!("{part}="), format!("{part}=="), format!("{part}A")];
        spellings.extend(spare_bits_set(part));
        spellings.extend([3, 5].map(|at| format!("{}\n{}", &part[..at], &part[at..])));
        let standard = part.replace('-', "+").replace('_', "/");
        spellings.extend((standard != part).then_some(standard));
        for spelling in spellings {
            let mut parts = [header, claims, signature];
            parts[place] = &spelling;
            add(format!("part {place} as {spelling}"), parts.join("."));
            if place < 2 {
                let message = parts[..2].join(".");
                let anew = hs256(&message, forger.secret.as_bytes());
                add(format!("part {place} as {spelling}, signed anew"), anew);
            }
        }
    }
}

/// Texts of the same bytes, but for bits of the last character that belong to none.
fn spare_bits_set(part: &str) -> Vec<String> {
    let spare = match part.len() % 4 {
        2 => 16,
        3 => 4,
        _ => return Vec::new(),
    };
    let (rest, last) = part.split_at(part.len() - 1);
    let value = ALPHABET.iter().position(|&c| c == last.as_bytes()[0]).unwrap();
    assert_eq!(value % spare, 0);
    (1..spare).map(|bits| format!("{rest}{}", char::from(ALPHABET[value + bits]))).collect()
}

/// Signatures that are nearly right.
fn signatures(forger: &Forger<'_>, add: &mut Add<'_>) {
    let [header, claims, signature] = forger.parts;
    let right = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let mut add = |what: String, signature: &[u8]| {
        add(what, format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(signature)));
    };
    for byte in 0..right.len() {
        let mut wrong = right.clone();
        wrong[byte] ^= 1;
        add(format!("another byte {byte} of the signature"), &wrong);
    }
    for length in [0, 1, 16, 31] {
        add(format!("{length} bytes of the signature"), &right[..length]);
    }
    add("a longer signature".to_owned(), &[right.as_slice(), &[0]].concat());
    add("the signature twice".to_owned(), &[right.as_slice(), &right].concat());
    add("a signature of zeros".to_owned(), &[0; 32]);
    add("a signature of ones".to_owned(), &[0xff; 32]);
    add("the signature from its end".to_owned(), &right.iter().rev().copied().collect::<Vec<_>>());
}

/// Texts of up to a megabyte, signed with the right secret where they can be.
fn sizes(forger: &Forger<'_>, add: &mut Add<'_>) {
    for bytes in [4_096, 65_536, 1_000_000] {
        let long = "a".repeat(bytes);
        add(format!("a claim of {bytes}"), forger.of_claims(forger.claims("long", long.as_str())));
        add(format!("a sub of {bytes}"), forger.of_claims(forger.claims("sub", long.as_str())));
        let header = forger.header("kid", long.as_str());
        add(format!("a kid of {bytes}"), forger.under_header(header));
        let header = forger.header("long", long.as_str());
        add(format!("a header of {bytes}"), forger.under_header(header));
        add(format!("a signature of {bytes}"), format!("{}{long}", forger.genuine));
        add(format!("{bytes} dots"), ".".repeat(bytes));
        add(format!("{bytes} letters"), long.clone());
        add(format!("{bytes} spaces before"), format!("{}{}", " ".repeat(bytes), forger.genuine));
        let brackets = format!("{{\"a\":{}", "[".repeat(bytes));
        add(format!("{bytes} brackets in the claims"), forger.of_claims(&brackets));
        add(format!("{bytes} brackets in the header"), forger.under_header(&brackets));
    }
}
