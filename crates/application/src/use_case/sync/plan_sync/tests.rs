use std::time::Duration;

use chrono::DateTime;
use domain::studio::{ConfigPatch, Setting};

use super::*;
use crate::port::{Integrations, LiveAssistant, StudioRecord, SyncRecord};
use crate::use_case::fixture::{Mocks, away, caller, is_unavailable, settings, studio};
use crate::use_case::sync::stage::{
    REVISION, Stage, assistant, confirmed, faster, foreign, forgotten, linked, live, outdated,
    own_key, search_from, unclear, under,
};
use crate::{GatewayError, Reach};

/// Of a user without a key of their own. No write is expected of anything.
fn stage(record: SyncRecord) -> Stage {
    Stage::seen(Integrations::default(), record)
}

async fn plan(stage: Stage) -> Result<SyncPlan, SyncError> {
    let (ports, settings) = stage.wired();
    PlanSync::new(&ports, &settings).run(caller()).await
}

/// What it would do to which.
async fn planned(stage: Stage) -> (SyncAction, Option<AssistantId>) {
    let plan = plan(stage).await.unwrap();
    (plan.action, plan.assistant_id)
}

fn gone() -> Result<LiveAssistant, GatewayError> {
    Err(GatewayError::NotFound)
}

#[tokio::test]
async fn who_never_pushed_would_make_one() {
    let plan = plan(stage(SyncRecord::default())).await.unwrap();
    let expected = SyncPlan {
        action: SyncAction::Created,
        assistant_id: None,
        changes: vec![FieldChange {
            field: "voiceSpeed".into(),
            from: None,
            to: Some(RemoteJson::new("1.0")),
        }],
        drift: Vec::new(),
        warnings: Vec::new(),
        payload: RemoteJson::new("shown: new"),
        revision: REVISION,
        mode: VapiMode::Sandbox,
    };
    assert_eq!(plan, expected);
}

#[tokio::test]
async fn nothing_would_change_where_nothing_differs() {
    let mut stage = stage(confirmed(1));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_drift(1, Vec::new());
    let plan = plan(stage).await.unwrap();
    assert_eq!((plan.action, plan.assistant_id), (SyncAction::Unchanged, Some(assistant(1))));
    assert_eq!((plan.changes, plan.drift, plan.warnings), (Vec::new(), Vec::new(), Vec::new()));
    assert_eq!(plan.payload, RemoteJson::new("shown: {}"));
}

#[tokio::test]
async fn what_differs_would_be_updated_and_what_somebody_changed_is_named() {
    let mut stage = stage(confirmed(1));
    stage.expect_find(1, Ok(outdated(1)));
    stage.expect_drift(1, faster());
    let plan = plan(stage).await.unwrap();
    assert_eq!((plan.action, plan.assistant_id), (SyncAction::Updated, Some(assistant(1))));
    assert_eq!(plan.payload, RemoteJson::new("shown: difference"));
    assert_eq!(plan.drift, faster());
    let fields: Vec<_> = plan.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["voiceSpeed", "metadata.owner"]);
    let settings: Vec<_> = plan.warnings.iter().map(|warning| warning.setting).collect();
    assert_eq!(settings, [Some(Setting::VoiceSpeed)]);
    assert!(plan.warnings[0].detail.contains("to 0.9"), "{:?}", plan.warnings);
}

#[tokio::test]
async fn what_somebody_changed_that_is_no_setting_of_ours_changes_nothing() {
    let mut stage = stage(confirmed(1));
    let tools = vec![Drift { setting: None, path: "model.toolIds".into(), from: None, to: None }];
    stage.expect_find(1, Ok(live(1)));
    stage.expect_drift(1, tools.clone());
    let plan = plan(stage).await.unwrap();
    assert_eq!((plan.action, plan.drift), (SyncAction::Unchanged, tools));
}

#[tokio::test]
async fn of_one_that_was_never_confirmed_nothing_is_known_to_have_changed() {
    let mut stage = stage(linked(1));
    stage.expect_find(1, Ok(outdated(1)));
    let plan = plan(stage).await.unwrap();
    assert_eq!((plan.action, plan.drift), (SyncAction::Updated, Vec::new()));
}

#[tokio::test]
async fn what_vapi_no_longer_has_would_be_made_again() {
    let mut stage = stage(confirmed(1));
    stage.expect_find(1, gone());
    assert_eq!(planned(stage).await, (SyncAction::Recreated, None));
}

#[tokio::test]
async fn what_an_unclear_attempt_made_would_be_gone_on_with() {
    for (record, action) in [
        (unclear(SyncRecord::default(), 4), SyncAction::Updated),
        (unclear(confirmed(1), 4), SyncAction::Recreated),
    ] {
        let linked = record.linked;
        let mut stage = stage(record);
        if linked.is_some() {
            stage.expect_find(1, gone());
        }
        stage.expect_search(search_from(), Ok(vec![outdated(2), live(3)]));
        let plan = plan(stage).await.unwrap();
        assert_eq!((plan.action, plan.assistant_id), (action, Some(assistant(2))));
        let detail = &plan.warnings[0].detail;
        assert!(detail.contains(&assistant(3).to_string()), "{detail}");
        assert_eq!(plan.warnings.len(), 1);
    }
}

