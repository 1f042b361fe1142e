//! Claims that are not ours, signed with the right secret.

use serde_json::{Value, json};

use super::{Add, Forger, json, without};

const TEXTS: [&str; 5] = ["iss", "aud", "sub", "sid", "jti"];
const TIMES: [&str; 3] = ["iat", "nbf", "exp"];

pub(super) fn forge(forger: &Forger<'_>, add: &mut Add<'_>) {
    missing_or_of_another_type(forger, add);
    for_others(forger, add);
    at_other_times(forger, add);
    duplicates(forger, add);
    shapes(forger, add);
}

fn missing_or_of_another_type(forger: &Forger<'_>, add: &mut Add<'_>) {
    for name in TEXTS.into_iter().chain(TIMES) {
        let genuine = forger.claims[name].clone();
        add(format!("no {name}"), forger.of_claims(without(&forger.claims, name)));
        let own_type = if TIMES.contains(&name) { json!(genuine.to_string()) } else { json!(0) };
        for value in [
            Value::Null,
            json!(true),
            json!(1.5),
            json!([]),
            json!({}),
            json!([genuine]),
            json!({"value": genuine}),
            own_type,
        ] {
            add(format!("{name} {value}"), forger.of_claims(forger.claims(name, value)));
        }
    }
}

fn for_others(forger: &Forger<'_>, add: &mut Add<'_>) {
    let mut claim = |name: &str, value: Value| {
        add(format!("{name} {value:.60}"), forger.of_claims(forger.claims(name, value)));
    };
    for name in ["iss", "aud"] {
        let ours = forger.claims[name].as_str().unwrap().to_owned();
        for value in [
            json!(""),
            json!("*"),
            json!("evil"),
            json!(ours.to_uppercase()),
            json!(format!("{ours} ")),
            json!(format!("{ours}\0")),
            json!(format!("{ours}/")),
            json!(format!("{ours},evil")),
            json!(format!("https://{ours}")),
            json!(ours[1..]),
            json!(["evil"]),
            json!(["evil", ours]),
            json!([ours, "evil"]),
            json!([[ours]]),
            json!(ours.replace('a', "\u{430}")),
            json!(ours.repeat(100)),
        ] {
            claim(name, value);
        }
    }
    for name in ["sub", "sid", "jti"] {
        let ours = forger.claims[name].as_str().unwrap().to_owned();
        for value in [
            json!(""),
            json!("0"),
            json!("*"),
            json!("admin"),
            json!("../1"),
            json!("' OR '1'='1"),
            json!(format!("{ours} ")),
            json!(format!("{ours}\0")),
            json!(ours[1..]),
            json!(format!("{ours}0")),
            json!(format!("{ours},{ours}")),
            json!(ours.replace('0', "g")),
            json!(ours.replace('0', "\u{ff10}")),
            json!(ours.repeat(50)),
        ] {
            claim(name, value);
        }
    }
}

fn at_other_times(forger: &Forger<'_>, add: &mut Add<'_>) {
    let issued = forger.claims["iat"].as_i64().unwrap();
    for (name, time) in [
        ("exp", issued),
        ("exp", issued + 1),
        ("exp", issued - 1),
        ("exp", 0),
        ("exp", 1),
        ("exp", -1),
        ("iat", issued + 60),
        ("nbf", issued + 60),
        ("iat", 2 * issued),
        ("nbf", 2 * issued),
    ] {
        add(format!("{name} {time}"), forger.of_claims(forger.claims(name, time)));
    }
    for name in TIMES {
        for value in [
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "1e300",
            "1e999",
            "-1e999",
            "1e9",
            "1800000900.0",
            "1800000900.5",
            "0x6b49d200",
            "01800000900",
            "+1800000900",
            "NaN",
            "Infinity",
            "1_800_000_900",
            "\"1800000900\"",
            "\"2099-01-01T00:00:00Z\"",
            "99999999999999999999999999999999999999999999999999",
        ] {
            let genuine = format!("\"{name}\":{}", forger.claims[name]);
            let claims = json(&forger.claims);
            let changed = claims.replacen(&genuine, &format!("\"{name}\":{value}"), 1);
            assert_ne!(changed, claims);
            add(format!("{name} {value}"), forger.of_claims(changed));
        }
    }
}

fn duplicates(forger: &Forger<'_>, add: &mut Add<'_>) {
    let claims = json(&forger.claims);
    for (name, genuine) in &forger.claims {
        for value in [genuine, &Value::Null] {
            let before = claims.replacen('{', &format!("{{\"{name}\":{value},"), 1);
            let after = format!("{},\"{name}\":{value}}}", claims.trim_end_matches('}'));
            add(format!("{name} {value} and again"), forger.of_claims(before));
            add(format!("{name} again, {value}"), forger.of_claims(after));
        }
    }
}

/// Claims that are no JSON object like ours.
fn shapes(forger: &Forger<'_>, add: &mut Add<'_>) {
    let claims = json(&forger.claims);
    let deep = |depth: usize| {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        claims.replacen("\"ava-studio\"", &nested, 1)
    };
    for shape in [
        String::new(),
        "{}".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "true".to_owned(),
        "0".to_owned(),
        "\"\"".to_owned(),
        "{".to_owned(),
        claims.trim_end_matches('}').to_owned(),
        format!("[{claims}]"),
        format!("{{\"claims\":{claims}}}"),
        format!("{claims}{claims}"),
        format!("{claims},"),
        format!("{claims}\0"),
        format!("\u{feff}{claims}"),
        format!("{claims}//"),
        claims.replacen('}', ",}", 1),
        claims.replace('"', "'"),
        claims.to_uppercase(),
        deep(200),
        deep(1_000),
    ] {
        add(format!("claims {shape:.40?}"), forger.of_claims(&shape));
    }
    let not_utf8 = [claims.as_bytes(), b"\xff"].concat();
    add("claims that are no UTF-8".to_owned(), forger.of_claims(not_utf8));
    let lone_surrogate = claims.replacen("ava-studio", "\\ud800", 1);
    add("claims with half a character".to_owned(), forger.of_claims(lone_surrogate));
}
