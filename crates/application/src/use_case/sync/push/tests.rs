mod after_a_create_that_failed;
mod in_time;
mod under_another_key;
mod what_is_replaced;
mod while_an_attempt_is_unclear;
mod with_nothing_unclear;

use super::*;
use crate::port::{Integrations, SyncRecord};
use crate::use_case::fixture::{SERVER_KEY, away, nth_id};
use crate::use_case::sync::SyncReport;
use crate::use_case::sync::stage::{
    LEASE, OWN_KEY, REVISION, Stage, assistant, confirmed, faster, five_minutes_ago, foreign,
    forgotten, linked, live, outdated, own_key, search_from, unclear,
};

fn never() -> SyncRecord {
    SyncRecord::default()
}

/// What was done to which.
async fn done(stage: Stage) -> (SyncAction, AssistantId) {
    let report = stage.sync().await.unwrap();
    (report.action, report.assistant_id)
}

async fn refused(stage: Stage) -> GatewayError {
    match stage.sync().await {
        Err(SyncError::Gateway(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// The stage of a user with a key of their own.
fn with_own_key(record: SyncRecord) -> Stage {
    let mut stage = Stage::seen(own_key(), record.clone());
    stage.expect_claim(crate::port::Claim::Granted(LEASE, record));
    stage
}

fn lost(reach: Reach) -> [GatewayError; 2] {
    [GatewayError::Unavailable { reach }, GatewayError::TimedOut { reach }]
}

/// Every error but "no such assistant".
fn errors() -> Vec<GatewayError> {
    let mut errors = vec![
        GatewayError::Rejected { fields: vec![(None, "voice.speed is too high".into())] },
        GatewayError::KeyRefused,
        GatewayError::Conflict,
        GatewayError::RateLimited { retry_after: Some(Duration::from_secs(3)) },
    ];
    for reach in [Reach::NotSent, Reach::Answered, Reach::Unknown] {
        errors.extend(lost(reach));
    }
    errors
}
