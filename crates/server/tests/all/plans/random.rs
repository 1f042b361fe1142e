//! Random settings and random edits at Vapi: a sync does what its plan said, to the letter.

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use vapi_sandbox::Sandbox;

use super::{edit, id, plan};
use crate::harness::{Client, Place, Recorder, Sent, Store, on_both, sandbox};

on_both! { a_sync_does_exactly_what_its_plan_said }

const ROUNDS: usize = 20;
/// Another one plays other rounds: `AVA_TEST_SEED`.
const SEED: u64 = 4;

async fn a_sync_does_exactly_what_its_plan_said(store: Store) {
    let seed = std::env::var("AVA_TEST_SEED").map_or(SEED, |text| text.parse().expect("a number"));
    eprintln!("seed {seed}");
    let mut dice = SmallRng::seed_from_u64(seed);
    let vapi = sandbox(0).await;
    let recorder = Recorder::of(&vapi);
    let place = Place::pushing_to(store, &vapi).with("AVA_API_VAPI_BASE_URL", &recorder.url());
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let mut actions = std::collections::BTreeSet::new();
    for round in 0..ROUNDS {
        ada.save(any_settings(&mut dice)).await;
        meddle(&mut dice, &vapi).await;
        let label = format!("round {round} of seed {seed}");
        let rows = place.rows().await;
        let planned = plan(&ada).await;
        assert_eq!(place.rows().await, rows, "{label}");
        assert_eq!(recorder.take(), [], "{label}");
        let synced = ada.sync().await.ok();
        compare(&label, &planned, &synced, &recorder.take());
        settled(&label, &ada).await;
        actions.insert(planned["action"].as_str().expect("an action").to_owned());
    }
    assert!(actions.len() >= 3, "the rounds were too alike: {actions:?}");
}

fn compare(round: &str, planned: &Value, synced: &Value, sent: &[Sent]) {
    let label = format!("{round}: {planned}\n{synced}\n{sent:?}");
    for field in ["action", "revision", "mode", "warnings"] {
        assert_eq!(synced[field], planned[field], "{field}, {label}");
    }
    if !planned["assistantId"].is_null() {
        assert_eq!(synced["assistantId"], planned["assistantId"], "{label}");
    }
    let Some(action) = planned["action"].as_str().filter(|action| *action != "unchanged") else {
        assert_eq!(sent, [], "{label}");
        assert_eq!(planned["changes"], json!([]), "{label}");
        return;
    };
    assert_eq!(sent.len(), 1, "{label}");
    let mut body = sent[0].body.clone();
    if action == "updated" {
        let path = format!("/assistant/{}", id(&planned["assistantId"]));
        assert_eq!((sent[0].method.as_str(), &sent[0].path), ("PATCH", &path), "{label}");
    } else {
        assert_eq!((sent[0].method.as_str(), sent[0].path.as_str()), ("POST", "/assistant"));
        let metadata = body["metadata"].as_object_mut().expect("metadata");
        assert!(metadata.remove("avaIntent").is_some(), "{label}");
    }
    assert_eq!(body, planned["payload"], "{label}");
}

/// After it, nothing is left to do.
async fn settled(label: &str, user: &Client) {
    let again = plan(user).await;
    assert_eq!(again["action"], "unchanged", "{label}: {again}");
    assert_eq!(again["changes"], json!([]), "{label}: {again}");
    assert_eq!(again["drift"], json!([]), "{label}: {again}");
}

/// Some settings, or none.
fn any_settings(dice: &mut SmallRng) -> Value {
    let mut patch = json!({});
    for _ in 0..dice.random_range(0..4) {
        let (field, value) = match dice.random_range(0..9) {
            0 => (
                "organizationName",
                any(dice, &[json!("Ada's"), json!("x".repeat(60)), json!("ש")]),
            ),
            1 => ("firstMessage", any(dice, &[json!("Hi."), json!("Shalom \u{1F44B}\n")])),
            2 => ("voiceSpeed", any(dice, &[json!(0.25), json!(1), json!(1.1), json!(4)])),
            3 => (
                "aiModel",
                any(dice, &[json!("gpt-4o"), json!("claude-sonnet-4-6"), json!("abacus")]),
            ),
            4 => ("aiTemperature", any(dice, &[json!(0), json!(0.3), json!(2)])),
            5 => ("systemPrompt", any(dice, &[json!("Be brief."), json!("Be kind.\n\nAlways.")])),
            6 => ("transcriberLanguage", any(dice, &[json!("fr"), json!("he"), json!("en")])),
            7 => ("tone", any(dice, &[json!("calm"), json!("salty")])),
            _ => {
                let voices =
                    [("openai", "nova"), ("cartesia", "c"), ("azure", "sarah"), ("11labs", "mark")];
                let (provider, voice) = *voices.choose(dice).expect("a voice");
                patch["voiceId"] = json!(voice);
                ("voiceProvider", json!(provider))
            }
        };
        patch[field] = value;
    }
    patch
}

fn any(dice: &mut SmallRng, values: &[Value]) -> Value {
    values.choose(dice).expect("a value").clone()
}

/// Does something to the assistant in the dashboard, or nothing.
async fn meddle(dice: &mut SmallRng, vapi: &Sandbox) {
    let Some(live) = vapi.assistants().first().cloned() else { return };
    let another_voice = json!({"voice": {
        "provider": "lmnt", "voiceId": "lily", "speed": null, "generationConfig": null, "stability": null,
    }});
    let messages = json!([
        {"role": "user", "content": "Hello?"}, {"role": "system", "content": "Theirs."},
    ]);
    let patch = match dice.random_range(0..12) {
        0 => return drop(vapi.delete_assistant(id(&live["id"])).await.expect("a deletion")),
        1 => json!({"name": "Theirs"}),
        2 => json!({"model": {"temperature": 1.9, "toolIds": ["a-tool"]}}),
        3 => json!({"model": {"messages": messages}}),
        4 => json!({"voice": {"voiceId": "theirs", "chunkPlan": {"enabled": true}}}),
        5 => another_voice,
        6 => json!({"transcriber": {"language": "de"}, "endCallMessage": "Bye."}),
        7 => json!({"metadata": {"theirs": [1.5, null]}, "futureKnob": true}),
        8 => json!({"firstMessage": null, "metadata": {"avaOwner": null}}),
        9 => json!({"voice": null, "transcriber": null}),
        _ => return,
    };
    edit(vapi, &live["id"], patch).await;
}
