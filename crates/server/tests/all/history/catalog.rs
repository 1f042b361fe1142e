//! What the studio offers, and that it is what it takes.

use serde_json::{Value, json};

use crate::harness::{Client, Place, Store, on_both, sandbox};

on_both! {
    every_default_is_one_of_the_choices
    the_bounds_are_those_of_a_save
    a_voice_of_eleven_labs_under_another_provider_is_sent_as_one_of_theirs
}

async fn catalog(user: &Client) -> Value {
    user.get("/api/v1/studio/catalog").await.ok()
}

/// The entry of this id.
fn entry<'a>(list: &'a Value, id: &Value) -> &'a Value {
    let entries = list.as_array().expect("a list");
    entries.iter().find(|entry| entry["id"] == *id).unwrap_or_else(|| panic!("{id} is not offered"))
}

async fn every_default_is_one_of_the_choices(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let (catalog, defaults) = (catalog(&ada).await, ada.config().await);
    let voices = entry(&catalog["voiceProviders"], &defaults["voiceProvider"]);
    entry(&voices["voices"], &defaults["voiceId"]);
    assert!(voices["speed"]["min"].as_f64() <= defaults["voiceSpeed"].as_f64());
    assert_eq!(voices["speed"], json!({"path": "speed", "min": 0.7, "max": 1.2}));
    let models = catalog["modelProviders"].as_array().expect("providers");
    let listed: Vec<_> =
        models.iter().flat_map(|it| it["models"].as_array().expect("models")).collect();
    let model = listed.iter().find(|model| model["id"] == defaults["aiModel"]).expect("the model");
    assert_eq!(model["retired"], false);
    let transcriber = entry(&catalog["transcribers"], &defaults["transcriberProvider"]);
    let model = entry(&transcriber["models"], &defaults["transcriberModel"]);
    let languages = model["languages"].as_array().expect("languages");
    assert!(languages.contains(&defaults["transcriberLanguage"]));
    for (list, field) in [("personas", "persona"), ("tones", "tone"), ("languages", "language")] {
        entry(&catalog[list], &defaults[field]);
    }
    for word in ["personas", "tones"].map(|list| &catalog[list][0]) {
        assert!(word["prompt"].as_str().is_some_and(|prompt| prompt.len() > 10), "{word}");
    }
    for locale in ["en", "fr", "he"] {
        entry(&catalog["locales"], &json!(locale));
    }
    for field in catalog["fields"].as_array().expect("fields") {
        let of_config = &defaults[field["name"].as_str().expect("a name")];
        assert!(!of_config.is_null(), "{field}");
        if !field["default"].is_null() {
            assert_eq!(field["default"], *of_config, "{field}");
        }
    }
}

/// A bound of what is whole.
fn whole(bound: &Value) -> i64 {
    bound.to_string().trim_end_matches(".0").parse().expect("a whole number")
}

/// A value just inside the bound, and one just outside.
fn at_bounds(field: &Value) -> Vec<(Value, Value)> {
    let text = |length: u64| "x".repeat(usize::try_from(length).expect("a length"));
    match field["kind"].as_str().expect("a kind") {
        "number" => {
            let bound = |name: &str| field[name].as_f64().expect("a bound");
            let (min, max) = (bound("min"), bound("max"));
            vec![(json!(min), json!(min - 1e-9)), (json!(max), json!(max + 1e-9))]
        }
        "integer" => {
            let bound = |name: &str| whole(&field[name]);
            let (min, max) = (bound("min"), bound("max"));
            vec![(json!(min), json!(min - 1)), (json!(max), json!(max + 1))]
        }
        "text" => {
            let bound = |name: &str| field[name].as_u64().expect("a bound");
            let (min, max) = (bound("minLength"), bound("maxLength"));
            let mut bounds = vec![(json!(text(max)), json!(text(max + 1)))];
            if min > 0 {
                bounds.push((json!(text(min)), json!(text(min - 1))));
            } else {
                bounds.push((json!(""), json!(7)));
            }
            bounds
        }
        "boolean" => vec![(json!(true), json!("true")), (json!(false), json!(0))],
        "port" => vec![(json!("1"), json!("0")), (json!("65535"), json!("65536"))],
        "email" => vec![(json!("a@example.com"), json!("a@")), (json!(""), json!(text(255)))],
        "timezone" => vec![(json!("Asia/Jerusalem"), json!("Mars/Olympus"))],
        other => panic!("{other} is no kind"),
    }
}

async fn the_bounds_are_those_of_a_save(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let catalog = catalog(&ada).await;
    let fields = catalog["fields"].as_array().expect("fields");
    assert!(fields.len() > 20);
    for field in fields {
        let name = field["name"].as_str().expect("a name");
        for (inside, outside) in at_bounds(field) {
            let saved = ada.patch("/api/v1/studio/config", &json!({name: inside})).await;
            assert_eq!(saved.status, 200, "{name}: {saved:?}");
            if inside != "" || field["kind"] != "email" {
                assert_eq!(saved.json()[name], inside, "{name}");
            }
            let refused = ada.patch("/api/v1/studio/config", &json!({name: outside})).await;
            assert_eq!((refused.status, refused.code().as_str()), (422, "validation_failed"));
            assert_eq!(refused.json()["errors"][0]["pointer"], format!("/{name}"));
        }
    }
}

async fn a_voice_of_eleven_labs_under_another_provider_is_sent_as_one_of_theirs(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    for (provider, voice, sent) in [
        ("azure", "sarah", "sarah"),
        ("cartesia", "EXAVITQu4vr4xnSDxMaL", "EXAVITQu4vr4xnSDxMaL"),
        ("openai", "Burt", "burt"),
    ] {
        ada.save(json!({"voiceProvider": provider, "voiceId": voice})).await;
        let planned = ada.get("/api/v1/studio/sync-vapi/plan").await.ok();
        let synced = ada.sync().await.ok();
        assert_eq!(synced["warnings"], planned["warnings"]);
        assert_eq!(synced["warnings"][0]["field"], "voiceProvider", "{synced}");
        let live = &vapi.assistants()[0]["voice"];
        assert_eq!((&live["provider"], &live["voiceId"]), (&json!("11labs"), &json!(sent)));
        let config = ada.config().await;
        assert_eq!(
            (&config["voiceProvider"], &config["voiceId"]),
            (&json!(provider), &json!(voice))
        );
    }
    ada.save(json!({"voiceProvider": "openai", "voiceId": "nova"})).await;
    assert_eq!(ada.sync().await.ok()["warnings"], json!([]));
}
