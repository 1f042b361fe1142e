//! The limits on how often what may be asked for.

use std::num::NonZeroU32;
use std::time::Duration;

use application::{Rate, RateLimits};

use super::nearest::nearest;
use crate::span;

/// A limit: its name, and where its rate stands.
type Limit = (&'static str, fn(&mut RateLimits) -> &mut Rate);

const LIMITS: [Limit; 6] = [
    ("login_account", |limits| &mut limits.login_account),
    ("login_address", |limits| &mut limits.login_address),
    ("signup", |limits| &mut limits.signup),
    ("refresh", |limits| &mut limits.refresh),
    ("sync", |limits| &mut limits.sync),
    ("user", |limits| &mut limits.user),
];

/// A hundred thousand in a second let one through every ten microseconds; stores keep whole ones.
const MOST: u32 = 100_000;
/// Counts are kept for as long as a span.
const LONGEST: Duration = Duration::from_hours(30 * 24);

/// `off`, or a list of those that differ from the defaults.
pub(super) fn rate_limits(text: &str) -> Result<Option<RateLimits>, String> {
    if text.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    let mut limits = RateLimits::default();
    let mut set: Vec<&str> = Vec::new();
    for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let (name, rate) = item.split_once('=').ok_or_else(|| {
            format!("must be off, or a list of limits as login_account=10/15m is one, got {item:?}")
        })?;
        let (name, of) = limit(name.trim())?;
        if set.contains(&name) {
            return Err(format!("sets {name} twice"));
        }
        set.push(name);
        *of(&mut limits) = rate_of(rate.trim()).ok_or_else(|| {
            format!(
                "must set {name} to a number of 1 to {MOST} and a span of up to 30d, as 10/15m or \
                 20/h (units: s, m, h, d), got {rate:?}"
            )
        })?;
    }
    Ok(Some(limits))
}

fn limit(name: &str) -> Result<Limit, String> {
    LIMITS.into_iter().find(|(known, _)| *known == name).ok_or_else(|| {
        let names = LIMITS.map(|(known, _)| known);
        match nearest(name, names) {
            Some(nearest) => format!("has no limit {name:?}; did you mean {nearest}?"),
            None => format!("has no limit {name:?}; there are {}", names.join(", ")),
        }
    })
}

/// `10/15m`.
fn rate_of(text: &str) -> Option<Rate> {
    let (count, span) = text.split_once('/')?;
    let count: NonZeroU32 = count.trim().parse().ok()?;
    let span = span::parse(span.trim()).ok()?;
    let is_sane = count.get() <= MOST && (Duration::from_secs(1)..=LONGEST).contains(&span);
    is_sane.then_some(Rate { count, span })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_mentioned_keeps_its_default() {
        let limits = rate_limits(" signup=5/d , user = 3 / 2s,").unwrap().unwrap();
        let expected = RateLimits {
            signup: Rate::new(5, 86_400),
            user: Rate::new(3, 2),
            ..RateLimits::default()
        };
        assert_eq!(limits, expected);
    }

    #[test]
    fn the_defaults_are_written_as_the_documents_write_them() {
        let text = "login_account=10/15m,login_address=100/15m,signup=20/h,refresh=60/m,\
                    sync=120/m,user=1200/m";
        assert_eq!(rate_limits(text), Ok(Some(RateLimits::default())));
        assert!(include_str!("../../../../docs/operations.md").contains(text));
    }

    #[test]
    fn off_is_none_at_all() {
        assert_eq!(rate_limits("off"), Ok(None));
        assert_eq!(rate_limits("Off"), Ok(None));
    }

    #[test]
    fn a_wrong_name_is_answered_by_the_nearest() {
        assert!(rate_limits("sign_up=1/s").unwrap_err().contains("did you mean signup?"));
        assert!(rate_limits("login=1/s").unwrap_err().contains("did you mean login_a"));
        let said = rate_limits("zzz=1/s").unwrap_err();
        assert!(
            said.ends_with("there are login_account, login_address, signup, refresh, sync, user")
        );
    }

    #[test]
    fn a_wrong_rate_is_refused() {
        for rate in [
            "",
            "10",
            "/m",
            "0/m",
            "-1/m",
            "1/0s",
            "1/w",
            "1/1.5m",
            "1/31d",
            "1000000/s",
            "1/99999999999999999999d",
            "1/18446744073709551615d",
            "1/é",
        ] {
            let said = rate_limits(&format!("sync={rate}")).unwrap_err();
            assert!(said.starts_with("must set sync to"), "{said}");
        }
        assert!(rate_limits("on").unwrap_err().starts_with("must be off, or a list"));
        assert_eq!(rate_limits("sync=1/s,sync=2/s").unwrap_err(), "sets sync twice");
    }
}
