//! Spans of time as operators write them: `90s`, `15m`, `2h`, `1d`.

use std::time::Duration;

/// Seconds of the units.
const UNITS: [(char, u64); 4] = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)];

/// A whole number of a unit; a unit alone is one of it.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    read(text).ok_or_else(|| format!("must be a span as 90s, 15m, 2h or 1d, got {text:?}"))
}

fn read(text: &str) -> Option<Duration> {
    let (unit, seconds) = UNITS.into_iter().find(|(unit, _)| text.ends_with(*unit))?;
    let number = match text.strip_suffix(unit)? {
        "" => 1,
        number => number.parse::<u64>().ok()?,
    };
    Some(Duration::from_secs(number.checked_mul(seconds)?))
}

/// In the largest unit that says it whole.
pub(crate) fn text(span: Duration) -> String {
    let seconds = span.as_secs();
    let (unit, size) = UNITS
        .into_iter()
        .rev()
        .find(|(_, size)| seconds >= *size && seconds.is_multiple_of(*size))
        .unwrap_or(UNITS[0]);
    format!("{}{unit}", seconds / size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_number_of_a_unit() {
        for (text, seconds) in
            [("90s", 90), ("15m", 900), ("2h", 7_200), ("1d", 86_400), ("h", 3_600), ("0s", 0)]
        {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "90", "1.5m", "-1s", "1 m", "1w", "é", "18446744073709551615d"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_is_written_in_its_largest_unit() {
        for text in ["0s", "90s", "15m", "2h", "1d"] {
            assert_eq!(super::text(parse(text).unwrap()), text);
        }
        assert_eq!(super::text(Duration::from_millis(900_500)), "15m");
    }
}
