use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use PasswordCheck::{Right, RightButOutdated, Wrong};
use proptest::prelude::*;
use tokio::sync::mpsc as async_mpsc;
use tokio::task::{JoinHandle, JoinSet};

use super::*;

/// Of `correct horse battery`, by passlib 1.7.4.
const BCRYPT: &str = "$2b$04$1A9hmEgZtmFdT0NYMuXSe.VbuMenTzovvUAtfCTt48tU1dAeacRsG";
/// Of `correct horse battery`, by argon2-cffi 25.1, with the parameters of ours.
const ARGON2I: &str = "$argon2i$v=19$m=19456,t=2,p=1$c2FsdCBvZiAxNiBieXRlcw$0uxgf+sSOWyAPZX0MbBaP1RsyeBLlnHQWdkWQsjY4Fk";

fn limits(at_once: usize, waiting: usize) -> HashingLimits {
    HashingLimits { at_once: NonZeroUsize::new(at_once).unwrap(), waiting }
}

fn hasher_with(algorithms: Arc<dyn Derive>, limits: HashingLimits) -> Argon2Hasher {
    Argon2Hasher::with(algorithms, limits).unwrap()
}

fn new_password(text: &str) -> NewPassword {
    NewPassword::parse(text).unwrap()
}

/// Counts, and hashes for real.
struct Counting {
    algorithms: Algorithms,
    hashes: AtomicUsize,
}

impl Counting {
    fn new() -> Arc<Self> {
        Arc::new(Self { algorithms: Algorithms::new(), hashes: AtomicUsize::new(0) })
    }

    fn take(&self) -> usize {
        self.hashes.swap(0, Ordering::SeqCst)
    }
}

impl Derive for Counting {
    fn derive(&self, password: &[u8], recipe: &Recipe) -> Result<Output, argon2::Error> {
        self.hashes.fetch_add(1, Ordering::SeqCst);
        self.algorithms.derive(password, recipe)
    }
}

/// Tells when a hash begins, and ends one for each word that it is given; in a test that
/// failed no word comes, and the runtime would wait for it for ever.
struct Gate {
    begun: async_mpsc::UnboundedSender<()>,
    go: Mutex<mpsc::Receiver<()>>,
}

impl Gate {
    fn new() -> (Arc<Self>, async_mpsc::UnboundedReceiver<()>, mpsc::Sender<()>) {
        let (begun, has_begun) = async_mpsc::unbounded_channel();
        let (let_go, go) = mpsc::channel();
        (Arc::new(Self { begun, go: Mutex::new(go) }), has_begun, let_go)
    }
}

impl Derive for Gate {
    fn derive(&self, _: &[u8], _: &Recipe) -> Result<Output, argon2::Error> {
        self.begun.send(()).unwrap();
        self.go.lock().unwrap().recv_timeout(Duration::from_secs(10)).unwrap();
        Ok(Output::new(&[0; 32]).unwrap())
    }
}

async fn check(hasher: &Argon2Hasher, password: &str, hash: &str) -> PasswordCheck {
    hasher.verify(&password.into(), Some(PasswordHash::new(hash))).await.unwrap()
}

async fn unknown_user(hasher: &Argon2Hasher) -> Result<PasswordCheck, HashError> {
    hasher.verify(&SecretString::from("whatever"), None).await
}

/// Whether it answers so at once; it gets five seconds, so that what is wrong fails and
/// does not hang.
async fn is_busy(hasher: &Argon2Hasher) -> bool {
    let answer = tokio::time::timeout(Duration::from_secs(5), unknown_user(hasher)).await;
    matches!(answer, Ok(Err(HashError::Busy)))
}

fn spawn_unknown_user(hasher: &Arc<Argon2Hasher>) -> JoinHandle<Result<PasswordCheck, HashError>> {
    let hasher = Arc::clone(hasher);
    tokio::spawn(async move { unknown_user(&hasher).await })
}

#[tokio::test]
async fn a_password_verifies_against_its_own_hash_only() {
    let hasher = Argon2Hasher::new(limits(1, 0)).unwrap();
    let password = new_password("correct horse battery");
    let hash = hasher.hash(&password).await.unwrap();
    assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_eq!(hasher.verify(password.as_secret(), Some(hash.clone())).await.unwrap(), Right);
    for wrong in ["correct horse batter", "correct horse battery ", "Correct horse battery", ""] {
        let check = hasher.verify(&wrong.into(), Some(hash.clone())).await.unwrap();
        assert_eq!(check, Wrong, "{wrong:?}");
    }
}

