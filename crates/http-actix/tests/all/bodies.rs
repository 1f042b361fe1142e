//! Bodies that are not what they should be: each its own refusal, and nothing is stored.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::harness::{
    ADOPT, Answer, CONFIG, Client, LOG_IN, ME, NEW_PASSWORD, ONBOARDING, PROFILE, REFRESH, SIGN_UP,
    Server, TWILIO, VAPI,
};

const LIMIT: usize = 256 * 1024;
const JSON: &str = "application/json";

/// Every endpoint that takes a body.
const TAKING: [(&str, &str); 12] = [
    ("POST", SIGN_UP),
    ("POST", LOG_IN),
    ("POST", REFRESH),
    ("POST", NEW_PASSWORD),
    ("PATCH", ME),
    ("DELETE", ME),
    ("PATCH", PROFILE),
    ("PATCH", ONBOARDING),
    ("PATCH", CONFIG),
    ("POST", VAPI),
    ("POST", TWILIO),
    ("POST", ADOPT),
];

/// A user at revision 1, and a check that nothing changed since.
async fn at_revision_1(server: &Server) -> (Client, Value) {
    let ada = server.sign_up("ada").await;
    let config = ada.patch(CONFIG, json!({ "tone": "warm" })).await.ok();
    (ada, config)
}

async fn patch_with(ada: &Client, media_type: &str, body: impl Into<Vec<u8>>) -> Answer {
    ada.request("PATCH", CONFIG).body(media_type, body.into()).send().await
}

#[actix_web::test]
async fn what_is_not_json_is_malformed_and_the_place_is_told() {
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    for body in [
        "",
        " ",
        "{",
        r#"{"voiceSpeed":}"#,
        r#"{"voiceSpeed":1.2,}"#,
        r#"{"voiceSpeed":NaN}"#,
        r#"{"voiceSpeed":Infinity}"#,
        r#"{"voiceSpeed":1e999}"#,
        r#"{"voiceSpeed":-1e999}"#,
        r#"{"voiceSpeed":01}"#,
        r#"{"tone":"\ud800"}"#,
        r#"{"tone":"\udc00\ud800"}"#,
        "{\"tone\":\"a\u{0}b\"}",
        r#"{"tone":'single'}"#,
        "{} {}",
        "tone=warm",
        "\u{feff}{}",
    ] {
        let answer = patch_with(&ada, JSON, body).await;
        answer.is_problem(400, "malformed_json");
        let detail = answer.json()["detail"].take();
        assert!(detail.as_str().unwrap().contains("line 1, column"), "{detail}");
    }
    patch_with(&ada, JSON, b"{\"tone\":\"\xff\xfe\"}").await.is_problem(400, "malformed_json");
    assert_eq!(ada.get(CONFIG).await.ok(), config);
}

#[actix_web::test]
async fn json_that_is_no_object_is_of_the_wrong_type() {
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    for (method, path) in TAKING {
        for body in ["[]", "null", "\"x\"", "7", "true", r#"[{"tone":"calm"}]"#] {
            let call = ada.request(method, path).body(JSON, body);
            call.send().await.is_invalid(&[("", "wrong_type")]);
        }
    }
    assert_eq!(ada.get(CONFIG).await.ok(), config);
}

#[actix_web::test]
async fn what_is_nested_deeper_than_anybody_needs_is_malformed_wherever_it_stands() {
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    let lists = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let objects = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    for body in [
        format!("{{\"x\":{}}}", lists(127)),
        format!("{{\"x\":{}}}", lists(100_000)),
        format!("{{\"tone\":{}}}", lists(100_000)),
        objects(128),
        objects(40_000),
        lists(128),
        lists(100_000),
        "[".repeat(100_000),
    ] {
        for (method, path) in TAKING {
            let answer = ada.request(method, path).body(JSON, body.clone()).send().await;
            answer.is_problem(400, "malformed_json");
        }
    }
    let unknown = patch_with(&ada, JSON, format!("{{\"x\":{}}}", lists(126))).await;
    assert_eq!(unknown.ok(), config);
    let known = patch_with(&ada, JSON, format!("{{\"tone\":{}}}", lists(126))).await;
    known.is_invalid(&[("/tone", "wrong_type")]);
    patch_with(&ada, JSON, lists(127)).await.is_invalid(&[("", "wrong_type")]);
}

