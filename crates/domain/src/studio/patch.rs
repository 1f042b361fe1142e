//! A merge patch (RFC 7396) of a configuration.

use secrecy::SecretString;

use super::config::{AccountDefaults, StudioConfig};
use super::kind::Value;
use super::setting::Setting;
use crate::value::{AssistantId, check_text};
use crate::{Change, Fault, FaultCode, Faults, Raw};

/// The write-only password of the mail server.
pub const SMTP_PASSWORD: &str = "smtpPassword";
/// Whether one is stored.
pub const SMTP_PASSWORD_SET: &str = "smtpPasswordSet";
/// The linked assistant, which no patch can move.
pub const VAPI_ASSISTANT_ID: &str = "vapiAssistantId";
/// What clients send back from an answer, and is ignored in silence.
const READ_ONLY: [&str; 4] = ["revision", "updatedAt", "sync", SMTP_PASSWORD_SET];
const SMTP_PASSWORD_MAX_CHARS: usize = 1024;

/// A valid patch of a configuration.
#[derive(Debug, Clone, Default)]
pub struct ConfigPatch {
    changes: Vec<(Setting, Option<Value>)>,
    smtp_password: Change<SecretString>,
    ignored: Vec<String>,
}

impl ConfigPatch {
    /// Parses the fields of a patch for a user whose linked assistant is `linked`; all
    /// faults at once. Unknown fields are remembered and otherwise ignored.
    pub fn parse<'a>(
        fields: impl IntoIterator<Item = (&'a str, Raw)>,
        linked: Option<AssistantId>,
    ) -> Result<Self, Faults> {
        let mut patch = Self::default();
        let mut faults = Faults::none();
        for (name, raw) in fields {
            if raw == Raw::Absent || READ_ONLY.contains(&name) {
                continue;
            }
            if let Some(setting) = Setting::from_wire(name) {
                if let Some(value) = faults.take(name, setting.spec().kind.parse(&raw)) {
                    patch.changes.push((setting, value));
                }
            } else if name == SMTP_PASSWORD {
                patch.smtp_password =
                    faults.take(name, parse_smtp_password(&raw)).unwrap_or_default();
            } else if name == VAPI_ASSISTANT_ID {
                faults.take(name, check_assistant_id(&raw, linked));
            } else {
                patch.ignored.push(name.to_owned());
            }
        }
        faults.into_result(patch)
    }

    /// The configuration after this patch, for this account. Clients send the whole form back:
    /// a setting that follows the account still does when it comes with the value that it was
    /// shown with.
    pub fn apply(&self, config: &StudioConfig, account: &AccountDefaults) -> StudioConfig {
        let mut next = config.clone();
        for (setting, value) in &self.changes {
            let follows = config.stored(*setting).is_none();
            if !follows || value.as_ref() != Some(&config.resolve(*setting, account)) {
                next.set(*setting, value.clone());
            }
        }
        next
    }

    /// What becomes of the mail server's password.
    pub const fn smtp_password(&self) -> &Change<SecretString> {
        &self.smtp_password
    }

    /// Fields that nobody knows, in the order they came.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }
}

/// The empty string, as which the password is always read, keeps it.
fn parse_smtp_password(raw: &Raw) -> Result<Change<SecretString>, Fault> {
    match raw {
        Raw::Text(text) if text.is_empty() => Ok(Change::Keep),
        _ => raw.change(|raw| {
            let text = raw.text()?;
            check_text(text, 1, SMTP_PASSWORD_MAX_CHARS).map(|()| SecretString::from(text))
        }),
    }
}

