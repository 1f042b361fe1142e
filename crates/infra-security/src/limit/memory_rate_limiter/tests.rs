use std::collections::BTreeSet;
use std::time::Duration;

use application::Rate;
use testkit::doubles::ManualClock;

use super::*;

const LOGIN: Quota = Quota { name: "login", rate: Rate::new(3, 30) };

/// What every limiter promises, by the machine's clock.
mod promises {
    use super::*;
    use crate::SystemClock;

    struct Counting {
        limiter: Arc<dyn RateLimiter>,
    }

    async fn counting_nothing() -> Counting {
        Counting { limiter: Arc::new(MemoryRateLimiter::new(Arc::new(SystemClock::new()))) }
    }

    testkit::rate_limiter_tests!(counting_nothing);
}

/// A limiter and what its time is moved by.
fn limiter() -> (MemoryRateLimiter, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new());
    (MemoryRateLimiter::new(clock.clone()), clock)
}

/// How many are let through at once.
fn let_through(limiter: &MemoryRateLimiter, quota: Quota, subject: &str) -> usize {
    (0..100).filter(|_| RequestMeter::take(limiter, quota, subject).passed).count()
}

#[test]
fn a_subject_has_its_quota_and_one_more_each_interval() {
    let (limiter, clock) = limiter();
    assert_eq!(let_through(&limiter, LOGIN, "ada"), 3);
    for (seconds, more) in [(9, 0), (1, 1), (20, 2), (300, 3)] {
        clock.advance(Duration::from_secs(seconds));
        assert_eq!(let_through(&limiter, LOGIN, "ada"), more, "{seconds} s later");
    }
}

#[test]
fn the_time_of_day_decides_nothing() {
    let (limiter, clock) = limiter();
    assert_eq!(let_through(&limiter, LOGIN, "ada"), 3);
    clock.set(clock.now() + Duration::from_hours(1));
    assert_eq!(let_through(&limiter, LOGIN, "ada"), 0);
}

#[test]
fn each_name_and_each_subject_is_counted_by_itself() {
    let (limiter, _) = limiter();
    let signup = Quota { name: "signup", ..LOGIN };
    // Neither do a name and a subject that are the same put together.
    let log = Quota { name: "log", ..LOGIN };
    for (quota, subject) in
        [(LOGIN, "ada"), (LOGIN, "eve"), (signup, "ada"), (log, "inada"), (LOGIN, "")]
    {
        assert_eq!(let_through(&limiter, quota, subject), 3, "{} {subject}", quota.name);
    }
}

#[tokio::test]
async fn the_meter_and_the_limiter_count_alike() {
    let (limiter, _) = limiter();
    let metered = RequestMeter::take(&limiter, LOGIN, "ada");
    assert_eq!(RateLimiter::take(&limiter, LOGIN, "eve").await.unwrap(), metered);
    assert_eq!(RateLimiter::take(&limiter, LOGIN, "ada").await.unwrap().remaining, 1);
}

#[tokio::test]
async fn who_looks_takes_nothing() {
    let (limiter, clock) = limiter();
    for _ in 0..10 {
        let left = limiter.look(LOGIN, "ada").await.unwrap();
        assert_eq!((left.passed, left.remaining), (true, 3));
    }
    assert_eq!(limiter.tidy().await.unwrap(), 0);
    assert_eq!(let_through(&limiter, LOGIN, "ada"), 3);
    clock.advance(Duration::from_secs(4));
    let left = limiter.look(LOGIN, "ada").await.unwrap();
    assert_eq!((left.passed, left.remaining), (false, 0));
    assert_eq!(left.retry_after, Duration::from_secs(6));
    assert_eq!(left.reset_after, Duration::from_secs(26));
}

#[tokio::test]
async fn what_is_given_back_can_be_taken_again_and_nobody_gets_more_than_they_took() {
    let (limiter, clock) = limiter();
    limiter.give_back(LOGIN, "ada").await.unwrap();
    assert_eq!(let_through(&limiter, LOGIN, "ada"), 3);
    limiter.give_back(LOGIN, "ada").await.unwrap();
    assert_eq!(let_through(&limiter, LOGIN, "ada"), 1);
    clock.advance(Duration::from_secs(30));
    for _ in 0..5 {
        limiter.give_back(LOGIN, "ada").await.unwrap();
    }
    assert_eq!(let_through(&limiter, LOGIN, "ada"), 3);
}

#[tokio::test]
async fn who_is_back_at_nothing_is_forgotten() {
    let (limiter, clock) = limiter();
    RequestMeter::take(&limiter, LOGIN, "ada");
    clock.advance(Duration::from_secs(5));
    RequestMeter::take(&limiter, LOGIN, "eve");
    clock.advance(Duration::from_secs(5));
    assert_eq!(limiter.tidy().await.unwrap(), 1);
    assert_eq!(limiter.tidy().await.unwrap(), 0);
    assert_eq!(limiter.look(LOGIN, "eve").await.unwrap().remaining, 2);
}

#[test]
fn a_flood_of_subjects_is_forgotten_before_one_that_has_taken_much() {
    let clock = Arc::new(ManualClock::new());
    let limiter = MemoryRateLimiter::with_room(clock.clone(), 16);
    assert_eq!(let_through(&limiter, LOGIN, "ada"), 3);
    for stranger in 0..10_000 {
        assert!(RequestMeter::take(&limiter, LOGIN, &format!("stranger {stranger}")).passed);
        clock.advance(Duration::from_nanos(1));
    }
    let counted: usize = limiter.shards.iter().map(|shard| locked(shard).len()).sum();
    assert!(counted <= 16 * SHARDS, "{counted}");
    assert_eq!(let_through(&limiter, LOGIN, "ada"), 0);
}

#[test]
fn subjects_are_spread_over_the_shards_in_another_way_each_time() {
    let subjects: Vec<Digest> = (0..64).map(|n: u32| digest_of(LOGIN, &n.to_string())).collect();
    let spread = |limiter: &MemoryRateLimiter| -> Vec<usize> {
        subjects.iter().map(|subject| limiter.index(subject)).collect()
    };
    let (one, other) = (spread(&limiter().0), spread(&limiter().0));
    assert_ne!(one, other);
    assert!(one.iter().collect::<BTreeSet<_>>().len() > SHARDS / 2);
}

#[test]
fn of_many_at_the_same_time_no_more_pass_than_are_left() {
    let (limiter, _) = limiter();
    let quota = Quota { name: "many", rate: Rate::new(1_000, 1) };
    let passed: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    (0..500).filter(|_| RequestMeter::take(&limiter, quota, "ada").passed).count()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(passed, 1_000);
}
