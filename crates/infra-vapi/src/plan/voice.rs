//! `voice`: whose, which, and how fast.

use domain::assistant::{Speed, SpeedPath, Voice};
use domain::studio::Setting;
use serde_json::{Value, json};

use super::changes::Changes;
use super::{Object, base, is_of, set};

/// What every voice of Vapi's schema (2026-08-18) takes, and is not ours.
const SHARED: &[&str] = &["cachingEnabled", "chunkPlan", "fallbackPlan"];
/// The one provider without `fallbackPlan`.
const WITHOUT_FALLBACK: &str = "vapi";

/// The places of a speed at the top of a voice.
const FLAT_SPEEDS: [(SpeedPath, &str); 2] =
    [(SpeedPath::Speed, "speed"), (SpeedPath::SpeakingRate, "speakingRate")];
/// The object that a speed can be in.
const GENERATION: &str = "generationConfig";
/// The place of the speed in it.
const GENERATION_SPEED: &str = "speed";

/// The voice over the live one; `None` when nothing differs.
pub(super) fn plan(live: &Object, wanted: &Voice, changes: &mut Changes) -> Option<Object> {
    let (speed, path) =
        (wanted.speed.map(|speed| json!(speed.value)), wanted.speed.map(|speed| speed.path));
    let place = path.filter(|_| is_of(live, wanted.provider));
    let before = changes.len();
    changes.setting(Setting::VoiceProvider, live.get("provider"), &json!(wanted.provider));
    changes.setting(Setting::VoiceId, live.get("voiceId"), &json!(wanted.voice_id));
    changes.compare(Setting::VoiceSpeed.wire(), live_speed(live, place), speed.as_ref());
    for (key, value) in &wanted.required {
        changes.compare(&format!("voice.{key}"), live.get(*key), Some(&json!(value)));
    }
    if changes.len() == before {
        return None;
    }
    let mut voice = base(live, wanted.provider, shared(wanted.provider));
    set(&mut voice, "provider", wanted.provider);
    set(&mut voice, "voiceId", wanted.voice_id.as_str());
    set_speed(&mut voice, wanted.speed);
    for (key, value) in &wanted.required {
        set(&mut voice, key, value.as_str());
    }
    let mut others = live.clone();
    set_speed(&mut others, None);
    changes.lost("voice", &others, &voice);
    Some(voice)
}

fn shared(provider: &str) -> &'static [&'static str] {
    if provider == WITHOUT_FALLBACK { &SHARED[..2] } else { SHARED }
}

/// The speed in a place, or wherever there is one.
fn live_speed(voice: &Object, place: Option<SpeedPath>) -> Option<&Value> {
    let at = |path| match path {
        SpeedPath::Speed => voice.get("speed"),
        SpeedPath::SpeakingRate => voice.get("speakingRate"),
        SpeedPath::GenerationConfig => voice.get(GENERATION)?.get(GENERATION_SPEED),
    };
    match place {
        Some(place) => at(place),
        None => [SpeedPath::Speed, SpeedPath::SpeakingRate, SpeedPath::GenerationConfig]
            .into_iter()
            .find_map(at),
    }
}

/// Puts the speed into its place, and takes any out of the others.
fn set_speed(voice: &mut Object, speed: Option<Speed>) {
    for (path, key) in FLAT_SPEEDS {
        match speed.filter(|speed| speed.path == path) {
            Some(speed) => set(voice, key, speed.value),
            None => drop(voice.remove(key)),
        }
    }
    let wanted = speed.filter(|speed| speed.path == SpeedPath::GenerationConfig);
    let mut generation =
        voice.get(GENERATION).and_then(Value::as_object).cloned().unwrap_or_default();
    match wanted {
        Some(speed) => set(&mut generation, GENERATION_SPEED, speed.value),
        None if generation.remove(GENERATION_SPEED).is_none() => return,
        None => {}
    }
    if generation.is_empty() {
        voice.remove(GENERATION);
    } else {
        set(voice, GENERATION, generation);
    }
}
