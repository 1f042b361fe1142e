//! Valid configurations of every kind.

use domain::Raw;
use domain::assistant::{Assistant, VOICE_PROVIDERS, render};
use domain::studio::{
    AccountDefaults, ConfigPatch, Kind, SETTINGS, Setting, SettingSpec, StudioConfig,
};
use proptest::prelude::*;
use proptest::sample::select;

const TRANSCRIBERS: &[&str] = &[
    "deepgram",
    "11labs",
    "assembly-ai",
    "azure",
    "cartesia",
    "gladia",
    "google",
    "openai",
    "soniox",
    "talkscriber",
    "vapi",
    "xai",
    "speechmatics",
    "custom-transcriber",
    "ElevenLabs",
    "Assembly AI",
];
const MODELS: &[&str] = &[
    "gpt-4o-mini",
    "gpt-oss-120b",
    "chatgpt-4o-latest",
    "o3-mini",
    "claude-sonnet-5",
    "gemini-2.5-pro",
    "grok-3",
    "deepseek-chat",
    "deepseek-r1-distill-llama-70b",
    "llama3.1-8b",
    "llama-3.3-70b",
    "llama-3.3-70b-versatile",
    "mixtral-8x7b",
    "gemma2-9b-it",
    "sonar-pro",
    "inflection_3_pi",
    "MiniMax-M2.7",
    "meta-llama/llama-3-70b",
    "abacus-1",
];
const VOICE_SPELLINGS: &[&str] =
    &["ElevenLabs", "rime", "smallest", "Rime_AI", "custom-voice", "PlayHT"];

/// The rendering of a configuration that a user could have saved.
pub(crate) fn any_assistant() -> impl Strategy<Value = Assistant> {
    let fields: Vec<_> = SETTINGS.iter().map(|spec| (Just(spec.wire), any_value(spec))).collect();
    fields.prop_map(|fields| {
        let patch = ConfigPatch::parse(fields, None).expect("every value is valid");
        let account = AccountDefaults { email: "ada@example.com".into(), organization_name: None };
        render(&patch.apply(&StudioConfig::default(), &account).effective(&account)).assistant
    })
}

/// A valid value of a setting, or none.
fn any_value(spec: &SettingSpec) -> BoxedStrategy<Raw> {
    let value = match spec.setting {
        Setting::VoiceProvider => {
            let known: Vec<_> = VOICE_PROVIDERS.iter().map(|provider| provider.name).collect();
            prop_oneof![6 => one_of(&known), 2 => one_of(VOICE_SPELLINGS), 1 => any_of_kind(spec.kind)].boxed()
        }
        Setting::TranscriberProvider => {
            prop_oneof![6 => one_of(TRANSCRIBERS), 1 => any_of_kind(spec.kind)].boxed()
        }
        Setting::AiModel => prop_oneof![6 => one_of(MODELS), 1 => any_of_kind(spec.kind)].boxed(),
        _ => any_of_kind(spec.kind),
    };
    prop_oneof![1 => Just(Raw::Null), 7 => value].boxed()
}

fn one_of(words: &[&'static str]) -> BoxedStrategy<Raw> {
    select(words.to_vec()).prop_map(|word| Raw::Text(word.to_owned())).boxed()
}

fn any_of_kind(kind: Kind) -> BoxedStrategy<Raw> {
    match kind {
        Kind::Text { min, max } => any_text(min, max),
        Kind::Email => "[a-z]{1,10}@[a-z]{1,10}\\.com|".prop_map(Raw::Text).boxed(),
        Kind::TimeZone => one_of(&["Europe/Paris", "utc", "America/New_York"]),
        Kind::Port => (1..=65_535_u32).prop_map(|port| Raw::Text(port.to_string())).boxed(),
        Kind::Number { min, max } => prop_oneof![3 => min..=max, 1 => Just(min), 1 => Just(max)]
            .prop_map(Raw::Number)
            .boxed(),
        Kind::Integer { min, max } => {
            (min..=max).prop_map(|number| Raw::Number(f64::from(number))).boxed()
        }
        Kind::Flag => any::<bool>().prop_map(Raw::Flag).boxed(),
    }
}

/// Text of every script, mostly short, sometimes as long as can be.
fn any_text(min: usize, max: usize) -> BoxedStrategy<Raw> {
    let shown = || {
        any::<char>().prop_filter("no control, no space", |c| !c.is_control() && !c.is_whitespace())
    };
    let any_char = prop_oneof![6 => shown(), 1 => select(vec![' ', '\n', '\t', '\r', '"', '\\', '\u{200b}', '😀'])];
    let short = (shown(), prop::collection::vec(any_char, min.max(1)..=max.min(45))).prop_map(
        move |(first, rest)| std::iter::once(first).chain(rest).take(max).collect::<String>(),
    );
    let long = shown().prop_map(move |c| c.to_string().repeat(max));
    let any = prop_oneof![8 => short.boxed(), 1 => long.boxed()].prop_map(Raw::Text);
    if min == 0 {
        prop_oneof![8 => any, 1 => Just(Raw::Text(String::new()))].boxed()
    } else {
        any.boxed()
    }
}
