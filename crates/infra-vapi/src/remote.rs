//! Assistants as Vapi answers them.

use application::port::{LiveAssistant, OwnerMarker, RemoteBody};
use chrono::{DateTime, Utc};
use domain::value::AssistantId;
use serde_json::Value;

use crate::marker;

/// What tells one assistant from another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Head {
    pub(crate) id: AssistantId,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) marker: Option<OwnerMarker>,
}

/// Reads what tells an assistant; `None` for anything that is none. Only what is ours is
/// looked at: the rest of the shape changes without notice.
pub(crate) fn head(answer: &Value) -> Option<Head> {
    let fields = answer.as_object()?;
    Some(Head {
        id: AssistantId::parse(fields.get("id")?.as_str()?)?,
        created_at: time(fields.get("createdAt")?)?,
        marker: marker::of(fields),
    })
}

/// Reads an assistant; `None` for anything that is none.
pub(crate) fn assistant(answer: &Value) -> Option<LiveAssistant> {
    let Head { id, created_at, marker } = head(answer)?;
    Some(LiveAssistant {
        id,
        name: answer.get("name").and_then(Value::as_str).map(ToOwned::to_owned),
        marker,
        created_at,
        body: RemoteBody::new(answer.to_string()),
    })
}

fn time(value: &Value) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|time| time.to_utc())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10";

    #[test]
    fn an_assistant_needs_an_id_and_a_time_and_keeps_the_rest() {
        let answer = json!({"id": ID, "createdAt": "2026-11-22T10:00:00.123Z", "name": "n", "future": [1.17]});
        let live = assistant(&answer).unwrap();
        assert_eq!(live.id.to_string(), ID);
        assert_eq!(live.created_at.timestamp_subsec_millis(), 123);
        assert_eq!(live.name.as_deref(), Some("n"));
        assert_eq!(live.marker, None);
        assert_eq!(serde_json::from_str::<Value>(live.body.expose()).unwrap(), answer);
    }

    #[test]
    fn anything_else_is_none() {
        for answer in [
            json!("It works!"),
            json!({}),
            json!({"id": ID}),
            json!({"id": ID, "createdAt": "yesterday"}),
            json!({"id": "../../call", "createdAt": "2026-11-22T10:00:00Z"}),
        ] {
            assert_eq!(assistant(&answer), None, "{answer}");
        }
    }
}
