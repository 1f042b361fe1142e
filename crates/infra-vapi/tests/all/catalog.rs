//! What the studio offers is what Vapi's schema has, wherever it lists what it takes.

use std::collections::{BTreeMap, BTreeSet};

use domain::catalog::{MODEL_PROVIDERS, TRANSCRIBERS, VOICE_PROVIDERS};
use serde_json::Value;

use crate::schema;

/// The schemas of an assistant's voices, models or transcribers, by their providers' names.
fn providers<'a>(schemas: &'a Value, part: &str) -> BTreeMap<&'a str, &'a Value> {
    let union = &schemas["CreateAssistantDTO"]["properties"][part]["oneOf"];
    let of = |reference: &Value| {
        let name = reference["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
        let properties = &schemas[name]["properties"];
        (properties["provider"]["enum"][0].as_str().unwrap(), properties)
    };
    union.as_array().unwrap().iter().map(of).collect()
}

/// The values that a property lists, alone or as one of its alternatives; none where any goes.
fn listed(property: &Value) -> BTreeSet<&str> {
    let alternatives = property["oneOf"].as_array().into_iter().flatten();
    std::iter::once(property)
        .chain(alternatives)
        .flat_map(|schema| schema["enum"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect()
}

/// What is offered and not listed, where there is a list.
fn unlisted<'a>(offered: impl IntoIterator<Item = &'a str>, property: &Value) -> Vec<&'a str> {
    let listed = listed(property);
    offered.into_iter().filter(|word| !listed.is_empty() && !listed.contains(word)).collect()
}

#[test]
fn every_voice_that_is_offered_is_in_vapis_schema() {
    let Some(schemas) = schema::all() else { return };
    let providers = providers(&schemas, "voice");
    assert!(!listed(&providers["11labs"]["voiceId"]).is_empty(), "the lists are found");
    for offered in VOICE_PROVIDERS {
        let properties = providers.get(offered.name).copied();
        assert!(properties.is_some(), "{} is no provider", offered.name);
        let ids = offered.voices.iter().map(|voice| voice.id);
        let strange = unlisted(ids, &properties.unwrap()["voiceId"]);
        assert!(strange.is_empty(), "{}: {strange:?}", offered.name);
    }
}

#[test]
fn every_model_that_is_offered_is_in_vapis_schema() {
    let Some(schemas) = schema::all() else { return };
    let providers = providers(&schemas, "model");
    assert!(!listed(&providers["openai"]["model"]).is_empty(), "the lists are found");
    for offered in MODEL_PROVIDERS {
        let properties = providers.get(offered.name).copied();
        assert!(properties.is_some(), "{} is no provider", offered.name);
        let ids = offered.models.iter().map(|model| model.id);
        let strange = unlisted(ids, &properties.unwrap()["model"]);
        assert!(strange.is_empty(), "{}: {strange:?}", offered.name);
    }
}

#[test]
fn every_transcriber_that_is_offered_is_in_vapis_schema_with_its_languages() {
    let Some(schemas) = schema::all() else { return };
    let providers = providers(&schemas, "transcriber");
    assert!(!listed(&providers["deepgram"]["language"]).is_empty(), "the lists are found");
    for offered in TRANSCRIBERS {
        let properties = providers.get(offered.name).copied();
        assert!(properties.is_some(), "{} is no provider", offered.name);
        let properties = properties.unwrap();
        assert_eq!(offered.takes_model(), properties.get("model").is_some(), "{}", offered.name);
        let ids = offered.models.iter().map(|model| model.id);
        let of_models = offered.models.iter().flat_map(|model| model.languages);
        let languages = offered.languages.iter().chain(of_models).copied();
        let mut strange = unlisted(ids, &properties["model"]);
        strange.extend(unlisted(languages, &properties["language"]));
        assert!(strange.is_empty(), "{}: {strange:?}", offered.name);
    }
}
