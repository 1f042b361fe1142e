//! What a push replaces or takes away, in words.

use domain::assistant::Warning;
use domain::studio::Setting;
use domain::value::AssistantId;

use crate::port::{Drift, FieldChange, Push, RemoteJson};

/// How much of a value is shown: a prompt has thousands of characters.
const SHOWN_MAX_CHARS: usize = 80;

/// What others did that this push undoes, and what has no place in what it sends.
pub(super) fn push_warnings(push: &Push, drift: &[Drift]) -> Vec<Warning> {
    let mut warnings: Vec<_> = push.changes.iter().filter_map(|it| replaced(it, drift)).collect();
    warnings.extend(push.changes.iter().filter_map(lost));
    warnings
}

/// A push has sent this, and Vapi answered something else.
pub(super) fn not_taken(change: &FieldChange) -> Warning {
    let kept = shown(change.from.as_ref());
    Warning {
        setting: Setting::from_wire(&change.field),
        detail: format!("Vapi keeps {kept} for {} instead of what was sent.", change.field),
    }
}

/// A push deletes this one, for a user has one.
pub(super) fn second_goes(id: AssistantId) -> Warning {
    let detail = format!("A second assistant of yours, {id}, is at Vapi; the push deletes it.");
    Warning { setting: None, detail }
}

/// The former assistant is out of reach.
pub(super) fn former_stays(id: AssistantId) -> Warning {
    let detail = format!("Your former assistant, {id}, stays where your former Vapi key made it.");
    Warning { setting: None, detail }
}

/// A push deletes the former assistant.
pub(super) fn former_goes(id: AssistantId) -> Warning {
    let detail =
        format!("Your former assistant, {id}, is under our own Vapi key; the push deletes it.");
    Warning { setting: None, detail }
}

fn replaced(change: &FieldChange, drift: &[Drift]) -> Option<Warning> {
    let setting = Setting::from_wire(&change.field);
    let theirs = drift.iter().find(|drift| match setting {
        Some(setting) => drift.setting == Some(setting),
        None => change.to.is_some() && drift.path == change.field,
    })?;
    let detail = format!(
        "{} was changed at Vapi to {} since the last push; the push replaces it.",
        change.field,
        shown(theirs.to.as_ref()),
    );
    Some(Warning { setting, detail })
}

fn lost(change: &FieldChange) -> Option<Warning> {
    if change.to.is_some() || Setting::from_wire(&change.field).is_some() {
        return None;
    }
    let detail = format!(
        "{} ({}) has no place beside the new provider and is taken off the assistant.",
        change.field,
        shown(change.from.as_ref()),
    );
    Some(Warning { setting: None, detail })
}

/// The value, as much as is shown of one.
fn shown(value: Option<&RemoteJson>) -> String {
    let text = value.map_or("nothing", RemoteJson::as_str);
    let mut shown: String = text.chars().take(SHOWN_MAX_CHARS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::RemoteBody;

    fn json(text: &str) -> RemoteJson {
        RemoteJson::new(text)
    }

    fn push(changes: Vec<FieldChange>) -> Push {
        Push { changes, payload: RemoteBody::new("{}") }
    }

    fn change(field: &str, from: Option<RemoteJson>, to: Option<RemoteJson>) -> FieldChange {
        FieldChange { field: field.to_owned(), from, to }
    }

    #[test]
    fn what_somebody_changed_at_vapi_and_the_push_replaces_is_told() {
        let drift = |setting| Drift {
            setting: Some(setting),
            path: "voice.speed".to_owned(),
            from: Some(json("1.0")),
            to: Some(json("1.1")),
        };
        let push = push(vec![change("voiceSpeed", Some(json("1.1")), Some(json("0.9")))]);
        let told = push_warnings(&push, &[drift(Setting::VoiceSpeed)]);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].setting, Some(Setting::VoiceSpeed));
        assert!(told[0].detail.contains("1.1"), "{}", told[0].detail);
        assert_eq!(push_warnings(&push, &[drift(Setting::VoiceId)]), []);
        assert_eq!(push_warnings(&push, &[]), []);
    }

    #[test]
    fn what_is_replaced_and_is_no_setting_is_told_by_its_path() {
        let drift = |path: &str| Drift {
            setting: None,
            path: path.to_owned(),
            from: Some(json("\"openai\"")),
            to: Some(json("\"groq\"")),
        };
        let push =
            push(vec![change("model.provider", Some(json("\"groq\"")), Some(json("\"openai\"")))]);
        let told = push_warnings(&push, &[drift("model.toolIds"), drift("model.provider")]);
        let detail = "model.provider was changed at Vapi to \"groq\" since the last push; the push replaces it.";
        assert_eq!(told, [Warning { setting: None, detail: detail.to_owned() }]);
        assert_eq!(push_warnings(&push, &[drift("model.toolIds")]), []);
    }

    #[test]
    fn what_somebody_changed_and_is_lost_is_told_once() {
        let path = "voice.fallbackPlan";
        let drift = Drift {
            setting: None,
            path: path.to_owned(),
            from: Some(json("1")),
            to: Some(json("2")),
        };
        let told = push_warnings(&push(vec![change(path, Some(json("2")), None)]), &[drift]);
        assert_eq!(told.len(), 1, "{told:?}");
    }

    #[test]
    fn what_is_lost_is_told_and_a_setting_that_a_provider_does_not_take_is_not() {
        let push = push(vec![
            change("voice.fallbackPlan", Some(json(&format!("[{}]", "x".repeat(100)))), None),
            change("voiceSpeed", Some(json("1.1")), None),
        ]);
        let told = push_warnings(&push, &[]);
        assert_eq!(told.len(), 1);
        assert!(told[0].detail.starts_with("voice.fallbackPlan ([xxx"), "{}", told[0].detail);
        assert!(told[0].detail.contains('…'));
    }
}
