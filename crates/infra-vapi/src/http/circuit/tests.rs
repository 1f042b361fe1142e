use proptest::prelude::*;
use tokio::time::advance;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn key(name: &str) -> VapiKey {
    VapiKey::parse(&format!("the-key-of-{name}")).unwrap()
}

fn call(circuits: &Circuits, name: &str, outcome: Outcome) -> Result<(), Refused> {
    circuits.enter(&key(name), ()).map(|pass| pass.end(outcome))
}

/// Circuits of which Ada's is open.
fn open() -> Circuits {
    let circuits = Circuits::default();
    for _ in 0..5 {
        assert_eq!(call(&circuits, "ada", Outcome::Failed), Ok(()));
    }
    circuits
}

fn entry(circuits: &Circuits, name: &str) -> Result<(), Refused> {
    circuits.enter(&key(name), ()).map(drop)
}

#[tokio::test(start_paused = true)]
async fn five_failures_in_a_row_open_a_key_s_circuit_and_nobody_else_s() {
    let circuits = open();
    assert_eq!(entry(&circuits, "ada"), Err(Refused::Open));
    assert_eq!(call(&circuits, "bob", Outcome::Answered), Ok(()));
    advance(Duration::from_millis(4999)).await;
    assert_eq!(entry(&circuits, "ada"), Err(Refused::Open));
    advance(Duration::from_millis(1)).await;
    assert_eq!(call(&circuits, "ada", Outcome::Answered), Ok(()));
    assert_eq!(call(&circuits, "ada", Outcome::Answered), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_in_between_starts_the_count_again() {
    let circuits = Circuits::default();
    for between in [Outcome::Answered, Outcome::Limited(Duration::ZERO)] {
        for _ in 0..4 {
            assert_eq!(call(&circuits, "ada", Outcome::Failed), Ok(()));
        }
        assert_eq!(call(&circuits, "ada", between), Ok(()));
    }
    assert_eq!(circuits.lock().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_says_nothing_neither_counts_nor_starts_the_count_again() {
    let circuits = Circuits::default();
    for _ in 0..4 {
        assert_eq!(call(&circuits, "ada", Outcome::Failed), Ok(()));
        for _ in 0..5 {
            assert_eq!(call(&circuits, "ada", Outcome::Unclear), Ok(()));
        }
    }
    assert_eq!(call(&circuits, "ada", Outcome::Failed), Ok(()));
    assert_eq!(entry(&circuits, "ada"), Err(Refused::Open));
}

#[tokio::test(start_paused = true)]
async fn one_probe_is_let_through_at_a_time() {
    let circuits = open();
    advance(5 * SECOND).await;
    let probe = circuits.enter(&key("ada"), ()).unwrap();
    advance(60 * SECOND).await;
    assert_eq!(entry(&circuits, "ada"), Err(Refused::Open));
    probe.end(Outcome::Answered);
    let (one, two) = (circuits.enter(&key("ada"), ()), circuits.enter(&key("ada"), ()));
    assert!(one.is_ok() && two.is_ok());
}

#[tokio::test(start_paused = true)]
async fn failed_probes_double_the_wait_up_to_half_a_minute() {
    let circuits = open();
    for wait in [5, 10, 20, 30, 30] {
        advance(Duration::from_millis(wait * 1000 - 1)).await;
        assert_eq!(entry(&circuits, "ada"), Err(Refused::Open), "{wait}");
        advance(Duration::from_millis(1)).await;
        assert_eq!(call(&circuits, "ada", Outcome::Failed), Ok(()), "{wait}");
    }
    advance(30 * SECOND).await;
    assert_eq!(call(&circuits, "ada", Outcome::Answered), Ok(()));
    for _ in 0..5 {
        assert_eq!(call(&circuits, "ada", Outcome::Failed), Ok(()));
    }
    advance(5 * SECOND).await;
    assert_eq!(entry(&circuits, "ada"), Ok(()), "the wait starts short again");
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_dropped_leaves_its_place_to_the_next() {
    let circuits = open();
    advance(5 * SECOND).await;
    drop(circuits.enter(&key("ada"), ()).unwrap());
    let next = circuits.enter(&key("ada"), ()).unwrap();
    assert_eq!(entry(&circuits, "ada"), Err(Refused::Open));
    next.end(Outcome::Failed);
    advance(10 * SECOND).await;
    assert_eq!(entry(&circuits, "ada"), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn only_calls_that_begin_after_the_opening_are_refused() {
    let circuits = Circuits::default();
    let under_way: Vec<_> = (0..20).map(|_| circuits.enter(&key("ada"), ()).unwrap()).collect();
    for pass in under_way {
        pass.end(Outcome::Failed);
        advance(Duration::from_millis(100)).await;
    }
    assert_eq!(entry(&circuits, "ada"), Err(Refused::Open));
    // It opened with the fifth, and the others did not keep it open.
    advance(Duration::from_millis(3399)).await;
    assert_eq!(entry(&circuits, "ada"), Err(Refused::Open));
    advance(Duration::from_millis(1)).await;
    assert_eq!(entry(&circuits, "ada"), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_a_call_that_began_before_closes_it() {
    let circuits = Circuits::default();
    let under_way = circuits.enter(&key("ada"), ()).unwrap();
    for _ in 0..5 {
        assert_eq!(call(&circuits, "ada", Outcome::Failed), Ok(()));
    }
    assert_eq!(entry(&circuits, "ada"), Err(Refused::Open));
    under_way.end(Outcome::Answered);
    assert_eq!(entry(&circuits, "ada"), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_wish_for_rest_is_kept_for_that_key_up_to_a_minute() {
    let circuits = Circuits::default();
    assert_eq!(call(&circuits, "ada", Outcome::Limited(7 * SECOND)), Ok(()));
    assert_eq!(entry(&circuits, "ada"), Err(Refused::Paused(7 * SECOND)));
    assert_eq!(entry(&circuits, "bob"), Ok(()));
    advance(6 * SECOND).await;
    assert_eq!(entry(&circuits, "ada"), Err(Refused::Paused(SECOND)));
    advance(SECOND).await;
    assert_eq!(entry(&circuits, "ada"), Ok(()));
    assert_eq!(call(&circuits, "ada", Outcome::Limited(3600 * SECOND)), Ok(()));
    assert_eq!(entry(&circuits, "ada"), Err(Refused::Paused(60 * SECOND)));
}

#[tokio::test(start_paused = true)]
async fn the_longest_wish_counts_and_no_answer_ends_it() {
    let circuits = Circuits::default();
    let under_way: Vec<_> = (0..4).map(|_| circuits.enter(&key("ada"), ()).unwrap()).collect();
    let outcomes = [
        Outcome::Limited(9 * SECOND),
        Outcome::Limited(SECOND),
        Outcome::Answered,
        Outcome::Failed,
    ];
    for (pass, outcome) in under_way.into_iter().zip(outcomes) {
        pass.end(outcome);
        assert_eq!(entry(&circuits, "ada"), Err(Refused::Paused(9 * SECOND)), "{outcome:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_without_trouble_is_not_remembered_and_one_with_it_for_a_while() {
    let circuits = Circuits::default();
    assert_eq!(call(&circuits, "ada", Outcome::Answered), Ok(()));
    assert_eq!(call(&circuits, "ada", Outcome::Unclear), Ok(()));
    assert_eq!(circuits.lock().len(), 0);
    for _ in 0..4 {
        assert_eq!(call(&circuits, "ada", Outcome::Failed), Ok(()));
    }
    advance(FORGOTTEN_AFTER).await;
    assert_eq!(call(&circuits, "ada", Outcome::Failed), Ok(()));
    assert_eq!(entry(&circuits, "ada"), Ok(()), "a failure of long ago is not in a row with this");
    advance(FORGOTTEN_AFTER).await;
    assert_eq!(call(&circuits, "bob", Outcome::Failed), Ok(()));
    assert_eq!(circuits.lock().len(), 1, "Ada's is gone");
}

#[tokio::test(start_paused = true)]
async fn of_too_many_keys_the_one_longest_out_of_trouble_is_forgotten() {
    let circuits = open();
    for other in 0..MOST_KEYS {
        advance(Duration::from_millis(1)).await;
        assert_eq!(call(&circuits, &format!("other-{other}"), Outcome::Failed), Ok(()));
    }
    assert_eq!(circuits.lock().len(), MOST_KEYS);
    assert_eq!(entry(&circuits, "ada"), Ok(()), "Ada's was the oldest");
}

#[test]
fn no_key_can_be_read_from_what_is_remembered() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let _entered = runtime.enter();
    assert!(!format!("{:?}", open()).contains("ada"));
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Begin,
    End(usize, Outcome),
    Wait(u64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let outcome = prop_oneof![
        6 => Just(Outcome::Failed),
        1 => Just(Outcome::Answered),
        1 => Just(Outcome::Unclear),
        1 => (0..90_u64).prop_map(|rest| Outcome::Limited(Duration::from_secs(rest))),
    ];
    prop_oneof![
        4 => Just(Step::Begin),
        4 => (0..4_usize, outcome).prop_map(|(index, outcome)| Step::End(index, outcome)),
        1 => (0..40_u64).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn whatever_happened_nobody_waits_longer_than_a_minute_and_others_never(
        steps in prop::collection::vec(any_step(), 0..80),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let circuits = Circuits::default();
            let mut under_way = Vec::new();
            for step in steps {
                match step {
                    Step::Begin => under_way.extend(circuits.enter(&key("ada"), ())),
                    Step::End(index, outcome) if index < under_way.len() => {
                        under_way.swap_remove(index).end(outcome);
                    }
                    Step::End(..) => {}
                    Step::Wait(seconds) => advance(Duration::from_secs(seconds)).await,
                }
                prop_assert_eq!(entry(&circuits, "bob"), Ok(()));
            }
            drop(under_way);
            advance(Duration::from_mins(1)).await;
            prop_assert_eq!(entry(&circuits, "ada"), Ok(()));
            Ok(())
        })?;
    }
}
