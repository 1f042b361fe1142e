//! What stands in a key file beside the keys.

use chrono::{DateTime, SecondsFormat, Utc};

use super::KeyKind;

/// Whether a line holds no key: it is blank, or a comment.
pub(crate) fn is_note(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// Says above a key when it ceased to be the first.
pub(super) fn demoted(kind: KeyKind, at: DateTime<Utc>) -> String {
    format!("{}{}", prefix(kind), at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// The time that such a comment says; `None` of any other line.
pub(super) fn demoted_at(kind: KeyKind, line: &str) -> Option<DateTime<Utc>> {
    let time = line.trim().strip_prefix(prefix(kind))?;
    DateTime::parse_from_rfc3339(time.trim()).ok().map(|time| time.to_utc())
}

const fn prefix(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Sealing => "# sealed until ",
        KeyKind::Signing => "# signed until ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_and_comments_hold_no_key() {
        for line in ["", " ", "\t\r", "#", "# a comment", "  #a:b"] {
            assert!(is_note(line), "{line:?}");
        }
        for line in ["a:b", "a # b", "-"] {
            assert!(!is_note(line), "{line:?}");
        }
    }

    #[test]
    fn the_time_that_was_written_is_read_again_to_the_second() {
        let at = DateTime::from_timestamp(1_795_352_400, 999_999_999).unwrap();
        let line = demoted(KeyKind::Sealing, at);
        assert_eq!(line, "# sealed until 2026-11-22T13:00:00Z");
        assert_eq!(demoted_at(KeyKind::Sealing, &line), DateTime::from_timestamp(1_795_352_400, 0));
    }

    #[test]
    fn other_comments_say_no_time() {
        for line in [
            "",
            "# sealed until ",
            "# sealed until yesterday",
            "# sealed until 2026-11-22",
            "# signed until 2026-11-22T13:00:00Z",
            "sealed until 2026-11-22T13:00:00Z",
        ] {
            assert_eq!(demoted_at(KeyKind::Sealing, line), None, "{line:?}");
        }
    }
}
