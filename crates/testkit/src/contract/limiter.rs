//! What `RateLimiter` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use application::port::RateLimiter;
use application::{Allowance, Quota, Rate};

use super::race::{count_true, race};
use super::time::until;

type Limiter = Arc<dyn RateLimiter>;

/// Nothing of it comes back while a test runs. Its interval is no whole number of any unit.
const SEVEN: Quota = Quota { name: "seven", rate: Rate::new(7, 3600) };

/// One more is left every half second.
const SHORT: Quota = Quota { name: "short", rate: Rate::new(2, 1) };

pub async fn as_many_as_the_quota_pass_at_once_and_no_more(limiter: &Limiter) {
    for rate in [SEVEN.rate, Rate::new(1, 1800), Rate::new(64, 3601)] {
        let quota = Quota { rate, ..SEVEN };
        let subject = format!("subject of {rate:?}");
        for number in 0..rate.count.get() {
            assert!(take(limiter, quota, &subject).await.passed, "{number} of {rate:?}");
        }
        for _ in 0..3 {
            assert!(!take(limiter, quota, &subject).await.passed, "more than {rate:?}");
        }
    }
}

pub async fn one_more_passes_each_time_its_part_of_the_span_has_gone_by(limiter: &Limiter) {
    const MORE: u32 = 3;
    let begun = Instant::now();
    for _ in 0..SHORT.rate.count.get() {
        assert!(take(limiter, SHORT, "ada").await.passed);
    }
    for more in 1..=MORE {
        // A refused take that changed anything would keep the next ones out for ever.
        until("one more is left", async || take(limiter, SHORT, "ada").await.passed.then_some(()))
            .await;
        assert!(begun.elapsed() > earliest(more), "{more} more after {:?}", begun.elapsed());
    }
}

pub async fn all_is_left_again_once_the_span_has_gone_by(limiter: &Limiter) {
    for _ in 0..SHORT.rate.count.get() {
        take(limiter, SHORT, "ada").await;
    }
    let all = until("all is left", async || {
        let left = look(limiter, SHORT, "ada").await;
        (left.remaining == SHORT.rate.count.get() && left.reset_after.is_zero()).then_some(left)
    });
    assert_eq!(all.await, untouched(SHORT));
    assert!(take(limiter, SHORT, "ada").await.passed);
}

pub async fn an_allowance_tells_what_is_left_and_when_there_is_more(limiter: &Limiter) {
    let (count, interval) = (SEVEN.rate.count.get(), SEVEN.rate.interval());
    assert_eq!(look(limiter, SEVEN, "ada").await, untouched(SEVEN));
    for taken in 1..=count {
        let allowance = take(limiter, SEVEN, "ada").await;
        assert_eq!(allowance.quota, SEVEN);
        assert_eq!(allowance.remaining, count - taken);
        nearly(allowance.reset_after, interval * taken);
        match allowance.remaining {
            0 => nearly(allowance.retry_after, interval),
            _ => assert_eq!(allowance.retry_after, Duration::ZERO),
        }
    }
    for refused in [take(limiter, SEVEN, "ada").await, look(limiter, SEVEN, "ada").await] {
        assert!(!refused.passed);
        assert_eq!((refused.quota, refused.remaining), (SEVEN, 0));
        nearly(refused.retry_after, interval);
        nearly(refused.reset_after, SEVEN.rate.span);
    }
}

pub async fn a_refused_take_changes_nothing(limiter: &Limiter) {
    for _ in 0..SEVEN.rate.count.get() {
        take(limiter, SEVEN, "ada").await;
    }
    let mut last = look(limiter, SEVEN, "ada").await;
    for _ in 0..10 {
        let refused = take(limiter, SEVEN, "ada").await;
        assert!(refused.retry_after <= last.retry_after, "{refused:?} after {last:?}");
        assert!(refused.reset_after <= last.reset_after, "{refused:?} after {last:?}");
        last = refused;
    }
}

pub async fn looking_takes_none(limiter: &Limiter) {
    take(limiter, SEVEN, "ada").await;
    for _ in 0..SEVEN.rate.count.get() {
        let left = look(limiter, SEVEN, "ada").await;
        assert_eq!((left.passed, left.remaining), (true, SEVEN.rate.count.get() - 1));
    }
}

pub async fn what_was_given_back_can_be_taken_again(limiter: &Limiter) {
    for _ in 0..SEVEN.rate.count.get() {
        take(limiter, SEVEN, "ada").await;
    }
    for _ in 0..2 {
        limiter.give_back(SEVEN, "ada").await.unwrap();
    }
    let again = [
        take(limiter, SEVEN, "ada").await.passed,
        take(limiter, SEVEN, "ada").await.passed,
        take(limiter, SEVEN, "ada").await.passed,
    ];
    assert_eq!(again, [true, true, false]);
}

