//! Time zones.

use chrono_tz::Tz;

use crate::{Fault, FaultCode};

/// Refuses what is no IANA time-zone name. Letter case does not matter.
pub fn check_time_zone(text: &str) -> Result<(), Fault> {
    Tz::from_str_insensitive(text).map(|_| ()).map_err(|_| {
        Fault::new(FaultCode::UnknownValue, "must be an IANA time zone, such as Europe/Paris")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_letter_case() {
        assert!(check_time_zone("Europe/Paris").is_ok());
        assert!(check_time_zone("europe/PARIS").is_ok());
        assert!(check_time_zone("UTC").is_ok());
        assert!(check_time_zone("Mars/Olympus").is_err());
        assert!(check_time_zone("").is_err());
    }
}
