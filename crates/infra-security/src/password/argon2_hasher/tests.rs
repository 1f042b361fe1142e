use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use argon2::Params;
use argon2::password_hash::phc::Salt;
use proptest::prelude::*;
use tokio::sync::mpsc as async_mpsc;
use tokio::task::{JoinHandle, JoinSet};

use super::*;

fn limits(at_once: usize, waiting: usize) -> HashingLimits {
    HashingLimits { at_once: NonZeroUsize::new(at_once).unwrap(), waiting }
}

fn hasher_with(argon2: Arc<dyn Derive>, limits: HashingLimits) -> Argon2Hasher {
    Argon2Hasher { admission: Admission::new(limits), argon2, decoy: StoredHash::decoy() }
}

fn new_password(text: &str) -> NewPassword {
    NewPassword::parse(text).unwrap()
}

/// Counts, and hashes for real.
struct Counting {
    argon2: Argon2Memory,
    hashes: AtomicUsize,
}

impl Counting {
    fn new() -> Arc<Self> {
        let argon2 = Argon2Memory::sized_for(&Recipe::fresh());
        Arc::new(Self { argon2, hashes: AtomicUsize::new(0) })
    }

    fn take(&self) -> usize {
        self.hashes.swap(0, Ordering::SeqCst)
    }
}

impl Derive for Counting {
    fn derive(&self, password: &[u8], recipe: &Recipe) -> Result<Output, argon2::Error> {
        self.hashes.fetch_add(1, Ordering::SeqCst);
        self.argon2.derive(password, recipe)
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

async fn unknown_user(hasher: &Argon2Hasher) -> Result<bool, HashError> {
    hasher.verify(&SecretString::from("whatever"), None).await
}

/// Whether it answers so at once; it gets five seconds, so that what is wrong fails and
/// does not hang.
async fn is_busy(hasher: &Argon2Hasher) -> bool {
    let answer = tokio::time::timeout(Duration::from_secs(5), unknown_user(hasher)).await;
    matches!(answer, Ok(Err(HashError::Busy)))
}

fn spawn_unknown_user(hasher: &Arc<Argon2Hasher>) -> JoinHandle<Result<bool, HashError>> {
    let hasher = Arc::clone(hasher);
    tokio::spawn(async move { unknown_user(&hasher).await })
}

#[tokio::test]
async fn a_password_verifies_against_its_own_hash_only() {
    let hasher = Argon2Hasher::new(limits(1, 0));
    let password = new_password("correct horse battery");
    let hash = hasher.hash(&password).await.unwrap();
    assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(hasher.verify(password.as_secret(), Some(hash.clone())).await.unwrap());
    for wrong in ["correct horse batter", "correct horse battery ", "Correct horse battery", ""] {
        assert!(!hasher.verify(&wrong.into(), Some(hash.clone())).await.unwrap(), "{wrong:?}");
    }
}

#[tokio::test]
async fn two_hashes_of_one_password_differ() {
    let hasher = Argon2Hasher::new(limits(1, 0));
    let password = new_password("correct horse battery");
    assert!(hasher.hash(&password).await.unwrap() != hasher.hash(&password).await.unwrap());
}

#[tokio::test]
async fn all_of_a_long_password_counts() {
    let hasher = Argon2Hasher::new(limits(1, 0));
    let hash = hasher.hash(&new_password(&"x".repeat(128))).await.unwrap();
    let one_changed = format!("{}y", "x".repeat(127));
    assert!(!hasher.verify(&one_changed.into(), Some(hash)).await.unwrap());
}

#[tokio::test]
async fn every_way_to_verify_runs_exactly_one_hash() {
    let counting = Counting::new();
    let hasher = hasher_with(Arc::clone(&counting) as Arc<dyn Derive>, limits(1, 0));
    let password = new_password("correct horse battery");
    let hash = hasher.hash(&password).await.unwrap();
    assert_eq!(counting.take(), 1, "hashing");

    let huge = "x".repeat(256 * 1024);
    for (presented, stored, is_right) in [
        ("correct horse battery", Some(&hash), true),
        ("wrong", Some(&hash), false),
        ("", Some(&hash), false),
        (huge.as_str(), Some(&hash), false),
        ("correct horse battery", None, false),
        (huge.as_str(), None, false),
    ] {
        let verified = hasher.verify(&presented.into(), stored.cloned()).await.unwrap();
        assert_eq!(verified, is_right);
        assert_eq!(counting.take(), 1);
    }
}

#[tokio::test]
async fn an_unknown_user_costs_what_a_known_one_costs() {
    struct Costs(Mutex<Vec<Params>>);
    impl Derive for Costs {
        fn derive(&self, _: &[u8], recipe: &Recipe) -> Result<Output, argon2::Error> {
            self.0.lock().unwrap().push(recipe.params().clone());
            Ok(Output::new(&[0; 32]).unwrap())
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

#[tokio::test]
async fn a_hash_with_other_parameters_verifies_by_its_own() {
    let params = Params::new(64 * 1024, 1, 2, Some(24)).unwrap();
    let recipe = Recipe::stored(params, Salt::new(b"8 bytes.").unwrap());
    let output =
        Argon2Memory::sized_for(&recipe).derive(b"correct horse battery", &recipe).unwrap();
    let hash = StoredHash::new(recipe, output).to_phc();

    let hasher = Argon2Hasher::new(limits(1, 0));
    assert!(hasher.verify(&"correct horse battery".into(), Some(hash.clone())).await.unwrap());
    assert!(!hasher.verify(&"wrong".into(), Some(hash)).await.unwrap());
}

#[tokio::test]
async fn a_corrupt_hash_is_an_error_and_runs_nothing() {
    let counting = Counting::new();
    let hasher = hasher_with(Arc::clone(&counting) as Arc<dyn Derive>, limits(1, 0));
    for text in [
        "",
        "hunter2hunter2",
        "$argon2id$v=19$m=4194304,t=2,p=1$c2FsdCBvZiAxNiBieXRlcw$mq9Kzp6sF9vlHCEhNQ/BH4L5s2dvN+qmqOLxLGl+qv0",
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
    assert!(!waiting.await.unwrap().unwrap());
}

#[test]
fn it_does_not_print_what_it_holds() {
    let hasher = Argon2Hasher::new(limits(1, 0));
    assert_eq!(format!("{hasher:?}"), "Argon2Hasher { .. }");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn any_password_verifies(text in ".{8,128}") {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let hasher = Argon2Hasher::new(limits(1, 0));
            let password = new_password(&text);
            let hash = hasher.hash(&password).await.unwrap();
            prop_assert!(hasher.verify(password.as_secret(), Some(hash)).await.unwrap());
            Ok(())
        })?;
    }
}
