//! What a push replaces or takes away, in words.

use domain::assistant::Warning;
use domain::studio::Setting;

use crate::port::{Drift, FieldChange, Push, RemoteJson};

/// How much of a value is shown: a prompt has thousands of characters.
const SHOWN_MAX_CHARS: usize = 80;

/// What others did that this push undoes, and what has no place in what it sends.
pub(super) fn push_warnings(push: &Push, drift: &[Drift]) -> Vec<Warning> {
    let mut warnings: Vec<_> = push.changes.iter().filter_map(|it| replaced(it, drift)).collect();
    warnings.extend(push.changes.iter().filter_map(lost));
    warnings
}

/// The value, as much as is shown of one.
pub(super) fn shown(value: Option<&RemoteJson>) -> String {
    let text = value.map_or("nothing", RemoteJson::as_str);
    let mut shown: String = text.chars().take(SHOWN_MAX_CHARS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn replaced(change: &FieldChange, drift: &[Drift]) -> Option<Warning> {
    let setting = Setting::from_wire(&change.field)?;
    let theirs = drift.iter().find(|drift| drift.setting == Some(setting))?;
    let detail = format!(
        "{} was changed at Vapi to {} since the last push; the push replaces it.",
        change.field,
        shown(theirs.to.as_ref()),
    );
    Some(Warning { setting: Some(setting), detail })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::RemoteBody;

    fn json(text: &str) -> Option<RemoteJson> {
        Some(RemoteJson::new(text))
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
            from: json("1.0"),
            to: json("1.1"),
        };
        let push = push(vec![change("voiceSpeed", json("1.1"), json("0.9"))]);
        let told = push_warnings(&push, &[drift(Setting::VoiceSpeed)]);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].setting, Some(Setting::VoiceSpeed));
        assert!(told[0].detail.contains("1.1"), "{}", told[0].detail);
        assert_eq!(push_warnings(&push, &[drift(Setting::VoiceId)]), []);
        assert_eq!(push_warnings(&push, &[]), []);
    }

    #[test]
    fn what_is_lost_is_told_and_a_setting_that_a_provider_does_not_take_is_not() {
        let push = push(vec![
            change("voice.fallbackPlan", json(&format!("[{}]", "x".repeat(100))), None),
            change("voiceSpeed", json("1.1"), None),
        ]);
        let told = push_warnings(&push, &[]);
        assert_eq!(told.len(), 1);
        assert!(told[0].detail.starts_with("voice.fallbackPlan ([xxx"), "{}", told[0].detail);
        assert!(told[0].detail.contains('…'));
    }
}