pub async fn no_more_is_given_back_than_was_taken(limiter: &Limiter) {
    limiter.give_back(SEVEN, "ada").await.unwrap();
    assert_eq!(look(limiter, SEVEN, "ada").await, untouched(SEVEN));
    take(limiter, SEVEN, "ada").await;
    for _ in 0..3 {
        limiter.give_back(SEVEN, "ada").await.unwrap();
    }
    assert_eq!(look(limiter, SEVEN, "ada").await, untouched(SEVEN));
    let mut passed = 0;
    while take(limiter, SEVEN, "ada").await.passed {
        passed += 1;
    }
    assert_eq!(passed, SEVEN.rate.count.get());
}

pub async fn subjects_and_quotas_do_not_count_for_each_other(limiter: &Limiter) {
    let one = |name| Quota { name, rate: Rate::new(1, 3600) };
    // However name and subject are put together.
    let pairs = [
        (one("login"), "ada"),
        (one("login"), "eve"),
        (one("sync"), "ada"),
        (one("logi"), "nada"),
        (one("login"), ""),
        (one("login"), "ADA"),
        (one("login"), "ada "),
    ];
    for (quota, subject) in pairs {
        assert!(take(limiter, quota, subject).await.passed, "{} {subject:?}", quota.name);
    }
    limiter.give_back(one("login"), "ada").await.unwrap();
    for (number, (quota, subject)) in pairs.into_iter().enumerate() {
        let left = look(limiter, quota, subject).await.passed;
        assert_eq!(left, number == 0, "{} {subject:?}", quota.name);
    }
}

pub async fn any_text_is_a_subject(limiter: &Limiter) {
    let one = Quota { name: "one", rate: Rate::new(1, 3600) };
    let long = "é😀".repeat(10_000);
    for subject in ["", "\0", "a\0b", "'; --", "2001:db8:0:1::/64", "עדה 😀", &long] {
        assert!(take(limiter, one, subject).await.passed, "{subject:.20}");
        assert!(!take(limiter, one, subject).await.passed, "{subject:.20}");
    }
    let differs_at_the_end = format!("{long}x");
    assert!(take(limiter, one, &differs_at_the_end).await.passed);
}

pub async fn of_many_takes_at_once_no_more_pass_than_are_left(limiter: &Limiter) {
    let quota = Quota { name: "raced", rate: Rate::new(10, 3600) };
    let passed = race(64, |_| {
        let limiter = Arc::clone(limiter);
        async move { take(&limiter, quota, "ada").await.passed }
    });
    assert_eq!(count_true(passed.await), 10);
    assert_eq!(look(limiter, quota, "ada").await.remaining, 0);
}

pub async fn takes_that_are_given_back_at_once_leave_all(limiter: &Limiter) {
    let quota = Quota { name: "raced", rate: Rate::new(64, 3600) };
    let passed = race(32, |_| {
        let limiter = Arc::clone(limiter);
        async move {
            let passed = take(&limiter, quota, "ada").await.passed;
            limiter.give_back(quota, "ada").await.unwrap();
            passed
        }
    });
    assert_eq!(count_true(passed.await), 32);
    assert_eq!(look(limiter, quota, "ada").await, untouched(quota));
}

pub async fn tidying_forgets_what_is_back_at_nothing_and_nothing_else(limiter: &Limiter) {
    let kept = Quota { name: "kept", rate: Rate::new(1, 3600) };
    assert_eq!(limiter.tidy().await.unwrap(), 0);
    take(limiter, kept, "ada").await;
    assert_eq!(limiter.tidy().await.unwrap(), 0);
    let begun = Instant::now();
    for subject in ["ada", "eve"] {
        take(limiter, SHORT, subject).await;
    }
    let mut forgotten = 0;
    until("both are back at nothing", async || {
        forgotten += limiter.tidy().await.unwrap();
        (forgotten >= 2).then_some(())
    })
    .await;
    assert_eq!(forgotten, 2);
    assert!(begun.elapsed() > earliest(1), "forgotten after {:?}", begun.elapsed());
    assert_eq!(look(limiter, SHORT, "ada").await, untouched(SHORT));
    assert!(!take(limiter, kept, "ada").await.passed);
    assert_eq!(limiter.tidy().await.unwrap(), 0);
}

async fn take(limiter: &Limiter, quota: Quota, subject: &str) -> Allowance {
    limiter.take(quota, subject).await.unwrap()
}

async fn look(limiter: &Limiter, quota: Quota, subject: &str) -> Allowance {
    limiter.look(quota, subject).await.unwrap()
}

/// How long it takes at least until so many of [`SHORT`] are back. Two clocks need not run
/// alike to the millisecond.
fn earliest(many: u32) -> Duration {
    (SHORT.rate.interval() * many).mul_f64(0.9)
}

/// What is left for a subject that nothing was taken for.
fn untouched(quota: Quota) -> Allowance {
    Allowance {
        quota,
        passed: true,
        remaining: quota.rate.count.get(),
        retry_after: Duration::ZERO,
        reset_after: Duration::ZERO,
    }
}

/// It is that, less what the test has taken so far, however slow.
fn nearly(span: Duration, expected: Duration) {
    // A store may keep microseconds only.
    let most = expected + Duration::from_millis(1);
    let least = expected.saturating_sub(Duration::from_mins(2));
    assert!(span <= most && span > least, "{span:?} is not nearly {expected:?}");
}