#[tokio::test]
async fn while_an_attempt_is_on_its_way_nobody_knows_what_a_push_would_do() {
    for record in [SyncRecord::default(), linked(1)] {
        let is_linked = record.linked.is_some();
        let mut on_its_way = stage(unclear(record.clone(), 4));
        let mut over = stage(unclear(record, 0));
        for stage in [&mut on_its_way, &mut over] {
            if is_linked {
                stage.expect_find(1, gone());
            }
            stage.expect_search(search_from(), Ok(Vec::new()));
        }
        let retry = Duration::from_secs(4);
        assert!(matches!(
            plan(on_its_way).await,
            Err(SyncError::Unclear { retry_after }) if retry_after == retry
        ));
        assert_eq!(plan(over).await.unwrap().assistant_id, None);
    }
}

#[tokio::test]
async fn a_second_assistant_of_an_unclear_attempt_is_named() {
    let mut stage = stage(unclear(confirmed(1), 4));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_search(search_from(), Ok(vec![live(1), live(2)]));
    stage.expect_drift(1, Vec::new());
    let plan = plan(stage).await.unwrap();
    assert_eq!((plan.action, plan.assistant_id), (SyncAction::Unchanged, Some(assistant(1))));
    assert_eq!(plan.warnings, [second_goes(assistant(2))]);
}

#[tokio::test]
async fn one_that_was_let_go_of_would_be_gone_on_with_where_it_lives() {
    for (found, expected) in [
        (vec![live(1)], (SyncAction::Unchanged, Some(assistant(1)))),
        (vec![outdated(1)], (SyncAction::Updated, Some(assistant(1)))),
        (Vec::new(), (SyncAction::Created, None)),
    ] {
        let mut stage = stage(forgotten());
        stage.expect_search(DateTime::UNIX_EPOCH, Ok(found));
        assert_eq!(planned(stage).await, expected);
    }
}

#[tokio::test]
async fn under_another_organisations_key_the_former_one_would_be_left() {
    for (record, left) in [
        (confirmed(1), former_goes(assistant(1))),
        (under("a-former-key", confirmed(1)), former_stays(assistant(1))),
    ] {
        for (found, expected) in [
            (vec![live(2)], (SyncAction::Updated, Some(assistant(2)))),
            (Vec::new(), (SyncAction::Created, None)),
        ] {
            let mut stage = Stage::seen(own_key(), record.clone());
            stage.expect_find(1, gone());
            stage.expect_search(DateTime::UNIX_EPOCH, Ok(found));
            let plan = plan(stage).await.unwrap();
            assert_eq!((plan.action, plan.assistant_id), expected);
            assert_eq!(plan.warnings, std::slice::from_ref(&left));
        }
    }
}

#[tokio::test]
async fn under_another_key_of_the_same_organisation_the_linked_one_is_gone_on_with() {
    let mut stage = Stage::seen(own_key(), confirmed(1));
    stage.expect_find(1, Ok(live(1)));
    stage.expect_drift(1, Vec::new());
    let plan = plan(stage).await.unwrap();
    assert_eq!((plan.action, plan.warnings), (SyncAction::Unchanged, Vec::new()));
}

#[tokio::test]
async fn what_would_have_to_be_adapted_is_named() {
    let fields = [("voiceSpeed", domain::Raw::Number(3.0))];
    let config = ConfigPatch::parse(fields, None)
        .unwrap()
        .apply(&studio(REVISION).config, &studio(REVISION).account);
    let mut stage = Stage::bare(Some(Integrations::default()));
    stage.mocks.syncs.expect_load().return_once(|_| Ok(SyncRecord::default()));
    stage.save(StudioRecord { config, ..studio(REVISION) });
    let warnings = plan(stage).await.unwrap().warnings;
    assert_eq!(warnings[0].setting, Some(Setting::VoiceSpeed));
}

#[tokio::test]
async fn another_users_assistant_is_planned_for_no_more_than_pushed_to() {
    let mut stage = stage(confirmed(1));
    stage.expect_find(1, Ok(foreign(1)));
    assert!(matches!(plan(stage).await, Err(SyncError::ForeignAssistant)));
}

#[tokio::test]
async fn what_vapi_does_not_say_is_told() {
    for error in [
        GatewayError::KeyRefused,
        GatewayError::RateLimited { retry_after: None },
        GatewayError::TimedOut { reach: Reach::Unknown },
    ] {
        let mut finding = stage(confirmed(1));
        finding.expect_find(1, Err(error.clone()));
        let mut searching = stage(forgotten());
        searching.expect_search(DateTime::UNIX_EPOCH, Err(error.clone()));
        for stage in [finding, searching] {
            let outcome = plan(stage).await;
            assert!(matches!(outcome, Err(SyncError::Gateway(told)) if told == error));
        }
    }
}

#[tokio::test]
async fn without_any_key_nothing_is_configured() {
    let mut stage = Stage::bare(Some(Integrations::default()));
    stage.settings.server_vapi_key = None;
    assert!(matches!(plan(stage).await, Err(SyncError::NotConfigured)));
}

#[tokio::test]
async fn who_is_gone_is_nobody() {
    assert!(matches!(plan(Stage::bare(None)).await, Err(SyncError::Unauthenticated)));
    let mut stage = Stage::bare(Some(Integrations::default()));
    stage.mocks.configs.expect_load().times(1).return_once(|_, _| Ok(None));
    assert!(matches!(plan(stage).await, Err(SyncError::Unauthenticated)));
}

#[tokio::test]
async fn a_store_that_is_away_is_told() {
    let mut mocks = Mocks::default();
    mocks.secrets.expect_load().return_once(|_, _| Err(away()));
    let outcome = PlanSync::new(&mocks.ports(), &settings()).run(caller()).await;
    assert!(matches!(outcome, Err(SyncError::Failed(failure)) if is_unavailable(&failure)));
}
