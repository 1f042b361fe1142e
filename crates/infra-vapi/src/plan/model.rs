//! `model`: which, how free, how long, and the prompt.

use domain::assistant::Model;
use domain::studio::Setting;
use serde_json::{Value, json};

use super::changes::Changes;
use super::{Object, base, set};

/// What every model of Vapi's schema (2026-08-18) takes, and is not ours.
const SHARED: &[&str] = &[
    "messages",
    "tools",
    "toolIds",
    "toolRefs",
    "knowledgeBase",
    "emotionRecognitionEnabled",
    "numFastTurns",
];
/// Left Vapi's schema; a system message shadows it, and sending it back is refused.
const OLD_PROMPT: &str = "systemPrompt";

/// The model over the live one; `None` when nothing differs.
pub(super) fn plan(live: &Object, wanted: &Model, changes: &mut Changes) -> Option<Object> {
    let (temperature, max_tokens) = (json!(wanted.temperature), json!(wanted.max_tokens));
    let before = changes.len();
    changes.compare("model.provider", live.get("provider"), Some(&json!(wanted.provider)));
    changes.setting(Setting::AiModel, live.get("model"), &json!(wanted.model));
    changes.setting(Setting::AiTemperature, live.get("temperature"), &temperature);
    changes.setting(Setting::AiMaxTokens, live.get("maxTokens"), &max_tokens);
    compare_prompt(live, &wanted.system_prompt, changes);
    if changes.len() == before {
        return None;
    }
    let mut model = base(live, wanted.provider, SHARED);
    model.remove(OLD_PROMPT);
    set(&mut model, "provider", wanted.provider);
    set(&mut model, "model", wanted.model.as_str());
    set(&mut model, "temperature", temperature);
    set(&mut model, "maxTokens", max_tokens);
    set(&mut model, "messages", with_prompt(live, &wanted.system_prompt));
    let mut others = live.clone();
    others.remove(OLD_PROMPT);
    changes.lost("model", &others, &model);
    Some(model)
}

fn messages(model: &Object) -> &[Value] {
    model.get("messages").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn is_system(message: &Value) -> bool {
    message.get("role").and_then(Value::as_str) == Some("system")
}

/// Compares with the first system message. Where there is none, an old prompt that is in
/// force is told as what was there.
fn compare_prompt(live: &Object, wanted: &str, changes: &mut Changes) {
    let wanted = json!(wanted);
    let message = messages(live).iter().find(|message| is_system(message));
    let current = match message {
        Some(message) => message.get("content"),
        None => live.get(OLD_PROMPT).filter(|old| **old != wanted),
    };
    changes.setting(Setting::SystemPrompt, current, &wanted);
}

/// The live messages with ours in the first system message; before them when there is none.
fn with_prompt(live: &Object, prompt: &str) -> Vec<Value> {
    let mut messages = messages(live).to_vec();
    let first = messages.iter_mut().find(|message| is_system(message));
    match first.and_then(Value::as_object_mut) {
        Some(message) => set(message, "content", prompt),
        None => messages.insert(0, json!({"role": "system", "content": prompt})),
    }
    messages
}
