//! What a text of the former database means, as nearly as can be.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// The text without the control characters that no text may hold; `None` where there are none.
pub(super) fn without_controls(text: &str) -> Option<String> {
    let is_refused = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    text.contains(is_refused).then(|| text.replace(is_refused, ""))
}

/// The first `max` characters; `None` where there are no more.
pub(super) fn beginning(text: &str, max: usize) -> Option<&str> {
    text.char_indices().nth(max).map(|(end, _)| &text[..end])
}

/// A number; infinite for what is too great to be one.
pub(super) fn number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|number| !number.is_nan())
}

/// A boolean, as the databases and people write it.
pub(super) fn flag(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" => Some(true),
        "false" | "f" | "no" | "n" | "off" => Some(false),
        text => number(text).map(|number| number != 0.0),
    }
}

/// A moment with its zone, or without one in UTC, cut to microseconds.
pub(super) fn moment(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let local = text.strip_suffix(['Z', 'z']).or_else(|| text.strip_suffix(" UTC"));
    let local = local.unwrap_or(text).replacen(['T', 't'], " ", 1);
    let local = local.trim_end();
    let read = zoned(local).or_else(|| naive(local)).or_else(|| since_1970(local))?;
    DateTime::from_timestamp_micros(read.timestamp_micros())
}

fn zoned(text: &str) -> Option<DateTime<Utc>> {
    let read = DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z");
    read.ok().map(|moment| moment.to_utc())
}

fn naive(text: &str) -> Option<DateTime<Utc>> {
    let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN);
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M"))
        .or_else(|_| NaiveDate::parse_from_str(text, "%Y-%m-%d").map(midnight))
        .ok()
        .map(|moment| moment.and_utc())
}

/// Seconds, or milliseconds where seconds would be thousands of years from now.
fn since_1970(text: &str) -> Option<DateTime<Utc>> {
    const MOST_SECONDS: f64 = 1e11;
    let number = number(text).filter(|number| number.abs() < MOST_SECONDS * 1e3)?;
    let micros = if number.abs() < MOST_SECONDS { number * 1e6 } else { number * 1e3 };
    #[expect(clippy::cast_possible_truncation, reason = "less than 10^17")]
    DateTime::from_timestamp_micros(micros as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_however_it_was_written() {
        let expected = DateTime::from_timestamp_micros(1_704_164_645_120_000).unwrap();
        for text in [
            "2024-01-02T03:04:05.12Z",
            "2024-01-02 03:04:05.120000",
            "2024-01-02 03:04:05.12+00",
            "2024-01-02 05:04:05.12+02:00",
            " 2024-01-02 05:34:05.12+0230 ",
            "2024-01-02 03:04:05.12 UTC",
            "1704164645.12",
            "1704164645120",
        ] {
            assert_eq!(moment(text), Some(expected), "{text}");
        }
        let midnight = DateTime::from_timestamp(1_704_153_600, 0);
        assert_eq!((moment("2024-01-02"), moment("2024-01-02 00:00")), (midnight, midnight));
        for text in ["", "never", "infinity", "NaN", "2024-13-01", "0000-00-00 00:00:00", "1e300"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn booleans_are_read_as_databases_write_them() {
        for (text, expected) in [
            ("1", Some(true)),
            ("t", Some(true)),
            (" TRUE ", Some(true)),
            ("0", Some(false)),
            ("0.0", Some(false)),
            ("f", Some(false)),
            ("No", Some(false)),
            ("", None),
            ("maybe", None),
            ("nan", None),
        ] {
            assert_eq!(flag(text), expected, "{text}");
        }
    }

    #[test]
    fn text_is_cut_at_a_character_and_cleaned_of_what_none_may_hold() {
        assert_eq!(beginning("été", 2), Some("ét"));
        assert_eq!(beginning("été", 3), None);
        assert_eq!(without_controls("a\0b\u{85}\n"), Some("ab\n".to_owned()));
        assert_eq!(without_controls("a\r\n\tb"), None);
    }
}
