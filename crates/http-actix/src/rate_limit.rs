//! What is left to a caller, as draft-ietf-httpapi-ratelimit-headers-10 tells it.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use application::Allowance;

use crate::measure;
use crate::problem::{Problem, ProblemKind, whole_seconds};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Both headers: what is left, and of how much in how long.
fn headers(allowance: &Allowance) -> [(HeaderName, HeaderValue); 2] {
    let Allowance { quota, remaining, reset_after, .. } = allowance;
    let (name, rate) = (quota.name, quota.rate);
    let left = format!("\"{name}\";r={remaining};t={}", whole_seconds(*reset_after));
    let policy = format!("\"{name}\";q={};w={}", rate.count, whole_seconds(rate.span));
    [(RATE_LIMIT, left), (RATE_LIMIT_POLICY, policy)].map(|(name, text)| {
        (name, HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("")))
    })
}

/// Tells what is left, where the answer does not already tell of the limit that was hit.
pub(crate) fn add_to(answer: &mut HeaderMap, allowance: &Allowance) {
    if !answer.contains_key(RATE_LIMIT) {
        for (name, value) in headers(allowance) {
            answer.insert(name, value);
        }
    }
}

impl Problem {
    /// Asked for too often, which is counted.
    pub(crate) fn limited(allowance: &Allowance) -> Self {
        measure::limited(allowance);
        let wait = allowance.retry_after;
        let seconds = match whole_seconds(wait).max(1) {
            1 => "a second".to_owned(),
            seconds => format!("{seconds} seconds"),
        };
        headers(allowance).into_iter().fold(
            Self::new(ProblemKind::RateLimited)
                .with_detail(format!("Too many attempts; please try again in {seconds}."))
                .retry_after(wait),
            |problem, (name, value)| problem.with_header(name, value),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use actix_web::http::header::RETRY_AFTER;
    use application::{Quota, Rate};

    use super::*;

    fn allowance(remaining: u32, retry_after: u64, reset_after: u64) -> Allowance {
        Allowance {
            quota: Quota { name: "user", rate: Rate::new(1200, 60) },
            passed: remaining > 0,
            remaining,
            retry_after: Duration::from_millis(retry_after),
            reset_after: Duration::from_millis(reset_after),
        }
    }

    #[test]
    fn what_is_left_is_told_with_its_policy_in_whole_seconds() {
        let mut answer = HeaderMap::new();
        add_to(&mut answer, &allowance(1199, 0, 50));
        assert_eq!(answer.get(RATE_LIMIT).unwrap(), r#""user";r=1199;t=1"#);
        assert_eq!(answer.get(RATE_LIMIT_POLICY).unwrap(), r#""user";q=1200;w=60"#);
    }

    #[test]
    fn the_limit_that_was_hit_is_told_and_no_other() {
        let mut answer = HeaderMap::new();
        add_to(&mut answer, &allowance(0, 50, 60_000));
        add_to(&mut answer, &allowance(7, 0, 0));
        assert_eq!(answer.get(RATE_LIMIT).unwrap(), r#""user";r=0;t=60"#);
        assert_eq!(answer.len(), 2);
    }

    #[test]
    fn who_asked_too_often_is_told_when_to_come_back_and_never_at_once() {
        for (wait, retry_after, words) in
            [(0, "1", "a second"), (50, "1", "a second"), (89_001, "90", "90 seconds")]
        {
            let problem = Problem::limited(&allowance(0, wait, 60_000));
            let answer = problem.to_response("r");
            assert_eq!(answer.headers().get(RETRY_AFTER).unwrap(), retry_after);
            assert_eq!(answer.headers().get(RATE_LIMIT).unwrap(), r#""user";r=0;t=60"#);
            assert_eq!(
                problem.detail(),
                format!("Too many attempts; please try again in {words}.")
            );
        }
    }
}
