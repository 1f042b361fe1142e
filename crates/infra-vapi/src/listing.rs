//! Finding a user's assistants among all of an organisation's.
//!
//! Vapi lists newest first, up to 1,000 at a time, with no cursor and no filter but times.
//! So the list is walked back from its end: the next page ends where this one did, what
//! comes twice is dropped, and only a page that isn't full is the last.

use std::collections::HashSet;

use application::port::LiveAssistant;
use application::{GatewayError, Reach};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::integration::VapiKey;
use domain::value::{AssistantId, UserId};
use serde_json::Value;
use tokio::time::Instant;

use crate::http::{Call, CallError, Transport, repeated};
use crate::remote;

/// Sizes of a page, largest first: where long prompts make a page too large to be read, the
/// next smaller is asked for.
const PAGE_SIZES: [usize; 3] = [1000, 100, 10];
/// What Vapi writes of a time; it may know more digits.
const PRECISION: TimeDelta = TimeDelta::milliseconds(1);

/// The owner's assistants made since, oldest first.
pub(crate) async fn owned(
    transport: &Transport,
    key: &VapiKey,
    owner: UserId,
    since: DateTime<Utc>,
    deadline: Instant,
) -> Result<Vec<LiveAssistant>, GatewayError> {
    let mut walk = Walk::new(owner, since);
    while let Some(query) = walk.next_query() {
        let call = Call::list(query);
        let list = |answer: Value| answer.is_array().then_some(answer);
        match repeated(deadline, || transport.ask(key, &call, deadline, list)).await {
            Ok(page) => walk.take(&page)?,
            Err(CallError::TooLarge) if walk.smaller_pages() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(walk.into_found())
}

/// A walk back through the list.
struct Walk {
    owner: UserId,
    since: DateTime<Utc>,
    /// Where the next page ends; the first has no end.
    until: Option<DateTime<Utc>>,
    /// Which of the page sizes.
    size: usize,
    seen: HashSet<AssistantId>,
    found: Vec<LiveAssistant>,
    /// Whether the last page had nothing new.
    stalled: bool,
    ended: bool,
}

impl Walk {
    fn new(owner: UserId, since: DateTime<Utc>) -> Self {
        Self {
            owner,
            since,
            until: None,
            size: 0,
            seen: HashSet::new(),
            found: Vec::new(),
            stalled: false,
            ended: false,
        }
    }

    /// What to ask for next; `None` at the end.
    fn next_query(&self) -> Option<Vec<(&'static str, String)>> {
        if self.ended {
            return None;
        }
        let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Millis, true);
        let mut query =
            vec![("limit", PAGE_SIZES[self.size].to_string()), ("createdAtGe", time(self.since))];
        query.extend(self.until.map(|until| ("createdAtLe", time(until))));
        Some(query)
    }

    /// Whether there are smaller pages, which are asked for from now on.
    fn smaller_pages(&mut self) -> bool {
        let smaller = self.size + 1 < PAGE_SIZES.len();
        self.size += usize::from(smaller);
        smaller
    }

    fn take(&mut self, page: &Value) -> Result<(), GatewayError> {
        const NONSENSE: GatewayError = GatewayError::Unavailable { reach: Reach::Unknown };
        let page = page.as_array().ok_or(NONSENSE)?;
        let full = page.len() >= PAGE_SIZES[self.size];
        let mut oldest = None;
        let seen_before = self.seen.len();
        for answer in page {
            let head = remote::head(answer).ok_or(NONSENSE)?;
            oldest = oldest.into_iter().chain([head.created_at]).min();
            let is_new = self.seen.insert(head.id);
            if is_new && head.marker.is_some_and(|marker| marker.owner == self.owner) {
                self.found.extend(remote::assistant(answer));
            }
        }
        let stalled = self.seen.len() == seen_before;
        if stalled && full && self.stalled {
            // The list does not end where it was told to.
            return Err(NONSENSE);
        }
        // A page full of known ones, all of one moment: there is no way but past it.
        let overlap = if stalled { -PRECISION } else { PRECISION };
        self.until = oldest.map(|oldest| oldest + overlap);
        self.stalled = stalled;
        self.ended = !full;
        Ok(())
    }

    fn into_found(mut self) -> Vec<LiveAssistant> {
        self.found.sort_by_key(|live| (live.created_at, live.id));
        self.found
    }
}

#[cfg(test)]
mod tests;
