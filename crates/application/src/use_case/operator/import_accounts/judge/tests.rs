use domain::studio::{Kind, SETTINGS, Setting, Value};
use domain::value::{Locale, UserId};
use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;
use crate::port::FormerSecretError;
use crate::use_case::operator::import_accounts::report::Note;

/// What opens begins with `sealed:`, and what is a hash with `$2b$`.
struct Secrets {
    key_is_given: bool,
}

impl FormerSecrets for Secrets {
    fn is_password_hash(&self, text: &str) -> bool {
        text.starts_with("$2b$")
    }

    fn open(&self, token: &str) -> Result<SecretString, FormerSecretError> {
        if !self.key_is_given {
            return Err(FormerSecretError::NoKey);
        }
        token.strip_prefix("sealed:").map(Into::into).ok_or(FormerSecretError::Broken)
    }
}

const ID: &str = "0b1c7f44-1111-4c63-9a51-0d8f5a7d2f10";

fn now() -> DateTime<Utc> {
    cell::moment("2026-01-02T03:04:05Z").unwrap()
}

fn account(user: &[(&str, &str)], configs: &[&[(&str, &str)]]) -> FormerAccount {
    FormerAccount {
        id: ID.to_owned(),
        user: FormerRow::of(user.iter().copied()),
        configs: configs.iter().map(|row| FormerRow::of(row.iter().copied())).collect(),
    }
}

fn judge(account: &FormerAccount, key_is_given: bool) -> Candidate {
    let email = Email::parse("ada@example.com").unwrap();
    candidate(account, email, &Secrets { key_is_given }, now())
}

fn user(columns: &[(&str, &str)]) -> Candidate {
    judge(&account(columns, &[]), true)
}

fn config(columns: &[(&str, &str)]) -> Candidate {
    judge(&account(&[], &[columns]), true)
}

