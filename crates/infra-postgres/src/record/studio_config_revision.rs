//! The history of configurations.

use application::StoreError;
use application::port::{ConfigSave, RevisionRecord, RevisionSummary};
use domain::Raw;
use domain::studio::{SETTINGS, StudioConfig, Value};
use domain::value::UserId;

use super::{list, words};
use crate::clock::cut;
use crate::entity::studio_config_revision::{Model, Summary};
use crate::failure::bad_row;

const TABLE: &str = "studio_config_revisions";

/// The row of the revision that a save makes.
pub(crate) fn row_of(owner: UserId, save: &ConfigSave) -> Model {
    Model {
        user_id: owner.as_uuid(),
        revision: save.expected.saturating_add(1),
        snapshot: snapshot(&save.config),
        changed_fields: list(&save.changed),
        author: owner.as_uuid(),
        created_at: cut(save.at),
    }
}

/// A revision without its settings.
pub(crate) fn summary(row: &Summary) -> Result<RevisionSummary, StoreError> {
    Ok(RevisionSummary {
        revision: row.revision,
        created_at: row.created_at,
        author: UserId::new(row.author),
        changed: words(&row.changed_fields).ok_or_else(|| bad_row(TABLE, "changed_fields"))?,
    })
}

/// A revision. A setting that did not exist when it was saved has its default.
pub(crate) fn revision(row: Model) -> Result<RevisionRecord, StoreError> {
    let bad_snapshot = || bad_row(TABLE, "snapshot");
    let snapshot: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&row.snapshot).map_err(|_| bad_snapshot())?;
    let config = StudioConfig::parse(|setting| raw(snapshot.get(setting.wire())))
        .map_err(|_| bad_snapshot())?;
    let summary = summary(&Summary {
        revision: row.revision,
        changed_fields: row.changed_fields,
        author: row.author,
        created_at: row.created_at,
    })?;
    Ok(RevisionRecord { summary, config })
}

/// Every setting by its API name, null where it follows the account.
fn snapshot(config: &StudioConfig) -> String {
    let settings: serde_json::Map<String, serde_json::Value> = SETTINGS
        .iter()
        .map(|spec| (spec.wire.to_owned(), json(config.stored(spec.setting))))
        .collect();
    serde_json::Value::Object(settings).to_string()
}

fn json(value: Option<Value>) -> serde_json::Value {
    match value {
        Some(Value::Text(text)) => text.into(),
        Some(Value::Number(number)) => number.into(),
        Some(Value::Integer(number)) => number.into(),
        Some(Value::Flag(flag)) => flag.into(),
        None => serde_json::Value::Null,
    }
}

fn raw(json: Option<&serde_json::Value>) -> Raw {
    match json {
        None => Raw::Absent,
        Some(serde_json::Value::Null) => Raw::Null,
        Some(serde_json::Value::Bool(flag)) => Raw::Flag(*flag),
        Some(serde_json::Value::Number(number)) => {
            number.as_f64().map_or(Raw::Composite, Raw::Number)
        }
        Some(serde_json::Value::String(text)) => Raw::Text(text.clone()),
        Some(_) => Raw::Composite,
    }
}

#[cfg(test)]
mod tests {
    use testkit::sample;

    use super::*;

    fn row(config: StudioConfig) -> Model {
        let ada = sample::user_id("ada");
        row_of(ada, &sample::save(ada, 0, config))
    }

    #[test]
    fn a_snapshot_names_every_setting_and_holds_null_where_it_follows_the_account() {
        let snapshot: serde_json::Value =
            serde_json::from_str(&snapshot(&StudioConfig::default())).unwrap();
        let object = snapshot.as_object().unwrap();
        assert_eq!(object.len(), SETTINGS.len());
        assert_eq!(object["voiceSpeed"], 1.0);
        assert_eq!(object["aiMaxTokens"], 500);
        assert_eq!(object["askForName"], true);
        assert!(object["adminEmail"].is_null() && object["organizationName"].is_null());
    }

    #[test]
    fn what_is_written_is_read() {
        for config in [StudioConfig::default(), sample::full_config(), sample::greatest_config()] {
            assert_eq!(revision(row(config.clone())).unwrap().config, config);
        }
    }

    #[test]
    fn a_setting_that_did_not_exist_yet_has_its_default_and_one_that_is_gone_is_ignored() {
        let mut row = row(sample::full_config());
        row.snapshot = r#"{"tone":"warm","faxNumber":"+33"}"#.to_owned();
        let record = revision(row).unwrap();
        let tone = (domain::studio::Setting::Tone, Raw::Text("warm".to_owned()));
        assert_eq!(record.config, sample::config(&[tone]));
    }

    #[test]
    fn a_snapshot_that_cannot_be_is_corrupt() {
        for snapshot in ["", "[]", r#"{"voiceSpeed":"fast"}"#, r#"{"voiceSpeed":99}"#] {
            let mut row = row(sample::full_config());
            row.snapshot = snapshot.to_owned();
            assert!(matches!(revision(row), Err(StoreError::Corrupt(_))), "{snapshot}");
        }
    }
}