#[actix_web::test]
async fn whatever_harm_a_body_means_is_refused_by_every_endpoint_that_takes_one() {
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    let long_number = format!(r#"{{"x":1{}"#, "0".repeat(100_000));
    for body in [
        &b"{\"x\":\"a\0b\"}"[..],
        br#"{"x":"\ud800"}"#,
        br#"{"x":"\udc00\ud800"}"#,
        br#"{"x":1e400}"#,
        br#"{"x":-1e400}"#,
        b"{\"x\":\"\xc3\x28\"}",
        b"{\"x\":\"\xc0\x80\"}",
        b"\xff\xfe{\0}\0",
        b"{\0}\0",
        b"{}{}",
        br#"{"x":"#,
        long_number.as_bytes(),
    ] {
        for (method, path) in TAKING {
            let answer = ada.request(method, path).body(JSON, body.to_vec()).send().await;
            assert!([400, 422].contains(&answer.status), "{method} {path}: {answer}");
        }
    }
    assert_eq!(ada.get(CONFIG).await.ok(), config);
}

#[actix_web::test]
async fn a_field_that_stands_there_twice_is_refused() {
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    for twice in [r#"{"voiceSpeed":1.1,"voiceSpeed":1.2}"#, r#"{"x":1,"tone":"calm","x":1}"#] {
        patch_with(&ada, JSON, twice).await.is_invalid(&[("", "wrong_type")]);
    }
    assert_eq!(ada.get(CONFIG).await.ok(), config);
    let fields = [
        "email",
        "identifier",
        "refresh_token",
        "new_password",
        "name",
        "password",
        "name",
        "onboarding_step",
        "tone",
        "vapi_api_key",
        "auth_token",
    ];
    for ((method, path), field) in TAKING.into_iter().zip(fields) {
        let twice = format!(r#"{{"{field}":"Ada","{field}":"Eve"}}"#);
        let call = ada.request(method, path).body(JSON, twice);
        call.send().await.is_invalid(&[("", "wrong_type")]);
    }
}

#[actix_web::test]
async fn a_value_of_the_wrong_type_or_out_of_bounds_is_told_by_its_field() {
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    for (field, value, code) in [
        ("aiTemperature", json!(9), "out_of_range"),
        ("voiceSpeed", json!(99), "out_of_range"),
        ("voiceSpeed", json!("abc"), "wrong_type"),
        ("voiceSpeed", json!("1.05"), "wrong_type"),
        ("voiceSpeed", json!(true), "wrong_type"),
        ("voiceSpeed", json!([1]), "wrong_type"),
        ("aiMaxTokens", json!(500.5), "wrong_type"),
        ("aiMaxTokens", json!(4_294_967_796_u64), "out_of_range"),
        ("aiMaxTokens", json!(u64::MAX), "out_of_range"),
        ("aiMaxTokens", json!(i64::MIN), "out_of_range"),
        ("aiMaxTokens", json!(1e300), "out_of_range"),
        ("askForName", json!("no"), "wrong_type"),
        ("askForName", json!(0), "wrong_type"),
        ("organizationName", json!("x".repeat(300)), "too_long"),
        ("organizationName", json!("   "), "too_short"),
        ("organizationName", json!(7), "wrong_type"),
        ("tone", json!("a\u{0}b"), "control_character"),
        ("systemPrompt", json!("a\u{1b}[31m"), "control_character"),
        ("timezone", json!("Mars/Olympus"), "unknown_value"),
        ("timezone", json!(""), "too_short"),
        ("smtpPort", json!(587), "wrong_type"),
        ("smtpPort", json!("0"), "out_of_range"),
        ("smtpPort", json!("+587"), "out_of_range"),
        ("adminEmail", json!("ada@localhost"), "invalid_format"),
        ("adminEmail", json!("a@b.c\r\nbcc: eve@example.com"), "invalid_format"),
        ("guidelines", json!("x".repeat(8001)), "too_long"),
    ] {
        let answer = ada.patch(CONFIG, json!({ field: value })).await;
        answer.is_invalid(&[(&format!("/{field}"), code)]);
        let detail = answer.json()["detail"].take();
        assert!(detail.as_str().unwrap().starts_with(field), "{detail}");
        assert_eq!(ada.get(CONFIG).await.ok(), config);
    }
}

#[actix_web::test]
async fn two_wrong_fields_are_both_reported_and_the_right_one_beside_them_is_not_stored() {
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    let body = json!({ "voiceSpeed": 99, "tone": "calm", "aiTemperature": 9 });
    let answer = ada.patch(CONFIG, body).await;
    answer.is_invalid(&[("/aiTemperature", "out_of_range"), ("/voiceSpeed", "out_of_range")]);
    assert_eq!(
        answer.json()["detail"],
        "aiTemperature must be between 0 and 2, got 9; voiceSpeed must be between 0.25 and 4, got 99."
    );
    assert_eq!(ada.get(CONFIG).await.ok(), config);
}

#[actix_web::test]
async fn json_and_merge_patches_in_utf_8_are_taken() {
    let server = Server::start().await;
    let (ada, _) = at_revision_1(&server).await;
    for media_type in [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "APPLICATION/JSON",
        "application/merge-patch+json",
        "application/json; profile=x",
    ] {
        assert_eq!(patch_with(&ada, media_type, "{}").await.status, 200, "{media_type}");
    }
}

#[actix_web::test]
async fn every_other_content_type_is_415() {
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    for media_type in [
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/jsonx",
        "application/*",
        "json",
        "",
    ] {
        for (method, path) in TAKING {
            let call = ada.request(method, path).body(media_type, r#"{"tone":"calm"}"#);
            call.send().await.is_problem(415, "unsupported_media_type");
        }
    }
    let untyped = ada.request("PATCH", CONFIG).untyped(r#"{"tone":"calm"}"#).send().await;
    untyped.is_problem(415, "unsupported_media_type");
    assert_eq!(ada.get(CONFIG).await.ok(), config);
}

#[actix_web::test]
async fn a_compressed_body_is_415() {
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    for encoding in ["gzip", "br", "deflate"] {
        let call = ada.request("PATCH", CONFIG).header("content-encoding", encoding);
        let answer = call.body(JSON, r#"{"tone":"calm"}"#).send().await;
        answer.is_problem(415, "unsupported_media_type");
    }
    assert_eq!(ada.get(CONFIG).await.ok(), config);
}

#[actix_web::test]
async fn a_body_of_256_kib_is_read_and_one_byte_more_is_413() {
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    let padded = |length: usize| format!("{{}}{}", " ".repeat(length - 2));
    assert_eq!(patch_with(&ada, JSON, padded(LIMIT)).await.status, 200);
    for length in [LIMIT + 1, 2 * 1024 * 1024] {
        for (method, path) in TAKING {
            let told = ada.request(method, path).body(JSON, padded(length));
            told.send().await.is_problem(413, "payload_too_large");
        }
        let untold = ada.request("PATCH", CONFIG).header("content-type", JSON);
        let answer = untold.untyped(padded(length)).send().await;
        answer.is_problem(413, "payload_too_large");
    }
    assert_eq!(ada.get(CONFIG).await.ok(), config);
}

#[actix_web::test]
async fn a_body_that_stops_coming_is_408_and_the_connection_is_not_used_again() {
    tokio::time::pause();
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    let answer = ada.request("PATCH", CONFIG).stalled().send().await;
    answer.is_problem(408, "request_timeout");
    assert_eq!(answer.header("connection"), Some("close"));
    assert_eq!(ada.get(CONFIG).await.ok(), config);
    let untold = server.request("PATCH", CONFIG).stalled().send().await;
    untold.is_problem(401, "unauthenticated");
    assert_eq!(untold.header("connection"), Some("close"));
}

#[actix_web::test]
async fn a_body_that_drips_is_408_before_long() {
    tokio::time::pause();
    let server = Server::start().await;
    let (ada, config) = at_revision_1(&server).await;
    for (method, path) in TAKING {
        let asked = Instant::now();
        let answer = ada.request(method, path).slow(1000, 1).send().await;
        answer.is_problem(408, "request_timeout");
        assert_eq!(answer.header("connection"), Some("close"), "{method} {path}");
        assert!(asked.elapsed() < Duration::from_secs(11), "{method} {path}");
    }
    assert_eq!(ada.get(CONFIG).await.ok(), config);
}

#[actix_web::test]
async fn a_refused_body_that_drips_is_given_up_before_long_and_a_steady_one_within_half_a_minute() {
    tokio::time::pause();
    let server = Server::start().await;
    for (bytes_a_second, seconds, connection, answered) in [
        (1, 3, None, 3),
        (1, 9, None, 9),
        (1, 12, Some("close"), 10),
        (10_000, 28, None, 28),
        (10_000, 33, Some("close"), 30),
    ] {
        let asked = Instant::now();
        let call = server.request("PATCH", CONFIG).slow(seconds, bytes_a_second);
        let answer = call.send().await;
        answer.is_problem(401, "unauthenticated");
        assert_eq!(answer.header("connection"), connection, "{seconds} s");
        assert_eq!(asked.elapsed().as_secs(), answered, "{bytes_a_second} bytes a second");
    }
}

#[actix_web::test]
async fn a_password_is_never_echoed() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let told = "tell-nobody-this-1";
    for body in [
        json!({ "email": "x", "password": told }),
        json!({ "email": told, "password": [told] }),
        json!({ "email": "ada@example.com", "password": told, "locale": told, "phone": told }),
        json!({ "identifier": "ada@example.com", "password": told, "remember": told }),
        json!({ "identifier": told, "password": told }),
        json!({ "refresh_token": told, "password": told }),
        json!({ "current_password": told, "new_password": told }),
        json!({ "current_password": [told], "new_password": "password" }),
    ] {
        for path in [SIGN_UP, LOG_IN, REFRESH, NEW_PASSWORD] {
            let answer = ada.post(path, body.clone()).await;
            assert!(answer.status >= 400 && !answer.body.contains(told), "{answer}");
        }
    }
    let broken = format!(r#"{{"email":"x","password":"{told}","#);
    let answer = server.request("POST", SIGN_UP).body(JSON, broken).send().await;
    assert!(!answer.body.contains(told), "{answer}");
}

#[actix_web::test]
async fn a_refused_text_is_never_echoed() {
    let server = Server::start().await;
    let (ada, _) = at_revision_1(&server).await;
    let told = "tell-nobody-this-2\u{0}";
    for field in ["tone", "timezone", "adminEmail", "smtpPort", "voiceSpeed", "smtpPassword"] {
        let answer = ada.patch(CONFIG, json!({ field: told })).await;
        assert_eq!(answer.status, 422);
        assert!(!answer.body.contains("tell-nobody"), "{answer}");
    }
}