#[tokio::test]
async fn two_hashes_of_one_password_differ() {
    let hasher = Argon2Hasher::new(limits(1, 0)).unwrap();
    let password = new_password("correct horse battery");
    assert!(hasher.hash(&password).await.unwrap() != hasher.hash(&password).await.unwrap());
}

#[tokio::test]
async fn all_of_a_long_password_counts() {
    let hasher = Argon2Hasher::new(limits(1, 0)).unwrap();
    let hash = hasher.hash(&new_password(&"x".repeat(128))).await.unwrap();
    let one_changed = format!("{}y", "x".repeat(127));
    assert_eq!(hasher.verify(&one_changed.into(), Some(hash)).await.unwrap(), Wrong);
}

#[tokio::test]
async fn every_way_to_verify_runs_exactly_one_hash() {
    let counting = Counting::new();
    let hasher = hasher_with(Arc::clone(&counting) as Arc<dyn Derive>, limits(1, 0));
    let password = new_password("correct horse battery");
    let hash = hasher.hash(&password).await.unwrap();
    assert_eq!(counting.take(), 1, "hashing");

    let huge = "x".repeat(256 * 1024);
    let bcrypt = PasswordHash::new(BCRYPT);
    let argon2i = PasswordHash::new(ARGON2I);
    for (presented, stored, expected) in [
        ("correct horse battery", Some(&hash), Right),
        ("wrong", Some(&hash), Wrong),
        ("", Some(&hash), Wrong),
        (huge.as_str(), Some(&hash), Wrong),
        ("correct horse battery", Some(&bcrypt), RightButOutdated),
        ("wrong", Some(&bcrypt), Wrong),
        ("", Some(&bcrypt), Wrong),
        (huge.as_str(), Some(&bcrypt), Wrong),
        ("correct horse battery\0", Some(&bcrypt), Wrong),
        ("correct horse battery", Some(&argon2i), RightButOutdated),
        ("wrong", Some(&argon2i), Wrong),
        ("correct horse battery", None, Wrong),
        (huge.as_str(), None, Wrong),
    ] {
        let check = hasher.verify(&presented.into(), stored.cloned()).await.unwrap();
        assert_eq!(check, expected);
        assert_eq!(counting.take(), 1);
    }
}

#[tokio::test]
async fn an_unknown_user_costs_what_a_known_one_costs() {
    /// What hashes say besides salt and output.
    struct Costs(Mutex<Vec<String>>);
    impl Derive for Costs {
        fn derive(&self, _: &[u8], recipe: &Recipe) -> Result<Output, argon2::Error> {
            let Recipe::Argon2(recipe) = recipe else { panic!("bcrypt") };
            let output = Output::new(&[0; 32]).unwrap();
            let phc = recipe.to_phc(output);
            let [_, kind, version, params, _, _] = phc.as_str().split('$').collect::<Vec<_>>()[..]
            else {
                panic!("not a hash")
            };
            self.0.lock().unwrap().push(format!("{kind} {version} {params}"));
            Ok(output)
        }
    }
    let costs = Arc::new(Costs(Mutex::default()));
    let hasher = hasher_with(Arc::clone(&costs) as Arc<dyn Derive>, limits(1, 0));
    let hash = hasher.hash(&new_password("correct horse battery")).await.unwrap();
    hasher.verify(&"wrong".into(), Some(hash)).await.unwrap();
    unknown_user(&hasher).await.unwrap();
    let costs = costs.0.lock().unwrap();
    assert_eq!(costs.len(), 3);
    assert!(costs.iter().all(|cost| *cost == costs[0]));
}

