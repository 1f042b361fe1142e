use std::time::Duration;

use application::{Failure, Quota, Rate, Reach};
use domain::sync::SyncAction;

use super::*;

fn allowance() -> Allowance {
    Allowance {
        quota: Quota { name: "sync", rate: Rate::new(1, 1) },
        passed: false,
        remaining: 0,
        retry_after: Duration::ZERO,
        reset_after: Duration::ZERO,
    }
}

#[test]
fn every_outcome_of_a_push_is_there_from_the_start() {
    const REACH: Reach = Reach::Unknown;
    let failures = [
        SyncError::NotConfigured,
        SyncError::ForeignAssistant,
        SyncError::Gateway(GatewayError::Rejected { fields: Vec::new() }),
        SyncError::Gateway(GatewayError::KeyRefused),
        SyncError::Gateway(GatewayError::NotFound),
        SyncError::Gateway(GatewayError::Conflict),
        SyncError::Gateway(GatewayError::RateLimited { retry_after: None }),
        SyncError::Gateway(GatewayError::Unavailable { reach: REACH }),
        SyncError::Gateway(GatewayError::TimedOut { reach: REACH }),
        SyncError::Unclear { retry_after: Duration::ZERO },
        SyncError::Busy,
        SyncError::Limited(allowance()),
        SyncError::Unauthenticated,
        SyncError::Failed(Failure::Internal("why".into())),
    ];
    let met = SyncAction::ALL.map(SyncAction::as_str).into_iter();
    let met: Vec<_> = met.chain(failures.iter().map(sync_failure)).collect();
    assert_eq!(met, SYNC_OUTCOMES);
}
