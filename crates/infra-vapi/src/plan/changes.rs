//! The differences between the live assistant and the wanted one.

use application::port::{FieldChange, RemoteJson};
use domain::studio::Setting;
use serde_json::{Map, Value};

use crate::meaning::same;
use crate::redaction::{redacted, redacted_as};

/// Differences, as they are found.
#[derive(Debug, Default)]
pub(super) struct Changes(Vec<FieldChange>);

impl Changes {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Notes a setting whose live value is not the wanted one.
    pub(super) fn setting(&mut self, setting: Setting, live: Option<&Value>, wanted: &Value) {
        self.compare(setting.wire(), live, Some(wanted));
    }

    /// Notes a difference in a field of any name.
    pub(super) fn compare(&mut self, field: &str, live: Option<&Value>, wanted: Option<&Value>) {
        let live = live.filter(|value| !value.is_null());
        let same = match (live, wanted) {
            (Some(live), Some(wanted)) => same(live, wanted),
            (None, None) => true,
            _ => false,
        };
        if !same {
            let (from, to) = (live.map(text), wanted.map(text));
            self.0.push(FieldChange { field: field.to_owned(), from, to });
        }
    }

    /// Notes what others put into `before` and the rebuilt object has no place for.
    pub(super) fn lost(
        &mut self,
        object: &str,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) {
        for (name, value) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
            self.compare(&format!("{object}.{name}"), Some(&redacted_as(name, value)), None);
        }
    }

    pub(super) fn into_inner(self) -> Vec<FieldChange> {
        self.0
    }
}

fn text(value: &Value) -> RemoteJson {
    RemoteJson::new(redacted(value).to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn null_is_the_same_as_absent() {
        let mut changes = Changes::default();
        changes.compare("x", Some(&Value::Null), None);
        assert_eq!(changes.len(), 0);
        changes.setting(Setting::VoiceSpeed, Some(&Value::Null), &json!(1));
        let change = &changes.into_inner()[0];
        assert_eq!((change.field.as_str(), change.from.as_ref()), ("voiceSpeed", None));
    }

    #[test]
    fn what_is_lost_is_told_without_its_secrets() {
        let mut changes = Changes::default();
        let before = json!({"fallbackPlan": {"voices": [{"server": {"secret": "s3cret"}}]}, "apiKey": "s3cret", "kept": 1});
        let after = json!({"kept": 2});
        changes.lost("voice", before.as_object().unwrap(), after.as_object().unwrap());
        let changes = changes.into_inner();
        let mut fields: Vec<_> = changes.iter().map(|change| change.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["voice.apiKey", "voice.fallbackPlan"]);
        assert!(!format!("{changes:?}").contains("s3cret"));
        assert!(changes.iter().all(|change| change.from.is_some() && change.to.is_none()));
    }
}
