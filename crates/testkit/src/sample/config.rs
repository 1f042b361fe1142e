//! Configurations.

use application::port::ConfigSave;
use domain::audit::AuditKind;
use domain::studio::{Kind, Revision, Setting, SettingSpec, StudioConfig, Value};
use domain::value::UserId;
use domain::{Change, Raw};

use super::{event, time};

/// A configuration with these settings.
pub fn config(settings: &[(Setting, Raw)]) -> StudioConfig {
    StudioConfig::parse(|setting| {
        settings
            .iter()
            .find(|(named, _)| *named == setting)
            .map_or(Raw::Absent, |(_, raw)| raw.clone())
    })
    .unwrap()
}

/// A configuration in which no setting has its default, no two texts are alike, and
/// numbers need all their digits.
pub fn full_config() -> StudioConfig {
    of_every_kind(|spec| match spec.kind {
        Kind::Text { max, .. } if max >= 50 => {
            Raw::Text(format!("{} é\r\n\tעברית 😀 \\ ' \" %", spec.column))
        }
        Kind::Text { .. } => Raw::Text(format!("é{}", spec.column.len())),
        Kind::Email => Raw::Text(format!("{}@example.org", spec.column)),
        Kind::TimeZone => Raw::Text("asia/TOKYO".to_owned()),
        Kind::Port => Raw::Text("2525".to_owned()),
        Kind::Number { min, max } => Raw::Number(min + (max - min) / 3.0),
        Kind::Integer { min, .. } => Raw::Number(f64::from(min + 1)),
        Kind::Flag => Raw::Flag(spec.default.fixed() != Some(Value::Flag(true))),
    })
}

/// A configuration in which every setting is as great or as long as it may be, in
/// characters that need several bytes.
pub fn greatest_config() -> StudioConfig {
    of_every_kind(|spec| match spec.kind {
        Kind::Text { max, .. } => Raw::Text("😀".repeat(max)),
        Kind::Email => {
            let label = "d".repeat(60);
            let local = "l".repeat(64);
            Raw::Text(format!("{local}@{label}.{label}.{label}.org"))
        }
        Kind::TimeZone => Raw::Text("America/Argentina/ComodRivadavia".to_owned()),
        Kind::Port => Raw::Text("65535".to_owned()),
        Kind::Number { max, .. } => Raw::Number(max),
        Kind::Integer { max, .. } => Raw::Number(f64::from(max)),
        Kind::Flag => Raw::Flag(true),
    })
}

/// A configuration in which every setting is as small or as short as it may be.
pub fn least_config() -> StudioConfig {
    of_every_kind(|spec| match spec.kind {
        Kind::Text { min, .. } => Raw::Text("x".repeat(min)),
        Kind::Email => Raw::Text("a@b.co".to_owned()),
        Kind::TimeZone => Raw::Text("GB".to_owned()),
        Kind::Port => Raw::Text("1".to_owned()),
        Kind::Number { min, .. } => Raw::Number(min),
        Kind::Integer { min, .. } => Raw::Number(f64::from(min)),
        Kind::Flag => Raw::Flag(false),
    })
}

fn of_every_kind(raw: impl Fn(&SettingSpec) -> Raw) -> StudioConfig {
    StudioConfig::parse(|setting| raw(setting.spec())).unwrap()
}

/// A user's save at [`time()`] of a configuration that was changed from the defaults, which
/// keeps the mail password and every revision.
pub fn save(owner: UserId, expected: Revision, config: StudioConfig) -> ConfigSave {
    let changed =
        config.changed_from(&StudioConfig::default()).into_iter().map(Setting::wire).collect();
    let event = event(owner, AuditKind::ConfigSaved);
    ConfigSave {
        expected,
        config,
        changed,
        smtp_password: Change::Keep,
        keep: None,
        at: time(),
        event,
    }
}

#[cfg(test)]
mod tests {
    use domain::studio::{AccountDefaults, SETTINGS};

    use super::*;

    #[test]
    fn the_full_configuration_leaves_no_setting_at_its_default() {
        let changed = full_config().changed_from(&StudioConfig::default());
        assert_eq!(changed, SETTINGS.iter().map(|spec| spec.setting).collect::<Vec<_>>());
    }

    #[test]
    fn the_extremes_are_valid() {
        let account = AccountDefaults { email: String::new(), organization_name: None };
        assert_eq!(greatest_config().effective(&account).smtp_port, "65535");
        assert_eq!(least_config().effective(&account).smtp_port, "1");
    }
}
