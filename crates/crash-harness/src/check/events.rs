//! Whether each write left its one event, and none did that was not carried out.

use std::collections::BTreeMap;

use crate::database::Database;
use crate::tally::Tally;
use crate::user::{Existence, User};

/// Of a user whose writes were looked at by the API; what is wrong.
pub(super) async fn compare(
    database: &mut Database,
    user: &User,
    applied: &BTreeMap<String, bool>,
    tally: &mut Tally,
) -> Vec<String> {
    for write in &user.writes {
        tally.count_write(write.kind, write.acknowledged);
    }
    // What happened to them is not theirs any more.
    if user.writes.is_empty() || user.existence == Existence::Dead {
        return Vec::new();
    }
    let left = events_of(database, user).await;
    let mut wrong = Vec::new();
    for write in &user.writes {
        let events = left.get(&(write.request.clone(), write.kind.to_owned())).copied();
        let events = events.unwrap_or(0);
        let most = usize::from(applied.get(&write.request).copied().unwrap_or(true));
        let least = usize::from(
            write.acknowledged || applied.get(&write.request).copied().unwrap_or(false),
        );
        if !(least..=most).contains(&events) {
            let request = &write.request;
            wrong.push(format!("{request} ({}) left {events} events: {write:?}", write.kind));
        }
        if !write.acknowledged && events > 0 {
            tally.count_late(write.kind);
        }
    }
    wrong
}

/// How many of each request and kind.
async fn events_of(database: &mut Database, user: &User) -> BTreeMap<(String, String), usize> {
    let requests: Vec<_> = user.writes.iter().map(|write| format!("'{}'", write.request)).collect();
    let query = format!(
        "SELECT request_id || ' ' || kind FROM audit_events WHERE request_id IN ({})",
        requests.join(", ")
    );
    let mut left = BTreeMap::new();
    for line in database.texts(&query).await {
        if let Some((request, kind)) = line.split_once(' ') {
            *left.entry((request.to_owned(), kind.to_owned())).or_insert(0) += 1;
        }
    }
    left
}
