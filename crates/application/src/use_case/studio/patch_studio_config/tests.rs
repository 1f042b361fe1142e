use std::num::NonZeroU32;
use std::sync::Arc;

use domain::studio::{Setting, Value};
use domain::value::AssistantId;
use mockall::Sequence;
use secrecy::ExposeSecret;

use super::*;
use crate::port::{Clock, ConfigSave, SaveOutcome};
use crate::use_case::fixture::{
    Mocks, at, away, caller, is_unavailable, nth_id, origin, sealed, settings, studio, tells, text,
    user_id, words,
};

fn fields(fields: &[(&str, Raw)]) -> Vec<(String, Raw)> {
    fields.iter().map(|(name, raw)| ((*name).to_owned(), raw.clone())).collect()
}

fn speed(speed: f64) -> Vec<(String, Raw)> {
    fields(&[("voiceSpeed", Raw::Number(speed))])
}

async fn patch(
    mocks: Mocks,
    fields: &[(String, Raw)],
    if_match: Option<Revision>,
) -> Result<Patched, PatchError> {
    patch_under(&settings(), mocks, fields, if_match).await
}

async fn patch_under(
    settings: &Settings,
    mocks: Mocks,
    fields: &[(String, Raw)],
    if_match: Option<Revision>,
) -> Result<Patched, PatchError> {
    let patch_studio_config = PatchStudioConfig::new(&mocks.ports(), settings);
    patch_studio_config.run(caller(), fields, if_match, &origin()).await
}

/// The store answers with these, one load after another.
fn loading(records: Vec<StudioRecord>) -> Mocks {
    let mut mocks = Mocks::default();
    let mut order = Sequence::new();
    for record in records {
        mocks
            .configs
            .expect_load()
            .withf(|who, _| *who == caller())
            .times(1)
            .in_sequence(&mut order)
            .return_once(|_, _| Ok(Some(record)));
    }
    mocks
}

fn saves(mocks: &mut Mocks, outcome: SaveOutcome, check: impl Fn(&ConfigSave) + Send + 'static) {
    mocks.configs.expect_save().withf(|owner, _| *owner == user_id()).times(1).return_once(
        move |_, save| {
            check(&save);
            Ok(outcome)
        },
    );
}

fn with(record: StudioRecord, setting: Setting, raw: &Raw) -> StudioRecord {
    let patch = ConfigPatch::parse([(setting.wire(), raw.clone())], None).unwrap();
    StudioRecord { config: patch.apply(&record.config, &record.account), ..record }
}

#[tokio::test]
async fn a_change_makes_the_next_revision_and_names_its_fields() {
    let mut mocks = loading(vec![studio(7)]);
    saves(&mut mocks, SaveOutcome::Saved, |save| {
        assert_eq!((save.expected, save.at), (7, at(0)));
        assert_eq!(save.changed, ["voiceSpeed", "tone"]);
        let fields = ["voiceSpeed", "tone"];
        assert!(tells(&save.event, Some(user_id()), AuditKind::ConfigSaved, &fields));
        assert!(matches!(save.smtp_password, Change::Keep));
    });
    let sent = fields(&[("tone", text("dry")), ("voiceSpeed", Raw::Number(1.5))]);
    let record = patch(mocks, &sent, Some(7)).await.unwrap().record;
    assert_eq!((record.revision, record.updated_at), (8, Some(at(0))));
    assert_eq!(record.config.stored(Setting::VoiceSpeed), Some(Value::Number(1.5)));
}

#[tokio::test]
async fn as_many_revisions_are_kept_as_the_operator_says() {
    for revisions_kept in [None, NonZeroU32::new(50)] {
        let mut mocks = loading(vec![studio(7)]);
        saves(&mut mocks, SaveOutcome::Saved, move |save| assert_eq!(save.keep, revisions_kept));
        let settings = Settings { revisions_kept, ..settings() };
        patch_under(&settings, mocks, &speed(1.5), None).await.unwrap();
    }
}

#[tokio::test]
async fn what_changes_nothing_is_not_saved() {
    let same = fields(&[
        ("voiceSpeed", Raw::Number(1.0)),
        ("adminEmail", text("")),
        ("smtpPassword", text("")),
        ("revision", Raw::Number(99.0)),
        ("tone", Raw::Null),
    ]);
    for sent in [same, Vec::new()] {
        let patched = patch(loading(vec![studio(7)]), &sent, None).await.unwrap();
        assert_eq!(patched.record, studio(7));
        assert!(patched.ignored.is_empty());
    }
}