/// By argon2-cffi 25.1: `hash_secret(b"correct horse battery", b"salt of 16 bytes", …)`.
#[tokio::test]
async fn a_hash_of_another_kind_or_weaker_verifies_by_its_own_parameters_and_is_outdated() {
    let hasher = Argon2Hasher::new(limits(1, 0)).unwrap();
    for hash in [
        "$argon2id$v=19$m=64,t=2,p=1$c2FsdCBvZiAxNiBieXRlcw$t/etGDt4EKdp4xMwf2qux3e98xZUFU6JvIaXx59BG/g",
        "$argon2id$v=16$m=64,t=3,p=1$c2FsdCBvZiAxNiBieXRlcw$DK3aRJEScxs9KW+8Rj7N8ca7F6sjhFTXNg3ZquOHJio",
        "$argon2i$v=19$m=64,t=3,p=2$c2FsdCBvZiAxNiBieXRlcw$jcO1J4dMeBU3OX7IDvqHQw+q4rsQtYt9i8wpnupRDj0",
        "$argon2i$v=16$m=64,t=3,p=2$c2FsdCBvZiAxNiBieXRlcw$cnFd3qLDvgPueGLG3lMaKmVvY4E6QVQVBVskyT9z0Sw",
        "$argon2i$m=64,t=3,p=2$c2FsdCBvZiAxNiBieXRlcw$cnFd3qLDvgPueGLG3lMaKmVvY4E6QVQVBVskyT9z0Sw",
        "$argon2d$v=19$m=64,t=2,p=1$c2FsdCBvZiAxNiBieXRlcw$/r/By4SVCAUWj/T/dcRvDSYfZ6KPqgE1gLUa6X3+Z00",
        "$argon2d$v=16$m=64,t=2,p=1$c2FsdCBvZiAxNiBieXRlcw$0jNfiqjdEoBnnpg9JDzt/d0Ekj+ljxVptHw4Fi8YsWs",
        ARGON2I,
        "$argon2id$v=16$m=19456,t=2,p=1$c2FsdCBvZiAxNiBieXRlcw$KimvXy1N/uJbdKzGB1AcXi+TffvzRitWe2oOkWhJWmw",
    ] {
        assert_eq!(check(&hasher, "correct horse battery", hash).await, RightButOutdated, "{hash}");
        assert_eq!(check(&hasher, "wrong", hash).await, Wrong, "{hash}");
    }
}

/// By argon2-cffi 25.1.
#[tokio::test]
async fn a_hash_as_strong_as_ours_or_stronger_is_right() {
    let hasher = Argon2Hasher::new(limits(1, 0)).unwrap();
    for hash in [
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdCBvZiAxNiBieXRlcw$vBnSjY56Tov2Tda4Kgtic7ZKw3jWZd1MHKLUCA5SwHQ",
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdCBvZiAxNiBieXRlcw$oA+mzMWmnqx6sAp40B1AtkDC+9dxLG2TNc12T71RnWg",
        "$argon2id$v=19$m=20480,t=2,p=1$c2FsdCBvZiAyNCBieXRlcyBzbyBtdWNo$vqE47eCY65AvKzg5B0xdElOPn7GYgOp5hVgoM5ypqXk1ftuQO5+8vqI8Leuvwtdyeq59zQ3WCt/SVG9AMkqs4Q",
    ] {
        assert_eq!(check(&hasher, "correct horse battery", hash).await, Right, "{hash}");
        assert_eq!(check(&hasher, "wrong", hash).await, Wrong, "{hash}");
    }
}

#[tokio::test]
async fn a_long_password_of_a_bcrypt_hash_counts_whole_once_it_is_replaced() {
    let hasher = Argon2Hasher::new(limits(1, 0)).unwrap();
    let x72 = "$2b$04$KxL38mYV8U3TXx3k/nI3z.YqmiN3wZ6LkbBZ8FjcVr.APwhCFLVVW";
    let whole = "x".repeat(72) + "and more";
    assert_eq!(check(&hasher, &whole, x72).await, RightButOutdated);

    let replaced = hasher.hash(&new_password(&whole)).await.unwrap();
    assert_eq!(check(&hasher, &whole, replaced.as_str()).await, Right);
    assert_eq!(check(&hasher, &"x".repeat(72), replaced.as_str()).await, Wrong);
}

#[tokio::test]
async fn a_panic_of_an_algorithm_is_an_error_and_leaves_room_for_the_next() {
    struct Panicking(AtomicUsize);
    impl Derive for Panicking {
        fn derive(&self, _: &[u8], _: &Recipe) -> Result<Output, argon2::Error> {
            assert!(self.0.fetch_add(1, Ordering::SeqCst) > 0, "the first one fails");
            Ok(Output::new(&[0; 32]).unwrap())
        }
    }
    let hasher = hasher_with(Arc::new(Panicking(AtomicUsize::new(0))), limits(1, 0));
    let hash = PasswordHash::new(BCRYPT);
    let failed = hasher.verify(&"whatever".into(), Some(hash.clone())).await;
    assert!(matches!(failed, Err(HashError::Corrupt(_))));
    assert_eq!(hasher.verify(&"whatever".into(), Some(hash)).await.unwrap(), Wrong);
}

