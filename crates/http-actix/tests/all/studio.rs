//! The configuration.

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use crate::harness::{CONFIG, PROFILE, SMTP_PASSWORD, SYNC, Server, snapshot};

#[actix_web::test]
async fn a_user_who_never_saved_gets_every_default_at_revision_0_and_nothing_is_written() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    snapshot!("config_defaults", ada.get(CONFIG).await);
    assert_eq!(server.house.stores.revisions(ada.user_id()), []);
}

#[actix_web::test]
async fn a_patch_of_every_field_answers_and_keeps_every_field() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let answer = ada.patch(CONFIG, every_field()).await;
    snapshot!("config_of_every_field", answer);
    assert_eq!(ada.get(CONFIG).await.ok(), answer.ok());
}

/// A value for each field that can be set, none of them the default.
fn every_field() -> Value {
    json!({
        "organizationName": "Ada's Bakery — מאפייה 😀",
        "adminEmail": " Admin@Example.org ",
        "fallbackEmail": "fallback@example.org",
        "summaryEmail": "summary@example.org",
        "timezone": "america/NEW_YORK",
        "phoneNumber": "+33 1 23 45 67 89",
        "businessHours": "08:00-20:00",
        "smtpServer": "mail.example.org",
        "smtpPort": "465",
        "smtpUsername": "ada",
        "smtpPassword": SMTP_PASSWORD,
        "voiceProvider": "openai",
        "voiceId": "alloy",
        "voiceSpeed": 1,
        "aiModel": "gpt-4o",
        "aiTemperature": 0,
        "aiMaxTokens": 10_000,
        "transcriberProvider": "openai",
        "transcriberModel": "gpt-4o-transcribe",
        "transcriberLanguage": "fr",
        "firstMessage": "Bonjour !\n\tComment puis-je vous aider ?\r\n",
        "systemPrompt": "Tu réponds au téléphone d'une boulangerie.",
        "guidelines": "Toujours poliment.",
        "persona": "warm",
        "tone": "calm",
        "language": "fr",
        "askForName": false,
        "askForEmail": true,
        "askForPhone": true,
    })
}

#[actix_web::test]
async fn the_extremes_of_every_bound_are_taken() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let least = json!({
        "voiceSpeed": 0.25, "aiTemperature": 0, "aiMaxTokens": 50, "smtpPort": "1",
        "organizationName": "x", "transcriberLanguage": "en", "phoneNumber": "", "guidelines": "",
    });
    let greatest = json!({
        "voiceSpeed": 4, "aiTemperature": 2.0, "aiMaxTokens": 10_000, "smtpPort": "65535",
        "organizationName": "😀".repeat(255), "systemPrompt": "é".repeat(32_000),
        "firstMessage": "x".repeat(2000), "guidelines": "x".repeat(8000),
        "language": "x".repeat(10), "voiceId": "x".repeat(255), "phoneNumber": "1".repeat(50),
    });
    for extreme in [least, greatest] {
        let config = ada.patch(CONFIG, extreme.clone()).await.ok();
        for (field, value) in extreme.as_object().unwrap() {
            match value.as_f64() {
                Some(number) => assert_eq!(config[field].as_f64(), Some(number), "{field}"),
                None => assert_eq!(config[field], *value, "{field}"),
            }
        }
    }
}

#[actix_web::test]
async fn what_lies_beyond_a_bound_is_refused_and_all_of_it_is_told() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let beyond = json!({
        "organizationName": "x".repeat(256),
        "adminEmail": "ada",
        "timezone": "Mars/Olympus",
        "phoneNumber": "1".repeat(51),
        "smtpPort": "65536",
        "voiceSpeed": 0.24,
        "aiTemperature": 2.1,
        "aiMaxTokens": 49,
        "transcriberLanguage": "e",
        "firstMessage": "",
        "systemPrompt": "x".repeat(32_001),
        "askForName": "no",
    });
    ada.patch(CONFIG, beyond).await.is_invalid(&[
        ("/adminEmail", "invalid_format"),
        ("/aiMaxTokens", "out_of_range"),
        ("/aiTemperature", "out_of_range"),
        ("/askForName", "wrong_type"),
        ("/firstMessage", "too_short"),
        ("/organizationName", "too_long"),
        ("/phoneNumber", "too_long"),
        ("/smtpPort", "out_of_range"),
        ("/systemPrompt", "too_long"),
        ("/timezone", "unknown_value"),
        ("/transcriberLanguage", "too_short"),
        ("/voiceSpeed", "out_of_range"),
    ]);
}

