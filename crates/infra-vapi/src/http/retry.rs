//! Repeating what changes nothing.

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use application::GatewayError;
use tokio::time::{Instant, sleep};

use super::CallError;
use super::retry_after::UNSAID_WAIT;

/// Tries in all.
const TRIES: u32 = 3;
/// The wait before the second try; it doubles from there.
const FIRST_WAIT: Duration = Duration::from_millis(150);
/// Vapi may ask for a wait as long as this; after a longer one the caller had better decide.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// Less time than this before the deadline is not enough for another try.
const SHORTEST_TRY: Duration = Duration::from_millis(250);

/// Tries up to three times before the deadline, while Vapi is unavailable or asks for a short
/// wait. Only for calls that change nothing.
pub(crate) async fn repeated<T, F: Future<Output = Result<T, CallError>>>(
    deadline: Instant,
    mut call: impl FnMut() -> F,
) -> Result<T, CallError> {
    let mut attempt = 1;
    loop {
        let ended = call().await;
        let wait = match &ended {
            Err(CallError::Gateway(error)) if attempt < TRIES => wait_after(error, attempt),
            _ => None,
        };
        match wait {
            Some(wait) if Instant::now() + wait + SHORTEST_TRY < deadline => sleep(wait).await,
            _ => return ended,
        }
        attempt += 1;
    }
}

/// How long to wait before the next try; `None` when it is of no use.
fn wait_after(error: &GatewayError, attempt: u32) -> Option<Duration> {
    match error {
        GatewayError::Unavailable { .. } => Some(jittered(FIRST_WAIT * 2_u32.pow(attempt - 1))),
        GatewayError::RateLimited { retry_after } => {
            let wait = retry_after.unwrap_or(UNSAID_WAIT);
            (wait <= LONGEST_WAIT).then(|| wait + jittered(FIRST_WAIT))
        }
        GatewayError::Rejected { .. }
        | GatewayError::KeyRefused
        | GatewayError::NotFound
        | GatewayError::Conflict
        | GatewayError::TimedOut { .. } => None,
    }
}

/// Between half of a wait and all of it, so that those who failed together don't come back
/// together. Its randomness needs no more quality than a hasher's seed has.
fn jittered(wait: Duration) -> Duration {
    let random = u32::try_from(RandomState::new().hash_one(()) % 1024).unwrap_or(0);
    wait / 2 + wait * random / 2048
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use application::Reach;

    use super::*;

    const UNAVAILABLE: GatewayError = GatewayError::Unavailable { reach: Reach::Answered };

    async fn tries(limit: Duration, errors: &[GatewayError]) -> (u32, Result<(), CallError>) {
        let tries = Cell::new(0);
        let ended = repeated(Instant::now() + limit, || {
            let index = tries.get();
            tries.set(index + 1);
            let result =
                errors.get(index as usize).cloned().map_or(Ok(()), |error| Err(error.into()));
            async move { result }
        })
        .await;
        (tries.get(), ended)
    }

    #[tokio::test(start_paused = true)]
    async fn what_passes_is_tried_again() {
        let long = Duration::from_secs(10);
        assert_eq!(tries(long, &[]).await, (1, Ok(())));
        assert_eq!(tries(long, &[UNAVAILABLE]).await, (2, Ok(())));
        assert_eq!(tries(long, &[UNAVAILABLE, UNAVAILABLE]).await, (3, Ok(())));
        let (tries, ended) = tries(long, &[UNAVAILABLE, UNAVAILABLE, UNAVAILABLE]).await;
        assert_eq!((tries, ended), (3, Err(UNAVAILABLE.into())));
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_pass_is_not() {
        let limited =
            |seconds| GatewayError::RateLimited { retry_after: Some(Duration::from_secs(seconds)) };
        for error in [
            GatewayError::KeyRefused,
            GatewayError::NotFound,
            GatewayError::TimedOut { reach: Reach::Unknown },
            limited(3),
        ] {
            let (tries, ended) = tries(Duration::from_secs(10), std::slice::from_ref(&error)).await;
            assert_eq!((tries, ended), (1, Err(error.into())));
        }
        assert_eq!(tries(Duration::from_secs(10), &[limited(1)]).await, (2, Ok(())));
    }

    #[tokio::test(start_paused = true)]
    async fn what_an_open_circuit_refused_is_answered_at_once() {
        let (begun, tries) = (Instant::now(), Cell::new(0));
        let ended: Result<(), _> = repeated(begun + Duration::from_secs(10), || {
            tries.set(tries.get() + 1);
            async { Err(CallError::CircuitOpen) }
        })
        .await;
        assert_eq!((tries.get(), ended), (1, Err(CallError::CircuitOpen)));
        assert_eq!(begun.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn where_no_wait_is_said_a_second_is_waited() {
        let begun = Instant::now();
        let unsaid = GatewayError::RateLimited { retry_after: None };
        assert_eq!(tries(Duration::from_secs(10), &[unsaid]).await, (2, Ok(())));
        assert!((1000..1200).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn no_try_begins_that_could_not_end() {
        let begun = Instant::now();
        let limit = Duration::from_millis(300);
        assert_eq!(tries(limit, &[UNAVAILABLE]).await.0, 1);
        assert!(begun.elapsed() < limit);
    }

    #[test]
    fn a_wait_is_jittered_downwards() {
        for _ in 0..100 {
            let wait = jittered(FIRST_WAIT);
            assert!(wait >= FIRST_WAIT / 2 && wait <= FIRST_WAIT, "{wait:?}");
        }
    }
}
