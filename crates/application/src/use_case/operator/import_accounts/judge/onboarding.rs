//! How far a former user's setup was.

use chrono::{DateTime, Utc};
use domain::onboarding::{Onboarding, OnboardingChanges, Step};

use super::cell::number;
use super::column;
use super::notes::Notes;
use super::person::{switch, time};
use crate::port::FormerRow;
use crate::use_case::operator::import_accounts::report::Adjustment;

/// Never less far than it was: whoever has completed it stays so, even if only the flag, or only
/// its time, says so. A completion without a time was at `otherwise`.
pub(super) fn onboarding(
    row: &FormerRow,
    otherwise: DateTime<Utc>,
    now: DateTime<Utc>,
    notes: &mut Notes,
) -> Onboarding {
    let mut onboarding = Onboarding::new();
    onboarding.apply(OnboardingChanges {
        step: step(row, notes),
        vapi_skipped: Some(switch(&column::VAPI_SKIPPED, row, notes)),
        twilio_skipped: Some(switch(&column::TWILIO_SKIPPED, row, notes)),
        assistant_created: Some(switch(&column::ASSISTANT_CREATED, row, notes)),
    });
    let completed_at = time(&column::ONBOARDING_COMPLETED_AT, row, now, notes);
    let completed = switch(&column::ONBOARDING_COMPLETED, row, notes);
    if completed || completed_at.is_some() {
        onboarding.complete(completed_at.unwrap_or(otherwise));
    }
    onboarding
}

/// Between 0 and 8: 9 is reached by completing alone.
fn step(row: &FormerRow, notes: &mut Notes) -> Option<Step> {
    const FIELD: &str = column::ONBOARDING_STEP.field;
    const LAST: f64 = 8.0;
    const DONE: f64 = 9.0;
    let read = number(column::ONBOARDING_STEP.read(row)?);
    let number = read.or_else(|| {
        notes.add(FIELD, Adjustment::Defaulted);
        None
    })?;
    let is_done = number == DONE && column::ONBOARDING_COMPLETED.read(row).is_some();
    if !(0.0..=LAST).contains(&number) && !is_done {
        notes.add(FIELD, Adjustment::Clamped);
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 8")]
    Step::from_number(number.clamp(0.0, LAST).floor() as i16)
}
