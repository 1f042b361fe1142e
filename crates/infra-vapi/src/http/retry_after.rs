//! When to try again, as an answer's headers say it.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Nobody waits longer; and a time that is added to must not overflow.
const LONGEST: Duration = Duration::from_hours(1);
/// The time to wait where none is said.
pub(super) const UNSAID_WAIT: Duration = Duration::from_secs(1);

/// The time to wait, at most an hour; `None` where none is said.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(LONGEST),
        Err(_) => until(httpdate::parse_http_date(text).ok()?, headers),
    };
    Some(wait.min(LONGEST))
}

/// From the answer's own date, so that a clock that is wrong, theirs or ours, does not matter.
fn until(time: SystemTime, headers: &HeaderMap) -> Duration {
    let date = headers.get(DATE).and_then(|date| date.to_str().ok());
    let now = date.and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(now);
    time.duration_since(now).unwrap_or_default()
}

#[expect(
    clippy::disallowed_methods,
    reason = "only where an answer has a date but does not say its own"
)]
fn now() -> SystemTime {
    SystemTime::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(retry_after: &str, date: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        super::retry_after(&headers)
    }

    #[test]
    fn seconds_and_dates_are_understood_and_anything_else_is_none() {
        let date = Some("Sun, 22 Nov 2026 10:00:00 GMT");
        for (text, seconds) in [
            ("7", Some(7.0)),
            ("0", Some(0.0)),
            ("1.5", Some(1.5)),
            (" 7 ", Some(7.0)),
            ("-3", Some(0.0)),
            ("NaN", Some(0.0)),
            ("inf", Some(3600.0)),
            ("99999999999999999999999", Some(3600.0)),
            ("Sun, 22 Nov 2026 10:00:30 GMT", Some(30.0)),
            ("Sun, 22 Nov 2026 09:00:00 GMT", Some(0.0)),
            ("Sun, 22 Nov 2099 09:00:00 GMT", Some(3600.0)),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(parsed(text, date), seconds.map(Duration::from_secs_f64), "{text:?}");
        }
        assert_eq!(super::retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn without_a_date_of_its_own_a_time_is_taken_from_our_clock() {
        let soon = httpdate::fmt_http_date(now() + Duration::from_mins(1));
        let wait = parsed(&soon, None).unwrap();
        assert!((55..=60).contains(&wait.as_secs()), "{wait:?}");
    }
}