#[track_caller]
fn assert_notes(candidate: Candidate, expected: &[(&'static str, Adjustment)]) {
    let expected: Vec<_> =
        expected.iter().map(|&(field, adjustment)| Note { field, adjustment }).collect();
    assert_eq!(candidate.notes.into_vec(), expected);
}

#[test]
fn a_user_is_taken_over_with_everything() {
    let candidate = user(&[
        ("full_name", " Ada Lovelace "),
        ("phone_number", "+33 6 12 34 56 78"),
        ("phone_verified", "t"),
        ("hashed_password", "$2b$12$hash"),
        ("image", "https://example.com/a.png"),
        ("locale", "fr-FR"),
        ("organization_name", "Ada's Bakery"),
        ("industry", "Bakery"),
        ("company_size", "1-10"),
        ("onboarding_step", "4"),
        ("onboarding_vapi_skipped", "1"),
        ("onboarding_twilio_skipped", "false"),
        ("onboarding_assistant_created", "1"),
        ("vapi_api_key", "a-vapi-key-of-ada"),
        ("twilio_account_sid", "AC0123456789abcdef0123456789abcdef"),
        ("twilio_auth_token", "0123456789abcdef0123456789abcdef"),
        ("twilio_phone_number", "+33 1 23 45 67 89"),
        ("is_active", "1"),
        ("created_at", "2024-05-06 07:08:09.123456"),
        ("updated_at", "2024-06-07T08:09:10+02:00"),
    ]);
    let user = &candidate.user;
    assert_eq!(user.id.to_string(), ID);
    assert_eq!(user.name.as_ref().unwrap().as_str(), "Ada Lovelace");
    assert_eq!(user.phone.as_ref().unwrap().as_str(), "+33612345678");
    assert!(user.phone_verified && !candidate.kept_out);
    assert_eq!(user.locale, Locale::French);
    assert_eq!(user.organization.company_size.as_ref().unwrap().as_str(), "1-10");
    assert_eq!(user.onboarding.step().number(), 4);
    assert!(user.onboarding.vapi_skipped() && !user.onboarding.twilio_skipped());
    assert_eq!(user.created_at, cell::moment("2024-05-06T07:08:09.123456Z").unwrap());
    assert_eq!(user.updated_at, cell::moment("2024-06-07T06:09:10Z").unwrap());
    assert_eq!(candidate.password_hash.as_ref().unwrap().as_str(), "$2b$12$hash");
    assert_eq!(candidate.vapi_key.as_ref().unwrap().expose(), "a-vapi-key-of-ada");
    let twilio = candidate.twilio.as_ref().unwrap();
    assert_eq!(twilio.phone_number.as_ref().unwrap().as_str(), "+33123456789");
    assert_notes(candidate, &[]);
}

#[test]
fn what_a_user_cannot_have_is_left_behind_or_its_default_is_taken() {
    use Adjustment::{Clamped, Cleaned, Cut, Defaulted, Invalid};
    let long = "é".repeat(300);
    for (column, text, field, adjustment) in [
        ("name", long.as_str(), "name", Cut),
        ("name", "A\0da", "name", Cleaned),
        ("phone", "0612345678", "phone", Invalid),
        ("password", "plain", "password", Invalid),
        ("image", "data:image/png;base64,AAAA", "image", Invalid),
        ("locale", "xx", "locale", Defaulted),
        ("company_size", &long, "company_size", Cut),
        ("onboarding_step", "12", "onboarding_step", Clamped),
        ("onboarding_step", "-1", "onboarding_step", Clamped),
        ("onboarding_step", "third", "onboarding_step", Defaulted),
        ("onboarding_vapi_skipped", "maybe", "onboarding_vapi_skipped", Defaulted),
        ("created_at", "yesterday", "created_at", Defaulted),
        ("updated_at", "2999-01-01 00:00:00", "updated_at", Clamped),
        ("vapi_api_key", "short", "vapi_api_key", Invalid),
        ("vapi_api_key", "clé-secrète-de-ada", "vapi_api_key", Invalid),
    ] {
        assert_notes(user(&[(column, text)]), &[(field, adjustment)]);
    }
    assert_eq!(user(&[("name", &long)]).user.name.unwrap().as_str(), "é".repeat(255));
    assert_eq!(user(&[("updated_at", "2999-01-01")]).user.updated_at, now());
    assert!(user(&[("password", "plain")]).password_hash.is_none());
}

#[test]
fn blanks_are_nothing_and_are_not_spoken_of() {
    let names = ["name", "phone", "image", "locale", "password", "vapi_api_key", "is_active"];
    let blanks: Vec<_> = names.iter().map(|name| (*name, "  ")).collect();
    let candidate = user(&blanks);
    assert_eq!(candidate.user.name, None);
    assert!(!candidate.kept_out);
    assert_notes(candidate, &[]);
    let candidate = config(&[("admin_email", ""), ("guidelines", ""), ("business_hours", "")]);
    let hours = candidate.config.stored(Setting::BusinessHours);
    assert_eq!(
        hours,
        Some(Value::Text(String::new())),
        "which may be empty, and is not by default"
    );
    assert_notes(candidate, &[]);
}

#[test]
fn who_was_not_active_is_kept_out_and_so_is_whoever_it_cannot_be_told_of() {
    assert!(user(&[("is_active", "f")]).kept_out);
    let unclear = user(&[("is_active", "perhaps")]);
    assert!(unclear.kept_out);
    assert_notes(unclear, &[("is_active", Adjustment::Defaulted)]);
}

#[test]
fn an_onboarding_is_never_less_far_than_it_was() {
    let at = "2024-05-06 07:08:09";
    for (columns, step, completed_at) in [
        (&[("onboarding_completed", "1"), ("updated_at", at)][..], 9, Some(at)),
        (&[("onboarding_completed_at", at)], 9, Some(at)),
        (&[("onboarding_completed", "0"), ("onboarding_completed_at", at)], 9, Some(at)),
        (&[("onboarding_step", "9"), ("onboarding_completed", "0")], 8, None),
        (&[("onboarding_step", "3.0")], 3, None),
        (&[], 0, None),
    ] {
        let onboarding = user(columns).user.onboarding;
        assert_eq!(onboarding.step().number(), step, "{columns:?}");
        assert_eq!(onboarding.completed_at(), completed_at.and_then(cell::moment));
    }
}

#[test]
fn half_of_twilio_s_credentials_is_left_behind_and_a_bad_number_alone() {
    const SID: (&str, &str) = ("twilio_account_sid", "AC0123456789abcdef0123456789abcdef");
    const TOKEN: (&str, &str) = ("twilio_auth_token", "0123456789abcdef0123456789abcdef");
    let invalid = |field| [(field, Adjustment::Invalid)];
    let half = user(&[SID]);
    assert!(half.twilio.is_none());
    assert_notes(half, &invalid("twilio_auth_token"));
    assert_notes(user(&[("twilio_account_sid", "AC1"), TOKEN]), &invalid("twilio_account_sid"));
    let numberless = user(&[SID, TOKEN, ("twilio_phone_number", "12")]);
    assert!(numberless.twilio.as_ref().unwrap().phone_number.is_none());
    assert_notes(numberless, &invalid("twilio_phone_number"));
    assert_notes(user(&[("twilio_phone_number", "+33123456789")]), &[]);
}

#[test]
fn every_setting_is_taken_over_by_its_name() {
    let texts: Vec<(&str, String)> = SETTINGS
        .iter()
        .map(|spec| {
            let text = match spec.setting {
                Setting::VoiceSpeed => "1.05",
                Setting::AiTemperature => "0.25",
                Setting::AiMaxTokens => "750",
                Setting::SmtpPort => "2525",
                Setting::Timezone => "Asia/Tokyo",
                Setting::AdminEmail | Setting::FallbackEmail | Setting::SummaryEmail => "x@y.org",
                Setting::AskForName => "0",
                Setting::AskForEmail | Setting::AskForPhone => "t",
                _ => "changed",
            };
            (spec.column, text.to_owned())
        })
        .collect();
    let row: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let candidate = config(&row);
    let changed = candidate.config.changed_from(&StudioConfig::default());
    assert_eq!(changed.len(), SETTINGS.len());
    assert_eq!(candidate.config.stored(Setting::VoiceSpeed), Some(Value::Number(1.05)));
    assert_eq!(candidate.config.stored(Setting::AskForName), Some(Value::Flag(false)));
    assert_notes(candidate, &[]);
}

#[test]
fn a_setting_out_of_bounds_is_brought_within_them_and_named() {
    use Adjustment::{Clamped, Cleaned, Cut, Defaulted, Rounded};
    let long = "é".repeat(32_001);
    for (column, text, field, adjustment, expected) in [
        ("ai_temperature", "9", "aiTemperature", Clamped, Value::Number(2.0)),
        ("ai_temperature", "-1e999", "aiTemperature", Clamped, Value::Number(0.0)),
        ("ai_temperature", "NaN", "aiTemperature", Defaulted, Value::Number(0.7)),
        ("voice_speed", "fast", "voiceSpeed", Defaulted, Value::Number(1.0)),
        ("ai_max_tokens", "99999999999", "aiMaxTokens", Clamped, Value::Integer(10_000)),
        ("ai_max_tokens", "500.6", "aiMaxTokens", Rounded, Value::Integer(501)),
        ("timezone", "Mars/Olympus", "timezone", Defaulted, Value::Text("Europe/Paris".into())),
        ("smtp_port", "70000", "smtpPort", Defaulted, Value::Text("587".into())),
        ("system_prompt", &long, "systemPrompt", Cut, Value::Text("é".repeat(32_000))),
        ("guidelines", "a\0b\u{7f}", "guidelines", Cleaned, Value::Text("ab".into())),
        ("tone", " ", "tone", Defaulted, Value::Text("friendly".into())),
        ("tone", "\0", "tone", Defaulted, Value::Text("friendly".into())),
        ("ask_for_name", "maybe", "askForName", Defaulted, Value::Flag(true)),
    ] {
        let candidate = config(&[(column, text)]);
        let setting = Setting::from_wire(field).unwrap();
        assert_eq!(candidate.config.stored(setting), Some(expected), "{column}");
        assert_notes(candidate, &[(field, adjustment)]);
    }
    assert_notes(config(&[("admin_email", "nobody")]), &[("adminEmail", Defaulted)]);
    let port = config(&[("smtp_port", "2525.0")]).config.stored(Setting::SmtpPort);
    assert_eq!(port, Some(Value::Text("2525".into())));
}

#[test]
fn what_equals_the_account_s_follows_it() {
    let user = [("organization_name", "Ada's Bakery")];
    let row = [("admin_email", "Ada@Example.com"), ("organization_name", "Ada's Bakery")];
    let candidate = judge(&account(&user, &[&row]), true);
    assert_eq!(candidate.config, StudioConfig::default());
    let row = [("admin_email", "eve@example.com"), ("organization_name", "My Organization")];
    let candidate = judge(&account(&user, &[&row]), true);
    assert_eq!(candidate.config.changed_from(&StudioConfig::default()).len(), 2);
}

#[test]
fn of_several_configurations_the_newest_counts() {
    let rows: [&[(&str, &str)]; 3] = [
        &[("tone", "old"), ("updated_at", "2024-01-01 00:00:00"), ("id", "9")],
        &[("tone", "new"), ("updated_at", "2024-01-03T00:00:00+00:00"), ("id", "1")],
        &[("tone", "older"), ("id", "5")],
    ];
    let candidate = judge(&account(&[], &rows), true);
    assert_eq!(candidate.config.stored(Setting::Tone), Some(Value::Text("new".into())));
    assert_eq!(candidate.saved_at, cell::moment("2024-01-03").unwrap());
    assert_notes(candidate, &[("studio_configs", Adjustment::Newest)]);
    let alike: [&[(&str, &str)]; 2] =
        [&[("tone", "b"), ("id", "2")], &[("tone", "a"), ("id", "1")]];
    for rows in [alike, [alike[1], alike[0]]] {
        let tone = judge(&account(&[], &rows), true).config.stored(Setting::Tone);
        assert_eq!(tone, Some(Value::Text("a".into())), "in whatever order they come");
    }
}

#[test]
fn the_mail_password_is_opened_or_left_behind() {
    let row = |text: &str| account(&[], &[&[("smtp_password_encrypted", text)]]);
    let opened = judge(&row("sealed:hunter2"), true);
    assert_eq!(opened.mail_password.as_ref().unwrap().expose_secret(), "hunter2");
    assert_notes(opened, &[]);
    for (text, key_is_given, adjustment) in [
        ("sealed:hunter2", false, Some(Adjustment::NoKey)),
        ("gAAAA", true, Some(Adjustment::Unopened)),
        ("sealed:a\0b", true, Some(Adjustment::Invalid)),
        ("sealed:", true, None),
    ] {
        let left = judge(&row(text), key_is_given);
        assert!(left.mail_password.is_none());
        let notes: Vec<_> = adjustment.into_iter().map(|it| ("smtpPassword", it)).collect();
        assert_notes(left, &notes);
    }
}

#[test]
fn everybody_s_assistant_is_nobody_s_and_no_path_is_an_id() {
    let id = "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10";
    let brought = |text: &str| config(&[("vapi_assistant_id", text)]);
    assert_eq!(brought(id).assistant.unwrap().to_string(), id);
    for shared in [SHARED_ASSISTANT, &SHARED_ASSISTANT.to_uppercase()] {
        let candidate = brought(shared);
        assert_eq!(candidate.assistant, None);
        assert_notes(candidate, &[(ASSISTANT_FIELD, Adjustment::Shared)]);
    }
    assert_notes(brought("../../call?x="), &[(ASSISTANT_FIELD, Adjustment::Invalid)]);
}

#[test]
fn columns_that_nothing_corresponds_to_are_named() {
    let account =
        account(&[("email", "x"), ("stripe_id", "y")], &[&[("tone", "x"), ("mood", "y")]]);
    let unread: Vec<_> = unread_columns(&account).collect();
    assert_eq!(unread, ["users.stripe_id", "studio_configs.mood"]);
}

/// A text that some column may hold.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,60}",
        any::<String>(),
        any::<f64>().prop_map(|number| number.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([+-][0-9]{2})?",
        "[a-zé ]{1,9}".prop_map(|text| text.repeat(9000)),
        "\\+?[0-9 ]{5,18}",
        "[!-~]{8,300}",
        prop::sample::select(vec!["true", "0", "t", "NaN", "inf", "-0", "fr", "sealed:x", ID])
            .prop_map(str::to_owned),
    ]
}

/// A row of columns that are read, and others.
fn any_row() -> impl Strategy<Value = FormerRow> {
    let names: Vec<&str> = SETTINGS
        .iter()
        .map(|spec| spec.column)
        .chain([
            "name",
            "phone",
            "password",
            "image",
            "locale",
            "industry",
            "company_size",
            "onboarding_step",
            "onboarding_completed",
            "onboarding_completed_at",
            "is_active",
            "phone_verified",
            "vapi_api_key",
            "twilio_account_sid",
            "twilio_auth_token",
            "twilio_phone_number",
            "created_at",
            "updated_at",
            "vapi_assistant_id",
            "smtp_password_encrypted",
            "id",
            "other",
        ])
        .collect();
    prop::collection::vec((prop::sample::select(names), any_text()), 0..25).prop_map(FormerRow::of)
}

proptest! {
    #[test]
    fn whatever_the_rows_hold_the_account_is_valid_and_what_is_not_as_it_was_is_named(
        id in any_text(), user in any_row(), configs in prop::collection::vec(any_row(), 0..3),
    ) {
        let account = FormerAccount { id, user, configs };
        let candidate = judge(&account, true);
        let config = &candidate.config;
        let again = StudioConfig::parse(|setting| {
            config.stored(setting).as_ref().map_or(domain::Raw::Null, domain::Raw::from)
        });
        prop_assert_eq!(again.as_ref(), Ok(config));
        let user = &candidate.user;
        for moment in [user.created_at, user.updated_at, candidate.saved_at] {
            prop_assert!((DateTime::UNIX_EPOCH..=now()).contains(&moment));
        }
        prop_assert_eq!(user.onboarding.is_completed(), user.onboarding.step().number() == 9);
        prop_assert_eq!(user.id, id_of(&account.id));
        // A text that is not as it was is named.
        let row = newest_config(&account).cloned().unwrap_or_default();
        let notes = candidate.notes.into_vec();
        for spec in SETTINGS.iter().filter(|spec| matches!(spec.kind, Kind::Text { .. })) {
            let was = row.get(spec.column).map(|text| Value::Text(text.to_owned()));
            let named = notes.iter().any(|note| note.field == spec.wire);
            let follows = spec.setting == Setting::OrganizationName;
            prop_assert!(was.is_none() || named || follows || config.stored(spec.setting) == was);
        }
    }

    #[test]
    fn an_id_is_the_same_each_time(text in any_text()) {
        prop_assert_eq!(id_of(&text), id_of(&text));
        let id: UserId = id_of(&text);
        prop_assert_eq!(id_of(&id.to_string()), id);
    }
}
