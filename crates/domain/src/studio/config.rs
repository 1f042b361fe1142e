//! A user's configuration.

use std::collections::BTreeMap;

use super::kind::{Value, ValueRef};
pub use super::setting::EffectiveConfig;
use super::setting::{SETTINGS, Setting};
use crate::user::User;
use crate::{Faults, Raw};

/// The number of a configuration's revision; 0 while nothing was ever saved.
pub type Revision = i64;

/// What of the account some settings follow as long as they were never set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountDefaults {
    /// The account's email.
    pub email: String,
    /// The organisation's name in the profile.
    pub organization_name: Option<String>,
}

impl From<&User> for AccountDefaults {
    fn from(user: &User) -> Self {
        Self {
            email: user.email.as_str().to_owned(),
            organization_name: user.organization.name.as_ref().map(|name| name.as_str().to_owned()),
        }
    }
}

/// The settings that differ from their defaults. Two configurations are equal when they
/// mean the same, however they came about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StudioConfig {
    values: BTreeMap<Setting, Value>,
}

impl StudioConfig {
    /// Parses what a store held, all faults at once. Absent and `null` mean the default.
    pub fn parse(mut read: impl FnMut(Setting) -> Raw) -> Result<Self, Faults> {
        let mut faults = Faults::none();
        let mut config = Self::default();
        for spec in SETTINGS {
            if let Some(value) = faults.take(spec.wire, spec.kind.take(read(spec.setting))) {
                config.set(spec.setting, value);
            }
        }
        faults.into_result(config)
    }

    /// Sets a setting to a value that its kind has parsed; `None` is its default.
    pub(super) fn set(&mut self, setting: Setting, value: Option<Value>) {
        match value {
            Some(value) if setting.spec().default.constant() != Some(value.borrowed()) => {
                self.values.insert(setting, value);
            }
            _ => {
                self.values.remove(&setting);
            }
        }
    }

    /// What is stored for a setting: its value, its fixed default, or `None` where it
    /// follows the account.
    pub fn stored(&self, setting: Setting) -> Option<Value> {
        self.values.get(&setting).cloned().or_else(|| setting.spec().default.fixed())
    }

    /// What a setting is for this account.
    pub fn resolve(&self, setting: Setting, account: &AccountDefaults) -> Value {
        self.shown(setting, account).into()
    }

    /// The same, borrowed, for whoever only shows it.
    pub fn shown<'a>(&'a self, setting: Setting, account: &'a AccountDefaults) -> ValueRef<'a> {
        let value = self.values.get(&setting);
        value.map_or_else(|| setting.spec().default.shown(account), Value::borrowed)
    }

    /// All settings as they are for this account.
    pub fn effective(&self, account: &AccountDefaults) -> EffectiveConfig {
        EffectiveConfig::of(self, account)
    }

    /// The settings in which two configurations differ, in the order of the table.
    pub fn changed_from(&self, before: &Self) -> Vec<Setting> {
        SETTINGS
            .iter()
            .map(|spec| spec.setting)
            .filter(|setting| self.values.get(setting) != before.values.get(setting))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> AccountDefaults {
        AccountDefaults {
            email: "ada@example.com".into(),
            organization_name: Some("Ada's Bakery".into()),
        }
    }

    #[test]
    fn what_was_never_set_follows_the_account() {
        let effective = StudioConfig::default().effective(&account());
        assert_eq!(effective.organization_name, "Ada's Bakery");
        assert_eq!(effective.summary_email, "ada@example.com");
        let without = AccountDefaults { organization_name: None, ..account() };
        assert_eq!(
            StudioConfig::default().effective(&without).organization_name,
            "My Organization"
        );
    }

    #[test]
    fn a_default_that_was_set_equals_one_that_was_not() {
        let mut config = StudioConfig::default();
        config.set(Setting::VoiceSpeed, Some(Value::Number(1.0)));
        assert_eq!(config, StudioConfig::default());
    }

    #[test]
    fn an_account_value_that_was_set_is_kept() {
        let mut config = StudioConfig::default();
        config.set(Setting::AdminEmail, Some(Value::Text("ada@example.com".into())));
        assert_eq!(config.stored(Setting::AdminEmail), Some(Value::Text("ada@example.com".into())));
        assert_eq!(StudioConfig::default().stored(Setting::AdminEmail), None);
    }

    #[test]
    fn a_stored_configuration_is_parsed_with_all_its_faults() {
        let faults = StudioConfig::parse(|setting| match setting {
            Setting::AiTemperature => Raw::Number(9.0),
            Setting::VoiceSpeed => Raw::Number(99.0),
            _ => Raw::Absent,
        })
        .unwrap_err();
        assert_eq!(
            faults.iter().map(|(field, _)| field).collect::<Vec<_>>(),
            ["voiceSpeed", "aiTemperature"]
        );
    }
}