#[actix_web::test]
async fn absent_keeps_a_value_sets_and_null_takes_back_to_the_default() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let defaults = ada.get(CONFIG).await.ok();
    ada.patch(CONFIG, every_field()).await.ok();
    let kept = ada.patch(CONFIG, json!({ "tone": "brisk" })).await.ok();
    assert_eq!((&kept["tone"], &kept["persona"]), (&json!("brisk"), &json!("warm")));
    let nulls: Map<_, _> = fields_of(&every_field()).map(|field| (field, Value::Null)).collect();
    let cleared = ada.patch(CONFIG, Value::Object(nulls)).await.ok();
    for field in fields_of(&defaults).filter(|field| !is_about_the_save(field)) {
        assert_eq!(cleared[&field], defaults[&field], "{field}");
    }
    assert_eq!(cleared["revision"], 3);
}

fn fields_of(object: &Value) -> impl Iterator<Item = String> {
    object.as_object().unwrap().keys().cloned()
}

fn is_about_the_save(field: &str) -> bool {
    ["revision", "updatedAt", "sync"].contains(&field)
}

#[actix_web::test]
async fn an_empty_patch_or_one_that_changes_nothing_makes_no_revision() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    assert_eq!(ada.patch(CONFIG, json!({})).await.ok()["revision"], 0);
    assert_eq!(ada.patch(CONFIG, json!({ "tone": "friendly" })).await.ok()["revision"], 0);
    assert_eq!(ada.patch(CONFIG, json!({ "tone": "warm" })).await.ok()["revision"], 1);
    server.house.clock.advance(Duration::from_mins(1));
    let before = ada.get(CONFIG).await;
    let again = ada.patch(CONFIG, json!({ "tone": "warm", "nobody": "knows" })).await;
    assert_eq!(again.body, before.body);
}

#[actix_web::test]
async fn the_whole_answer_can_be_sent_back() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    ada.patch(CONFIG, every_field()).await.ok();
    ada.request("POST", SYNC).send().await.ok();
    let config = ada.get(CONFIG).await;
    let again = ada.patch(CONFIG, config.ok()).await;
    assert_eq!(again.header("ava-ignored-fields"), None);
    assert_eq!(again.body, config.body);
}

#[actix_web::test]
async fn read_only_fields_are_ignored_in_silence() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let read_only = json!({
        "revision": 99, "updatedAt": "tomorrow", "sync": [1], "smtpPasswordSet": true,
    });
    let answer = ada.patch(CONFIG, read_only).await;
    assert_eq!(answer.ok(), ada.get(CONFIG).await.ok());
    assert_eq!(answer.ok()["revision"], 0);
    assert_eq!(answer.header("ava-ignored-fields"), None);
}

#[actix_web::test]
async fn unknown_fields_are_ignored_and_named() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let body = r#"{"voice_speed":2,"tone":"warm","a,b\r\nSet-Cookie: é":[{}]}"#;
    let answer = ada.request("PATCH", CONFIG).body("application/json", body).send().await;
    assert_eq!(answer.ok()["tone"], "warm");
    assert_eq!(
        answer.header("ava-ignored-fields"),
        Some("voice_speed,a%2Cb%0D%0ASet-Cookie%3A%20%C3%A9")
    );
    let many: Map<_, _> = (0..30).map(|n| (format!("field-{n:02}"), json!(n))).collect();
    let answer = ada.patch(CONFIG, Value::Object(many)).await;
    let names = answer.header("ava-ignored-fields").unwrap();
    assert_eq!(names.split(',').count(), 20);
    assert!(names.ends_with("field-19"), "{names}");
    let long: Map<_, _> =
        (0..20).map(|n| (format!("{n:02}{}", "x".repeat(98)), json!(n))).collect();
    let answer = ada.patch(CONFIG, Value::Object(long)).await;
    let names = answer.header("ava-ignored-fields").unwrap();
    assert!((900..=1024).contains(&names.len()), "{}", names.len());
    let body = json!({ "a": 1, format!("b{}", "x".repeat(1024)): 2, "c": 3 });
    let answer = ada.patch(CONFIG, body).await;
    assert_eq!(
        answer.header("ava-ignored-fields"),
        Some("a,c"),
        "one that does not fit is skipped"
    );
}

#[actix_web::test]
async fn the_linked_assistant_cannot_be_set() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let other = "018f0000-0000-7000-8000-000000000000";
    let set = async |value: Value| ada.patch(CONFIG, json!({ "vapiAssistantId": value })).await;
    set(json!(null)).await.ok();
    for value in [json!(other), json!("../../call?x="), json!(""), json!(7), json!({})] {
        set(value).await.is_invalid(&[("/vapiAssistantId", "read_only")]);
    }
    let id = ada.request("POST", SYNC).send().await.ok()["assistantId"].take();
    for value in [json!(null), id.clone()] {
        assert_eq!(set(value).await.ok()["vapiAssistantId"], id);
    }
    set(json!(other)).await.is_invalid(&[("/vapiAssistantId", "read_only")]);
    assert_eq!(ada.get(CONFIG).await.ok()["vapiAssistantId"], id);
}

