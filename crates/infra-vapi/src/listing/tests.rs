use application::{GatewayError, Reach};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::value::UserId;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Walk;

const OWNER: Uuid = Uuid::from_u128(7);

/// Microseconds since the epoch, and whether it is the owner's.
type Made = (i64, bool);

/// A list as Vapi has it: it knows times to the microsecond, writes them to the millisecond,
/// and answers the newest first.
struct List(Vec<(Uuid, Made)>);

impl List {
    fn of(made: &[Made]) -> Self {
        let mut all: Vec<_> =
            made.iter().zip(1..).map(|(made, id)| (Uuid::from_u128(id), *made)).collect();
        all.sort_by_key(|(_, (time, _))| -time);
        Self(all)
    }

    fn answer(&self, query: &[(&str, String)]) -> Value {
        let value = |name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
        let time = |name| value(name).map(|text| text.parse::<DateTime<Utc>>().unwrap());
        let limit = value("limit").unwrap().parse().unwrap();
        let fits = |time_of: i64| {
            let made = DateTime::from_timestamp_micros(time_of).unwrap();
            time("createdAtGe").is_none_or(|since| made >= since)
                && time("createdAtLe").is_none_or(|until| made <= until)
        };
        let page = self.0.iter().filter(|(_, (time, _))| fits(*time)).take(limit);
        page.map(|(id, made)| written(*id, *made)).collect()
    }
}

fn written(id: Uuid, (time, own): Made) -> Value {
    let time = DateTime::from_timestamp_micros(time).unwrap();
    let owner = if own { OWNER } else { Uuid::nil() };
    json!({
        "id": id, "createdAt": time.to_rfc3339_opts(SecondsFormat::Millis, true),
        "metadata": {"avaOwner": owner},
    })
}

/// How many calls it took, and what was found.
fn walked(list: &List, since: i64, smaller: usize) -> (usize, Vec<Uuid>) {
    let since = DateTime::from_timestamp_micros(since).unwrap();
    let mut walk = Walk::new(UserId::new(OWNER), since);
    for _ in 0..smaller {
        walk.smaller_pages();
    }
    let mut calls = 0;
    while let Some(query) = walk.next_query() {
        calls += 1;
        walk.take(&list.answer(&query)).unwrap();
    }
    (calls, walk.into_found().iter().map(|live| live.id.as_uuid()).collect())
}

proptest! {
    #[test]
    fn every_assistant_of_the_owner_is_found_once_and_oldest_first(
        made in prop::collection::vec((0..40_000_i64, any::<bool>()), 0..300),
        since in 0..40_000_i64,
        smaller in 0..3_usize,
    ) {
        let mut made = made;
        if smaller == 2 {
            // No more of one moment than fit on the smallest page.
            for ((time, _), spread) in made.iter_mut().zip((0..).step_by(1000)) {
                *time += spread;
            }
        }
        let list = List::of(&made);
        // The owner's of the millisecond in which the time is are found too.
        let from = since - since % 1000;
        let mut expected: Vec<_> =
            list.0.iter().filter(|(_, (time, own))| *own && *time >= from).copied().collect();
        expected.sort_by_key(|(id, (time, _))| (time / 1000, *id));
        let expected: Vec<_> = expected.into_iter().map(|(id, _)| id).collect();
        prop_assert_eq!(walked(&list, since, smaller).1, expected);
    }
}

#[test]
fn a_full_page_proves_nothing() {
    let made: Vec<_> = (0..2500).map(|n| (n * 1000, n % 500 == 0)).collect();
    let (calls, found) = walked(&List::of(&made), 0, 0);
    assert_eq!((calls, found.len()), (3, 5));
    let (calls, _) = walked(&List::of(&made[..1000]), 0, 0);
    assert_eq!(calls, 2);
    let (calls, _) = walked(&List::of(&made[..999]), 0, 0);
    assert_eq!(calls, 1);
}

#[test]
fn a_page_full_of_one_moment_does_not_stop_the_walk() {
    let mut made: Vec<_> = (0..12).map(|_| (5000, false)).collect();
    made.push((1000, true));
    let (_, found) = walked(&List::of(&made), 0, 2);
    assert_eq!(found.len(), 1);
}

#[test]
fn a_list_that_does_not_heed_where_to_end_is_nonsense() {
    let page: Value = (0..1000_u128).map(|n| written(Uuid::from_u128(n), (0, false))).collect();
    let mut walk = Walk::new(UserId::new(OWNER), DateTime::UNIX_EPOCH);
    let nonsense = Err(GatewayError::Unavailable { reach: Reach::Unknown });
    assert_eq!(walk.take(&page), Ok(()));
    assert_eq!(walk.take(&page), Ok(()));
    assert_eq!(walk.take(&page), nonsense);
    assert_eq!(walk.take(&json!({"results": []})), nonsense);
    assert_eq!(walk.take(&json!([{"id": "x"}])), nonsense);
}