fn check_assistant_id(raw: &Raw, linked: Option<AssistantId>) -> Result<(), Fault> {
    let read_only = || Fault::new(FaultCode::ReadOnly, "cannot be set; it is linked by a sync");
    match raw {
        Raw::Absent | Raw::Null => Ok(()),
        Raw::Text(text) if linked.is_some() && AssistantId::parse(text) == linked => Ok(()),
        _ => Err(read_only()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;
    use crate::studio::SETTINGS;

    fn parse(fields: &[(&str, Raw)]) -> Result<ConfigPatch, Faults> {
        ConfigPatch::parse(fields.iter().map(|(name, raw)| (*name, raw.clone())), None)
    }

    fn account() -> AccountDefaults {
        AccountDefaults { email: "ada@example.com".into(), organization_name: None }
    }

    fn text(text: &str) -> Raw {
        Raw::Text(text.to_owned())
    }

    #[test]
    fn absent_keeps_a_value_sets_and_null_takes_back_to_the_default() {
        let set = parse(&[("voiceSpeed", Raw::Number(1.2)), ("tone", text("warm"))])
            .unwrap()
            .apply(&StudioConfig::default(), &account());
        let reset = parse(&[("voiceSpeed", Raw::Null)]).unwrap().apply(&set, &account());
        assert_eq!(reset.stored(Setting::VoiceSpeed), Some(Value::Number(1.0)));
        assert_eq!(reset.stored(Setting::Tone), Some(Value::Text("warm".into())));
    }

    #[test]
    fn a_form_that_is_sent_back_leaves_what_follows_the_account_following_it() {
        let followed = [Setting::OrganizationName, Setting::AdminEmail, Setting::SummaryEmail];
        let shown = StudioConfig::default();
        let form: Vec<_> = SETTINGS
            .iter()
            .map(|spec| (spec.wire, Raw::from(&shown.resolve(spec.setting, &account()))))
            .collect();
        let sent_back = parse(&form).unwrap().apply(&shown, &account());
        assert_eq!(sent_back, shown);
        // What the user has decided stays decided, whatever the account says by then.
        let decided = parse(&[("adminEmail", text("grace@example.com"))]).unwrap();
        let decided = decided.apply(&shown, &account());
        let moved = AccountDefaults { email: "grace@example.com".into(), ..account() };
        let form = [("adminEmail", text("grace@example.com"))];
        let sent_back = parse(&form).unwrap().apply(&decided, &moved);
        assert_eq!(sent_back, decided);
        assert_eq!(
            followed.map(|setting| sent_back.stored(setting).is_some()),
            [false, true, false]
        );
    }

    #[test]
    fn all_faults_are_told() {
        let faults = parse(&[
            ("voiceSpeed", Raw::Number(99.0)),
            ("aiTemperature", text("abc")),
            ("tone", text("ok")),
        ])
        .unwrap_err();
        assert_eq!(faults.iter().count(), 2);
    }

    #[test]
    fn unknown_fields_are_named_and_read_only_ones_are_not() {
        let patch = parse(&[
            ("voicespeed", Raw::Number(2.0)),
            ("revision", Raw::Number(7.0)),
            ("sync", Raw::Composite),
        ])
        .unwrap();
        assert_eq!(patch.ignored(), ["voicespeed"]);
        assert_eq!(patch.apply(&StudioConfig::default(), &account()), StudioConfig::default());
    }

    #[test]
    fn the_assistant_cannot_be_set() {
        let id = "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10";
        let other = "98d71a30-c55c-43dd-8d64-1af9cf8b57cb";
        let linked = AssistantId::parse(id);
        let patch = |value: Raw, linked| ConfigPatch::parse([(VAPI_ASSISTANT_ID, value)], linked);
        assert!(patch(text(id), linked).is_ok());
        assert!(patch(Raw::Null, linked).is_ok());
        for (value, linked) in [
            (text(other), linked),
            (text(id), None),
            (text("../../call?x="), linked),
            (Raw::Number(1.0), None),
        ] {
            let faults = patch(value, linked).unwrap_err();
            assert!(faults.iter().all(|(_, fault)| fault.code == FaultCode::ReadOnly));
        }
    }

    #[test]
    fn an_empty_mail_password_keeps_the_stored_one_and_null_clears_it() {
        assert!(!parse(&[(SMTP_PASSWORD, text(""))]).unwrap().smtp_password().is_change());
        assert!(matches!(
            parse(&[(SMTP_PASSWORD, Raw::Null)]).unwrap().smtp_password(),
            Change::Clear
        ));
        let set = parse(&[(SMTP_PASSWORD, text(" p w "))]).unwrap();
        assert!(
            matches!(set.smtp_password(), Change::Set(password) if password.expose_secret() == " p w ")
        );
    }

    fn any_raw() -> impl Strategy<Value = Raw> {
        prop_oneof![
            Just(Raw::Null),
            Just(Raw::Composite),
            any::<bool>().prop_map(Raw::Flag),
            (-10.0..20_000.0_f64).prop_map(Raw::Number),
            "\\PC{0,40}".prop_map(Raw::Text),
        ]
    }

    proptest! {
        #[test]
        fn applying_twice_is_applying_once(fields in proptest::collection::vec((0..SETTINGS.len(), any_raw()), 0..12)) {
            let fields: Vec<_> = fields.into_iter().map(|(index, raw)| (SETTINGS[index].wire, raw)).collect();
            if let Ok(patch) = parse(&fields) {
                let once = patch.apply(&StudioConfig::default(), &account());
                prop_assert_eq!(patch.apply(&once, &account()), once);
            }
        }

        #[test]
        fn what_was_applied_can_be_stored_and_parsed_again(fields in proptest::collection::vec((0..SETTINGS.len(), any_raw()), 0..12)) {
            let fields: Vec<_> = fields.into_iter().map(|(index, raw)| (SETTINGS[index].wire, raw)).collect();
            if let Ok(patch) = parse(&fields) {
                let config = patch.apply(&StudioConfig::default(), &account());
                let parsed = StudioConfig::parse(|setting| config.stored(setting).as_ref().map_or(Raw::Null, Raw::from));
                prop_assert_eq!(parsed.unwrap(), config);
            }
        }
    }
}