#[tokio::test]
async fn a_corrupt_hash_is_an_error_and_runs_nothing() {
    let counting = Counting::new();
    let hasher = hasher_with(Arc::clone(&counting) as Arc<dyn Derive>, limits(1, 0));
    for text in [
        "",
        "hunter2hunter2",
        "$argon2id$v=19$m=4194304,t=2,p=1$c2FsdCBvZiAxNiBieXRlcw$mq9Kzp6sF9vlHCEhNQ/BH4L5s2dvN+qmqOLxLGl+qv0",
        "$argon2i$v=16$m=19456,t=4294967295,p=1$c2FsdCBvZiAxNiBieXRlcw$mq9Kzp6sF9vlHCEhNQ/BH4L5s2dvN+qmqOLxLGl+qv0",
        "$2b$31$1A9hmEgZtmFdT0NYMuXSe.VbuMenTzovvUAtfCTt48tU1dAeacRsG",
        "$2a$15$1A9hmEgZtmFdT0NYMuXSe.VbuMenTzovvUAtfCTt48tU1dAeacRsG",
        "$2y$03$1A9hmEgZtmFdT0NYMuXSe.VbuMenTzovvUAtfCTt48tU1dAeacRsG",
        "$2x$04$1A9hmEgZtmFdT0NYMuXSe.VbuMenTzovvUAtfCTt48tU1dAeacRsG",
        "$2b$04$1A9hmEgZtmFdT0NYMuXSe.",
    ] {
        let error =
            hasher.verify(&"whatever".into(), Some(PasswordHash::new(text))).await.unwrap_err();
        let HashError::Corrupt(cause) = &error else { panic!("{error}") };
        for shown in [error.to_string(), format!("{error:?}"), cause.to_string()] {
            assert!(text.is_empty() || !shown.contains(text));
        }
    }
    assert_eq!(counting.take(), 0);
}

#[tokio::test]
async fn beyond_those_at_work_and_those_waiting_the_answer_is_busy() {
    let (gate, mut has_begun, let_go) = Gate::new();
    let hasher = Arc::new(hasher_with(gate, limits(2, 3)));
    let mut taken = JoinSet::new();
    for _ in 0..5 {
        let hasher = Arc::clone(&hasher);
        taken.spawn(async move { unknown_user(&hasher).await });
    }
    has_begun.recv().await.unwrap();
    has_begun.recv().await.unwrap();
    for _ in 0..4 {
        assert!(is_busy(&hasher).await);
    }
    assert!(has_begun.try_recv().is_err(), "a third one was hashed at the same time");

    for _ in 0..5 {
        let_go.send(()).unwrap();
    }
    let answers = taken.join_all().await;
    assert!(answers.iter().all(Result::is_ok));
}

#[tokio::test]
async fn work_whose_caller_went_away_counts_until_it_ends() {
    let (gate, mut has_begun, let_go) = Gate::new();
    let hasher = Arc::new(hasher_with(gate, limits(1, 1)));
    let abandoned = spawn_unknown_user(&hasher);
    has_begun.recv().await.unwrap();
    abandoned.abort();
    assert!(abandoned.await.unwrap_err().is_cancelled());

    let waiting = spawn_unknown_user(&hasher);
    tokio::task::yield_now().await;
    assert!(is_busy(&hasher).await);
    assert!(has_begun.try_recv().is_err(), "the next began before the abandoned one ended");

    let_go.send(()).unwrap();
    let_go.send(()).unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), Wrong);
}

#[tokio::test]
async fn who_leaves_while_next_in_line_is_passed_over_and_leaves_the_place() {
    let (gate, mut has_begun, let_go) = Gate::new();
    let hasher = Arc::new(hasher_with(gate, limits(1, 1)));
    let first = spawn_unknown_user(&hasher);
    has_begun.recv().await.unwrap();
    let next = spawn_unknown_user(&hasher);
    tokio::task::yield_now().await;
    next.abort();
    assert!(next.await.unwrap_err().is_cancelled());
    let last = spawn_unknown_user(&hasher);
    tokio::task::yield_now().await;
    assert!(is_busy(&hasher).await, "one is at work, and one waits");

    let_go.send(()).unwrap();
    let_go.send(()).unwrap();
    assert_eq!(first.await.unwrap().unwrap(), Wrong);
    // The one that left would have taken the second word.
    assert_eq!(last.await.unwrap().unwrap(), Wrong);
    has_begun.recv().await.unwrap();
    assert!(has_begun.try_recv().is_err(), "nobody waited for it");
}

#[test]
fn it_does_not_print_what_it_holds() {
    let hasher = Argon2Hasher::new(limits(1, 0)).unwrap();
    assert_eq!(format!("{hasher:?}"), "Argon2Hasher { .. }");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn any_password_verifies(text in ".{8,128}") {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let hasher = Argon2Hasher::new(limits(1, 0)).unwrap();
            let password = new_password(&text);
            let hash = hasher.hash(&password).await.unwrap();
            prop_assert_eq!(hasher.verify(password.as_secret(), Some(hash)).await.unwrap(), Right);
            Ok(())
        })?;
    }
}
