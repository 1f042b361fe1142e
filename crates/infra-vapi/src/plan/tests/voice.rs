use domain::assistant::{Assistant, Speed, SpeedPath, Voice};
use serde_json::{Value, json};

use super::{changes, lived_in, patched, payload, planned, wanted};

fn voice(provider: &'static str, place: Option<SpeedPath>) -> Voice {
    let required = match provider {
        "neuphonic" => vec![("language", "en".to_owned())],
        _ => vec![],
    };
    let speed = place.map(|path| Speed { path, value: 1.1 });
    Voice { provider, voice_id: "v".to_owned(), speed, required }
}

#[test]
fn another_provider_keeps_what_it_takes_and_tells_what_it_loses() {
    let stability = &["voice.stability"][..];
    for (provider, place, its_own, lost) in [
        ("deepgram", None, json!({}), stability),
        ("inworld", Some(SpeedPath::SpeakingRate), json!({"speakingRate": 1.1}), stability),
        (
            "cartesia",
            Some(SpeedPath::GenerationConfig),
            json!({"generationConfig": {"speed": 1.1}}),
            stability,
        ),
        ("neuphonic", Some(SpeedPath::Speed), json!({"speed": 1.1, "language": "en"}), stability),
        (
            "vapi",
            Some(SpeedPath::Speed),
            json!({"speed": 1.1}),
            &["voice.fallbackPlan", "voice.stability"],
        ),
    ] {
        let desired = Assistant { voice: voice(provider, place), ..wanted() };
        let push = planned(&lived_in(), &desired);
        let mut expected = its_own;
        expected["provider"] = json!(provider);
        expected["voiceId"] = json!("v");
        for key in ["cachingEnabled", "chunkPlan", "fallbackPlan"] {
            if !lost.contains(&format!("voice.{key}").as_str()) {
                expected[key] = lived_in()["voice"][key].clone();
            }
        }
        assert_eq!(payload(&push), json!({ "voice": expected }));
        let told = changes(&push);
        let (from, to) = told["voiceSpeed"];
        assert_eq!((from, to), (Some("1"), place.map(|_| "1.1")), "{provider}");
        let told_lost: Vec<_> = told
            .iter()
            .filter(|(field, (_, to))| to.is_none() && field.contains('.'))
            .map(|(field, _)| *field)
            .collect();
        assert_eq!(told_lost, lost, "{provider}");
        assert!(planned(&patched(&lived_in(), &push), &desired).is_empty());
    }
}

#[test]
fn the_same_provider_keeps_all_that_is_not_ours() {
    let mut desired = wanted();
    desired.voice.voice_id = "marissa".to_owned();
    let mut expected = lived_in()["voice"].clone();
    expected["voiceId"] = json!("marissa");
    expected["speed"] = json!(1.0);
    let push = planned(&lived_in(), &desired);
    assert_eq!(payload(&push), json!({ "voice": expected }));
    assert_eq!(push.changes.len(), 1);
}

fn cartesia(generation: &Value) -> Value {
    let mut answer = lived_in();
    answer["voice"] =
        json!({"provider": "cartesia", "voiceId": "v", "generationConfig": generation});
    answer
}

#[test]
fn a_speed_is_merged_into_its_object() {
    let answer = cartesia(&json!({"speed": 1, "volume": 2}));
    let place = Some(SpeedPath::GenerationConfig);
    let desired = Assistant { voice: voice("cartesia", place), ..wanted() };
    let push = planned(&answer, &desired);
    assert_eq!(payload(&push)["voice"]["generationConfig"], json!({"speed": 1.1, "volume": 2}));
    assert_eq!(changes(&push), [("voiceSpeed", (Some("1"), Some("1.1")))].into());
}

#[test]
fn a_speed_that_is_not_wanted_is_taken_out_of_its_object() {
    let desired = Assistant { voice: voice("cartesia", None), ..wanted() };
    for (generation, after) in [
        (json!({"speed": 1, "volume": 2}), Some(json!({"volume": 2}))),
        (json!({"speed": 1}), None),
    ] {
        let push = planned(&cartesia(&generation), &desired);
        assert_eq!(payload(&push)["voice"].get("generationConfig"), after.as_ref());
        assert_eq!(changes(&push), [("voiceSpeed", (Some("1"), None))].into());
    }
    assert!(planned(&cartesia(&json!({"volume": 2})), &desired).is_empty());
}