#[tokio::test]
async fn all_faults_are_told_at_once_and_nothing_is_saved() {
    let sent = fields(&[("voiceSpeed", Raw::Number(99.0)), ("timezone", text("Mars/Olympus"))]);
    let Err(PatchError::Invalid(faults)) = patch(loading(vec![studio(7)]), &sent, None).await
    else {
        panic!("taken");
    };
    assert_eq!(words(&faults), [("voiceSpeed", "out_of_range"), ("timezone", "unknown_value")]);
}

#[tokio::test]
async fn a_lost_race_is_run_again_over_what_won_so_that_both_changes_survive() {
    let winner = with(studio(8), Setting::Tone, &text("dry"));
    let mut mocks = loading(vec![studio(7), winner]);
    let mut order = Sequence::new();
    let outcomes = [(7, SaveOutcome::Stale), (8, SaveOutcome::Saved)];
    for (expected, outcome) in outcomes {
        mocks
            .configs
            .expect_save()
            .withf(move |_, save| save.expected == expected && save.changed == ["voiceSpeed"])
            .times(1)
            .in_sequence(&mut order)
            .return_once(move |_, _| Ok(outcome));
    }
    let record = patch(mocks, &speed(1.5), None).await.unwrap().record;
    assert_eq!(record.revision, 9);
    assert_eq!(record.config.stored(Setting::Tone), Some(Value::Text("dry".into())));
    assert_eq!(record.config.stored(Setting::VoiceSpeed), Some(Value::Number(1.5)));
}

#[tokio::test]
async fn a_lost_race_to_the_same_change_has_nothing_left_to_save() {
    let winner = with(studio(8), Setting::VoiceSpeed, &Raw::Number(1.5));
    let mut mocks = loading(vec![studio(7), winner.clone()]);
    saves(&mut mocks, SaveOutcome::Stale, |_| {});
    assert_eq!(patch(mocks, &speed(1.5), None).await.unwrap().record, winner);
}

#[tokio::test]
async fn after_five_seconds_of_lost_races_the_caller_is_asked_to_come_back() {
    let mut mocks = Mocks::default();
    let clock = Arc::clone(&mocks.clock);
    mocks.configs.expect_load().returning(|_, _| Ok(Some(studio(7))));
    mocks.configs.expect_save().times(2..).returning(|_, _| Ok(SaveOutcome::Stale));
    let error = patch(mocks, &speed(1.5), None).await.unwrap_err();
    assert!(matches!(error, PatchError::Failed(failure) if is_unavailable(&failure)));
    assert_eq!(clock.monotonic().as_secs(), 5);
}

#[tokio::test]
async fn a_stale_if_match_is_told_with_the_current_record() {
    let error = patch(loading(vec![studio(7)]), &speed(1.5), Some(6)).await.unwrap_err();
    assert!(matches!(error, PatchError::Stale(record) if *record == studio(7)));
}

#[tokio::test]
async fn a_lost_race_with_if_match_is_never_run_again() {
    let mut mocks = loading(vec![studio(7), studio(8)]);
    saves(&mut mocks, SaveOutcome::Stale, |_| {});
    let error = patch(mocks, &speed(1.5), Some(7)).await.unwrap_err();
    assert!(matches!(error, PatchError::Stale(record) if *record == studio(8)));
}

#[tokio::test]
async fn who_is_gone_is_nobody() {
    let mut gone_before = Mocks::default();
    gone_before.configs.expect_load().times(1).return_once(|_, _| Ok(None));
    let mut gone_since = loading(vec![studio(7)]);
    saves(&mut gone_since, SaveOutcome::Gone, |_| {});
    for mocks in [gone_before, gone_since] {
        let error = patch(mocks, &speed(1.5), None).await.unwrap_err();
        assert!(matches!(error, PatchError::Unauthenticated), "{error:?}");
    }
}

