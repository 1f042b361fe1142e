//! What is known of assistants.

use std::time::Duration;

use application::StoreError;
use application::port::{KeyFingerprint, OpenIntent, RemoteJson, SyncRecord};
use chrono::DateTime;
use domain::sync::{SyncAction, SyncFacts};
use domain::value::{AssistantId, IntentId};
use uuid::Uuid;

use crate::entity::assistant_sync::Model;
use crate::failure::bad_row;

const TABLE: &str = "assistant_syncs";

/// All that is known, at `now` in milliseconds by the database's clock.
pub(crate) fn sync_record(row: Model, now: i64) -> Result<SyncRecord, StoreError> {
    let last_action = row
        .last_action
        .as_deref()
        .map(|word| SyncAction::parse(word).ok_or_else(|| bad_row(TABLE, "last_action")))
        .transpose()?;
    Ok(SyncRecord {
        linked: linked(row.assistant_id),
        intent: open_intent(&row, now)?,
        last_action,
        confirmations: row.confirmations,
        key_fingerprint: row.key_fingerprint.clone().map(KeyFingerprint::new),
        confirmed: row.confirmed.clone().map(RemoteJson::new),
        facts: sync_facts(row, now),
    })
}

/// The linked assistant.
pub(crate) fn linked(assistant: Option<Uuid>) -> Option<AssistantId> {
    assistant.and_then(|id| AssistantId::parse(&id.to_string()))
}

/// What was last confirmed or last failed.
fn sync_facts(row: Model, now: i64) -> SyncFacts {
    SyncFacts {
        at_work: row.lease_holder.is_some() && now < row.lease_until,
        synced_revision: row.synced_revision,
        synced_at: row.synced_at,
        last_error: row.last_error,
        drifted: row.drifted,
    }
}

fn open_intent(row: &Model, now: i64) -> Result<Option<OpenIntent>, StoreError> {
    let Some(id) = row.intent_id else {
        return Ok(None);
    };
    // One that was never settled stays open, however old.
    if row.intent_expires_at.is_some_and(|expires_at| expires_at <= now) {
        return Ok(None);
    }
    let search_from = row
        .intent_search_from
        .and_then(DateTime::from_timestamp_millis)
        .ok_or_else(|| bad_row(TABLE, "intent_search_from"))?;
    let under_way = row.intent_under_way_until.unwrap_or(0).saturating_sub(now);
    Ok(Some(OpenIntent {
        id: IntentId::new(id),
        search_from,
        still_on_its_way: Duration::from_millis(u64::try_from(under_way).unwrap_or(0)),
    }))
}
