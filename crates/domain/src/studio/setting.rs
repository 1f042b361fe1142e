//! The one table of all settings. Validation, diffs, answers, the API document and the
//! column defaults are read from it.

use super::config::{AccountDefaults, StudioConfig};
use super::kind::{FromValue, Kind, Value, ValueRef};

/// What a setting is while nobody set it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Default {
    /// This text.
    Text(&'static str),
    /// This number.
    Number(f64),
    /// This whole number.
    Integer(i32),
    /// This boolean.
    Flag(bool),
    /// The organisation's name of the account, else this text. Stored as NULL.
    OrganizationName(&'static str),
    /// The account's email. Stored as NULL.
    AccountEmail,
}

impl Default {
    /// The value, where it does not hang on the account.
    pub fn fixed(self) -> Option<Value> {
        self.constant().map(Value::from)
    }

    /// The same, borrowed.
    pub(super) const fn constant(self) -> Option<ValueRef<'static>> {
        match self {
            Self::Text(text) => Some(ValueRef::Text(text)),
            Self::Number(number) => Some(ValueRef::Number(number)),
            Self::Integer(number) => Some(ValueRef::Integer(number)),
            Self::Flag(flag) => Some(ValueRef::Flag(flag)),
            Self::OrganizationName(_) | Self::AccountEmail => None,
        }
    }

    /// The value for this account.
    pub fn resolve(self, account: &AccountDefaults) -> Value {
        self.shown(account).into()
    }

    /// The same, borrowed.
    pub(super) fn shown(self, account: &AccountDefaults) -> ValueRef<'_> {
        match self {
            Self::OrganizationName(fallback) => {
                ValueRef::Text(account.organization_name.as_deref().unwrap_or(fallback))
            }
            Self::AccountEmail => ValueRef::Text(&account.email),
            Self::Text(text) => ValueRef::Text(text),
            Self::Number(number) => ValueRef::Number(number),
            Self::Integer(number) => ValueRef::Integer(number),
            Self::Flag(flag) => ValueRef::Flag(flag),
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct SettingSpec {
    /// Which setting.
    pub setting: Setting,
    /// Its name in the API.
    pub wire: &'static str,
    /// Its name in a store.
    pub column: &'static str,
    /// What it is for, in a sentence.
    pub help: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// What it is while nobody set it.
    pub default: Default,
}

macro_rules! settings {
    ($( #[doc = $help:literal] $setting:ident $column:ident: $type:ty, $wire:literal, $kind:expr, $default:expr; )*) => {
        /// A setting of the studio, in the order of the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Setting {
            $( #[doc = $help] $setting, )*
        }

        /// Every setting, in the order of [`Setting`].
        pub static SETTINGS: &[SettingSpec] = &[
            $( SettingSpec {
                setting: Setting::$setting,
                wire: $wire,
                column: stringify!($column),
                help: $help.trim_ascii(),
                kind: $kind,
                default: $default,
            }, )*
        ];

        /// A configuration with every default resolved.
        #[derive(Debug, Clone, PartialEq)]
        pub struct EffectiveConfig {
            $( #[doc = $help] pub $column: $type, )*
        }

        impl EffectiveConfig {
            pub(super) fn of(config: &StudioConfig, account: &AccountDefaults) -> Self {
                Self {
                    $( $column: FromValue::from_value(config.resolve(Setting::$setting, account)).unwrap_or_default(), )*
                }
            }
        }

        #[cfg(test)]
        mod column_types {
            use super::*;

            #[test]
            fn every_setting_is_read_as_the_type_of_its_kind() {
                let account = AccountDefaults { email: "ada@example.com".into(), organization_name: None };
                $( assert!(<$type as FromValue>::from_value(StudioConfig::default().resolve(Setting::$setting, &account)).is_some(), $wire); )*
            }
        }
    };
}

settings! {
    /// The organisation that the assistant answers for; its first 40 characters name the assistant.
    OrganizationName organization_name: String, "organizationName", Kind::Text { min: 1, max: 255 }, Default::OrganizationName("My Organization");
    /// Where questions about the account go.
    AdminEmail admin_email: String, "adminEmail", Kind::Email, Default::AccountEmail;
    /// Where a caller is referred to when the assistant cannot help.
    FallbackEmail fallback_email: String, "fallbackEmail", Kind::Email, Default::AccountEmail;
    /// Where call summaries go.
    SummaryEmail summary_email: String, "summaryEmail", Kind::Email, Default::AccountEmail;
    /// The IANA time zone of the business hours.
    Timezone timezone: String, "timezone", Kind::TimeZone, Default::Text("Europe/Paris");
    /// The number that callers dial.
    PhoneNumber phone_number: String, "phoneNumber", Kind::Text { min: 0, max: 50 }, Default::Text("");
    /// When the business is open.
    BusinessHours business_hours: String, "businessHours", Kind::Text { min: 0, max: 255 }, Default::Text("09:00-18:00");
    /// The mail server's host name.
    SmtpServer smtp_server: String, "smtpServer", Kind::Text { min: 0, max: 255 }, Default::Text("");
    /// The mail server's port.
    SmtpPort smtp_port: String, "smtpPort", Kind::Port, Default::Text("587");
    /// The user name at the mail server.
    SmtpUsername smtp_username: String, "smtpUsername", Kind::Text { min: 0, max: 255 }, Default::Text("");
    /// Who makes the voice.
    VoiceProvider voice_provider: String, "voiceProvider", Kind::Text { min: 1, max: 50 }, Default::Text("11labs");
    /// Which of the provider's voices.
    VoiceId voice_id: String, "voiceId", Kind::Text { min: 1, max: 255 }, Default::Text("sarah");
    /// How fast the voice speaks; 1 is its natural pace.
    VoiceSpeed voice_speed: f64, "voiceSpeed", Kind::Number { min: 0.25, max: 4.0 }, Default::Number(1.0);
    /// The language model.
    AiModel ai_model: String, "aiModel", Kind::Text { min: 1, max: 100 }, Default::Text("gpt-4o-mini");
    /// How freely the model words its answers.
    AiTemperature ai_temperature: f64, "aiTemperature", Kind::Number { min: 0.0, max: 2.0 }, Default::Number(0.7);
    /// The longest answer, in tokens.
    AiMaxTokens ai_max_tokens: i32, "aiMaxTokens", Kind::Integer { min: 50, max: 10_000 }, Default::Integer(500);
    /// Who turns speech into text.
    TranscriberProvider transcriber_provider: String, "transcriberProvider", Kind::Text { min: 1, max: 50 }, Default::Text("deepgram");
    /// Which of the transcriber's models.
    TranscriberModel transcriber_model: String, "transcriberModel", Kind::Text { min: 1, max: 100 }, Default::Text("nova-2");
    /// The language that callers speak.
    TranscriberLanguage transcriber_language: String, "transcriberLanguage", Kind::Text { min: 2, max: 10 }, Default::Text("en");
    /// What the assistant says first.
    FirstMessage first_message: String, "firstMessage", Kind::Text { min: 1, max: 2000 }, Default::Text("Hello! How can I help you today?");
    /// What the assistant is and does.
    SystemPrompt system_prompt: String, "systemPrompt", Kind::Text { min: 1, max: 32_000 }, Default::Text("You are a helpful AI assistant.");
    /// Rules for the assistant to follow.
    Guidelines guidelines: String, "guidelines", Kind::Text { min: 0, max: 8000 }, Default::Text("");
    /// The character of the assistant.
    Persona persona: String, "persona", Kind::Text { min: 1, max: 100 }, Default::Text("professional");
    /// The tone of the assistant.
    Tone tone: String, "tone", Kind::Text { min: 1, max: 100 }, Default::Text("friendly");
    /// The language that the assistant speaks.
    Language language: String, "language", Kind::Text { min: 2, max: 10 }, Default::Text("en");
    /// Ask callers for their name.
    AskForName ask_for_name: bool, "askForName", Kind::Flag, Default::Flag(true);
    /// Ask callers for their email address.
    AskForEmail ask_for_email: bool, "askForEmail", Kind::Flag, Default::Flag(false);
    /// Ask callers for their phone number.
    AskForPhone ask_for_phone: bool, "askForPhone", Kind::Flag, Default::Flag(false);
}

impl Setting {
    /// Its line of the table.
    pub fn spec(self) -> &'static SettingSpec {
        &SETTINGS[self as usize]
    }

    /// Its name in the API.
    pub fn wire(self) -> &'static str {
        self.spec().wire
    }

    /// The setting of this name in the API.
    pub fn from_wire(name: &str) -> Option<Self> {
        SETTINGS.iter().find(|spec| spec.wire == name).map(|spec| spec.setting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Raw;

    #[test]
    fn the_table_is_in_the_order_of_the_settings_and_names_are_distinct() {
        for (index, spec) in SETTINGS.iter().enumerate() {
            assert_eq!(spec.setting as usize, index);
            assert_eq!(Setting::from_wire(spec.wire), Some(spec.setting));
            assert!(!spec.help.is_empty());
        }
    }

    #[test]
    fn every_fixed_default_is_valid() {
        for spec in SETTINGS {
            if let Some(value) = spec.default.fixed() {
                assert_eq!(spec.kind.parse(&Raw::from(&value)), Ok(Some(value)), "{}", spec.wire);
            }
        }
    }

    #[test]
    fn a_column_is_the_wire_name_in_snake_case() {
        for spec in SETTINGS {
            let snake: String = spec
                .wire
                .chars()
                .flat_map(|c| {
                    if c.is_ascii_uppercase() { vec!['_', c.to_ascii_lowercase()] } else { vec![c] }
                })
                .collect();
            assert_eq!(spec.column, snake);
        }
    }
}