#[actix_web::test]
async fn the_mail_password_is_never_read_and_is_kept_until_null() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let patch = async |value: Value| {
        let config = ada.patch(CONFIG, json!({ "smtpPassword": value })).await.ok();
        assert_eq!(config["smtpPassword"], "");
        (config["smtpPasswordSet"].as_bool().unwrap(), config["revision"].as_i64().unwrap())
    };
    assert_eq!(patch(json!("")).await, (false, 0));
    assert_eq!(patch(json!(null)).await, (false, 0));
    assert_eq!(patch(json!(SMTP_PASSWORD)).await, (true, 1));
    assert_eq!(patch(json!("")).await, (true, 1));
    assert_eq!(patch(json!(null)).await, (false, 2));
    let too_long = json!({ "smtpPassword": "x".repeat(1025) });
    ada.patch(CONFIG, too_long).await.is_invalid(&[("/smtpPassword", "too_long")]);
}

#[actix_web::test]
async fn organisation_and_addresses_follow_the_account_until_they_are_set() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let before = ada.get(CONFIG).await;
    ada.patch(PROFILE, json!({ "organization_name": "Ada's Bakery" })).await.ok();
    let after = ada.get(CONFIG).await;
    assert_eq!(before.ok()["organizationName"], "My Organization");
    assert_eq!(after.ok()["organizationName"], "Ada's Bakery");
    assert_eq!((&after.ok()["revision"], &after.ok()["updatedAt"]), (&json!(0), &json!(null)));
    assert_ne!(after.tag(), before.tag());
    let set = json!({ "organizationName": "Another", "adminEmail": "x@example.org" });
    ada.patch(CONFIG, set).await.ok();
    ada.patch(PROFILE, json!({ "organization_name": "A Third" })).await.ok();
    let config = ada.get(CONFIG).await.ok();
    assert_eq!(config["organizationName"], "Another");
    assert_eq!(config["revision"], 1);
}

#[actix_web::test]
async fn a_form_that_is_sent_back_whole_changes_what_the_user_changed_and_nothing_else() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let mut form = ada.get(CONFIG).await.ok();
    assert_eq!(ada.patch(CONFIG, form.clone()).await.ok()["revision"], 0);
    form["voiceSpeed"] = json!(1.1);
    ada.patch(CONFIG, form).await.ok();
    let saved = ada.get("/api/v1/studio/config/revisions/1").await.ok();
    assert_eq!(saved["changes"], json!([{ "field": "voiceSpeed", "from": 1.0, "to": 1.1 }]));
    ada.patch(PROFILE, json!({ "organization_name": "Ada's Bakery" })).await.ok();
    assert_eq!(ada.get(CONFIG).await.ok()["organizationName"], "Ada's Bakery");
}

#[actix_web::test]
async fn an_empty_address_goes_back_to_the_account_s() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for field in ["adminEmail", "fallbackEmail", "summaryEmail"] {
        ada.patch(CONFIG, json!({ field: "x@example.org" })).await.ok();
        for empty in ["", "  "] {
            let config = ada.patch(CONFIG, json!({ field: empty })).await.ok();
            assert_eq!(config[field], "ada@example.com", "{field}");
        }
    }
}

#[actix_web::test]
async fn a_user_sees_and_changes_their_own_configuration_alone() {
    let server = Server::start().await;
    let (ada, eve) = (server.sign_up("ada").await, server.sign_up("eve").await);
    ada.patch(CONFIG, json!({ "tone": "warm" })).await.ok();
    let eve_s = eve.get(CONFIG).await.ok();
    assert_eq!(
        (&eve_s["tone"], &eve_s["adminEmail"]),
        (&json!("friendly"), &json!("eve@example.com"))
    );
    assert_eq!(eve_s["revision"], 0);
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-5.0..5.0).prop_map(|number: f64| json!(number)),
        (40_i32..11_000).prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,60}".prop_map(Value::from),
        "[a-z]{2,10}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from);
        let object =
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..3).prop_map(|fields| json!(fields));
        prop_oneof![list, object]
    })
}

#[test]
fn any_patch_is_taken_or_refused_and_the_configuration_stays_readable() {
    let runtime = actix_web::rt::System::new();
    let server = runtime.block_on(Server::start());
    let ada = runtime.block_on(server.sign_up("ada"));
    let names: Vec<_> = fields_of(&every_field()).collect();
    let patches = prop::collection::btree_map(prop::sample::select(names), any_value(), 0..4);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let holds = runner.run(&patches, |patch| {
        runtime.block_on(async {
            let before = ada.get(CONFIG).await.ok();
            let answer = ada.patch(CONFIG, json!(patch)).await;
            let after = ada.get(CONFIG).await.ok();
            match answer.status {
                200 => prop_assert_eq!(answer.ok(), after),
                422 => prop_assert_eq!(before, after),
                _ => prop_assert!(false, "{}", answer),
            }
            Ok(())
        })
    });
    holds.unwrap();
}
