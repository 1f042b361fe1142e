//! The JSON of this Vapi: flat, its fields named as ours, with the owner in `metadata`.

use std::collections::BTreeSet;

use application::port::{
    Drift, FieldChange, LiveAssistant, OwnerMarker, Push, RemoteBody, RemoteJson,
};
use chrono::{DateTime, Utc};
use domain::assistant::Assistant;
use domain::studio::Setting;
use domain::value::{AssistantId, IntentId, UserId};
use serde_json::{Map, Value, json};
use uuid::Uuid;

const METADATA: &str = "metadata";

/// A field of others that holds a secret.
const SECRET: &str = "serverSecret";

/// What has to be sent: every field in which the live assistant differs from the wanted one.
pub(super) fn plan(live: Option<&LiveAssistant>, wanted: &Assistant, marker: OwnerMarker) -> Push {
    let before = live.map(|live| object(live.body.expose())).unwrap_or_default();
    let mut wanted = fields(wanted);
    wanted.insert(METADATA.to_owned(), metadata(live.and_then(|live| live.marker), marker));
    wanted.retain(|field, value| before.get(field).unwrap_or(&Value::Null) != value);
    let changes = wanted.iter().map(|(field, value)| FieldChange {
        field: field.clone(),
        from: before.get(field).and_then(json_text),
        to: json_text(value),
    });
    Push { changes: changes.collect(), payload: RemoteBody::new(json!(wanted).to_string()) }
}

/// All of an assistant, secrets taken out.
pub(super) fn snapshot(live: &LiveAssistant) -> RemoteJson {
    without_secret(&live.body)
}

/// All of a request, secrets taken out.
pub(super) fn shown(push: &Push) -> RemoteJson {
    without_secret(&push.payload)
}

fn without_secret(body: &RemoteBody) -> RemoteJson {
    let mut body = object(body.expose());
    body.remove(SECRET);
    RemoteJson::new(json!(body).to_string())
}

/// Every field that is another than was confirmed, but the marker. What was confirmed and
/// cannot be read differs from nothing.
pub(super) fn drift(confirmed: &RemoteJson, live: &LiveAssistant) -> Vec<Drift> {
    let Ok(before) = serde_json::from_str::<Map<String, Value>>(confirmed.as_str()) else {
        return Vec::new();
    };
    let after = object(snapshot(live).as_str());
    let fields: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let value = |body: &Map<String, Value>, field| body.get(field).and_then(json_text);
    let drifts = fields.into_iter().map(|field| Drift {
        setting: Setting::from_wire(field),
        path: field.clone(),
        from: value(&before, field),
        to: value(&after, field),
    });
    drifts.filter(|drift| drift.path != METADATA && drift.from != drift.to).collect()
}

/// The object in a JSON text.
pub(super) fn object(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap()
}

/// The live assistant with this body.
pub(super) fn live(
    id: AssistantId,
    created_at: DateTime<Utc>,
    body: &Map<String, Value>,
) -> LiveAssistant {
    let name = body.get("organizationName").and_then(Value::as_str).map(str::to_owned);
    let mut whole = body.clone();
    whole.insert("id".to_owned(), json!(id.to_string()));
    LiveAssistant {
        id,
        name,
        marker: marker(body),
        created_at,
        body: RemoteBody::new(json!(whole).to_string()),
    }
}

/// Whose an assistant with this body is.
pub(super) fn marker(body: &Map<String, Value>) -> Option<OwnerMarker> {
    let id = |field| body.get(METADATA)?.get(field)?.as_str().and_then(|id| id.parse().ok());
    let intent: Option<Uuid> = id("intent");
    Some(OwnerMarker { owner: UserId::new(id("owner")?), intent: intent.map(IntentId::new) })
}

fn fields(wanted: &Assistant) -> Map<String, Value> {
    let Value::Object(fields) = json!({
        "organizationName": wanted.name,
        "firstMessage": wanted.first_message,
        "model.provider": wanted.model.provider,
        "aiModel": wanted.model.model,
        "aiTemperature": wanted.model.temperature,
        "aiMaxTokens": wanted.model.max_tokens,
        "systemPrompt": wanted.model.system_prompt,
        "voiceProvider": wanted.voice.provider,
        "voiceId": wanted.voice.voice_id,
        "voiceSpeed": wanted.voice.speed.map(|speed| speed.value),
        "voice.required": wanted.voice.required,
        "transcriberProvider": wanted.transcriber.provider,
        "transcriberModel": wanted.transcriber.model,
        "transcriberLanguage": wanted.transcriber.language,
    }) else {
        unreachable!("an object was written")
    };
    fields
}

/// The metadata of this marker; the attempt that made an assistant stays with it.
fn metadata(live: Option<OwnerMarker>, wanted: OwnerMarker) -> Value {
    let made_by = live.filter(|live| live.owner == wanted.owner).and_then(|live| live.intent);
    match wanted.intent.or(made_by) {
        Some(intent) => {
            json!({ "owner": wanted.owner.to_string(), "intent": intent.to_string() })
        }
        None => json!({ "owner": wanted.owner.to_string() }),
    }
}

fn json_text(value: &Value) -> Option<RemoteJson> {
    (!value.is_null()).then(|| RemoteJson::new(value.to_string()))
}
