//! What is left at Vapi of a user who goes.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::value::{AssistantId, AssistantRemovalId, UserId};

use crate::port::{AssistantRemoval, KeyFingerprint, SyncRecord};

/// How much longer than it may be on its way an attempt to create is looked for.
const SEARCH_LONGER: Duration = Duration::from_mins(10);

/// What is left at Vapi.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::use_case) struct LeftAssistants {
    /// What is ours to delete; `None` when there is nothing.
    pub(in crate::use_case) removal: Option<AssistantRemoval>,
    /// What stays, under a key that is not ours.
    pub(in crate::use_case) stays: Option<AssistantId>,
}

impl LeftAssistants {
    /// Of the linked assistant, the key that it lives under tells whose it is to delete. Which
    /// key an unclear attempt was made under is not known, nor that of an assistant that the
    /// user let go of: both are looked for under the server-wide key.
    pub(in crate::use_case) fn of(
        owner: UserId,
        record: &SyncRecord,
        server_wide: Option<KeyFingerprint>,
        id: AssistantRemovalId,
        now: DateTime<Utc>,
    ) -> Self {
        let is_ours = server_wide.is_some() && record.key_fingerprint == server_wide;
        let (assistant, stays) =
            if is_ours { (record.linked, None) } else { (None, record.linked) };
        let search_from = search_from(record);
        let removal = server_wide.filter(|_| assistant.is_some() || search_from.is_some()).map(
            |key_fingerprint| AssistantRemoval {
                id,
                owner,
                key_fingerprint,
                assistant,
                search_from,
                search_until: search_until(record, now),
                created_at: now,
            },
        );
        Self { removal, stays }
    }
}

fn search_from(record: &SyncRecord) -> Option<DateTime<Utc>> {
    let forgotten = record.linked.is_none() && record.confirmations > 0;
    if forgotten {
        Some(DateTime::UNIX_EPOCH)
    } else {
        record.intent.map(|intent| intent.search_from)
    }
}

fn search_until(record: &SyncRecord, now: DateTime<Utc>) -> DateTime<Utc> {
    record.intent.map_or(now, |intent| {
        let still_on_its_way = intent.still_on_its_way.min(SEARCH_LONGER);
        now + still_on_its_way + SEARCH_LONGER
    })
}

#[cfg(test)]
mod tests;