#[tokio::test]
async fn a_mail_password_is_sealed_for_its_owner_and_named_as_changed() {
    let mut mocks = loading(vec![studio(7)]);
    mocks
        .sealer
        .expect_seal()
        .withf(|owner, kind, secret| {
            (*owner, *kind) == (user_id(), SecretKind::SmtpPassword)
                && secret.expose_secret() == "hunter2"
        })
        .times(1)
        .return_once(|_, _, _| Ok(sealed("sealed")));
    saves(&mut mocks, SaveOutcome::Saved, |save| {
        assert_eq!(save.changed, ["smtpPassword"]);
        assert!(tells(&save.event, Some(user_id()), AuditKind::ConfigSaved, &["smtpPassword"]));
        assert!(matches!(&save.smtp_password, Change::Set(secret) if *secret == sealed("sealed")));
    });
    let sent = fields(&[("smtpPassword", text("hunter2"))]);
    assert!(patch(mocks, &sent, None).await.unwrap().record.smtp_password_set);
}

#[tokio::test]
async fn null_clears_a_stored_mail_password() {
    let stored = StudioRecord { smtp_password_set: true, ..studio(7) };
    let mut mocks = loading(vec![stored]);
    saves(&mut mocks, SaveOutcome::Saved, |save| {
        assert_eq!(save.changed, ["smtpPassword"]);
        assert!(matches!(save.smtp_password, Change::Clear));
    });
    let sent = fields(&[("smtpPassword", Raw::Null)]);
    assert!(!patch(mocks, &sent, None).await.unwrap().record.smtp_password_set);
}

#[tokio::test]
async fn null_for_a_mail_password_that_is_not_stored_changes_nothing() {
    let sent = fields(&[("smtpPassword", Raw::Null)]);
    assert_eq!(patch(loading(vec![studio(7)]), &sent, None).await.unwrap().record, studio(7));
}

#[tokio::test]
async fn a_password_that_cannot_be_sealed_is_not_stored() {
    let mut mocks = loading(vec![studio(7)]);
    mocks.sealer.expect_seal().return_once(|_, _, _| Err(SealError::UnknownKey));
    let sent = fields(&[("smtpPassword", text("hunter2"))]);
    let error = patch(mocks, &sent, None).await.unwrap_err();
    assert!(matches!(error, PatchError::Failed(Failure::Internal(_))));
}

#[tokio::test]
async fn the_linked_assistant_can_be_sent_back_and_never_be_moved() {
    let id = AssistantId::parse(&nth_id(5).to_string()).unwrap();
    let linked = StudioRecord { linked: Some(id), ..studio(7) };
    for (record, sent, taken) in [
        (&linked, text(&id.to_string()), true),
        (&linked, Raw::Null, true),
        (&linked, text(&nth_id(6).to_string()), false),
        (&linked, text("../../call?x="), false),
        (&linked, Raw::Number(1.0), false),
        (&studio(7), text(&id.to_string()), false),
        (&studio(7), Raw::Null, true),
    ] {
        let shown = format!("{sent:?} while {:?} is linked", record.linked);
        let fields = fields(&[("vapiAssistantId", sent)]);
        match patch(loading(vec![record.clone()]), &fields, None).await {
            Ok(patched) => assert!(taken && patched.record == *record, "{shown}"),
            Err(PatchError::Invalid(faults)) => {
                assert_eq!(words(&faults), [("vapiAssistantId", "read_only")], "{shown}");
                assert!(!taken, "{shown}");
            }
            Err(error) => panic!("{shown}: {error}"),
        }
    }
}

#[tokio::test]
async fn fields_that_nobody_knows_are_reported_whether_something_else_changes_or_not() {
    let mut changing = loading(vec![studio(7)]);
    saves(&mut changing, SaveOutcome::Saved, |save| assert_eq!(save.changed, ["voiceSpeed"]));
    for (mocks, speed) in [(changing, 1.5), (loading(vec![studio(7)]), 1.0)] {
        let sent = fields(&[("voicespeed", text("x")), ("voiceSpeed", Raw::Number(speed))]);
        assert_eq!(patch(mocks, &sent, None).await.unwrap().ignored, ["voicespeed"]);
    }
}

#[tokio::test]
async fn a_store_that_is_away_is_no_fault_of_the_caller() {
    let mut mocks = loading(vec![studio(7)]);
    mocks.configs.expect_save().return_once(|_, _| Err(away()));
    let error = patch(mocks, &speed(1.5), None).await.unwrap_err();
    assert!(matches!(error, PatchError::Failed(failure) if is_unavailable(&failure)));
}
