//! How easily a password is guessed, as zxcvbn judges it.

use std::num::NonZeroUsize;
use std::sync::Arc;

use application::port::PasswordStrength;
use async_trait::async_trait;
use domain::value::NewPassword;
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

/// Guessable is a score under 2: less than a million guesses. What is known of the owner
/// counts as the most common of words, whole and in its words, so that the local part of
/// an address and each part of a name count too.
///
/// Runs on tokio's blocking threads, no more at once than it is told; others wait for
/// their turn. A password is judged by its first 48 characters: one made to be slow (of
/// nothing but look-alikes such as `@` and `$`) then takes 0.2 s, where 100 characters of
/// it take 1 s, and an ordinary one some milliseconds.
#[derive(Debug, Clone)]
pub struct ZxcvbnStrength {
    desks: Arc<Semaphore>,
}

/// Characters that are judged.
const JUDGED_CHARS: usize = 48;
/// Pieces of what is known of the owner that are used.
const MAX_PIECES: usize = 64;
/// Characters of the shortest piece: shorter ones are found in any password.
const MIN_PIECE_CHARS: usize = 3;

impl ZxcvbnStrength {
    /// Judges this many passwords at once; no more than there are cores. It must be used
    /// inside a tokio runtime; several runtimes may share it.
    pub fn new(at_once: NonZeroUsize) -> Self {
        let permits = at_once.get().min(Semaphore::MAX_PERMITS);
        Self { desks: Arc::new(Semaphore::new(permits)) }
    }
}

#[async_trait]
impl PasswordStrength for ZxcvbnStrength {
    async fn is_guessable(&self, password: &NewPassword, about_owner: Vec<String>) -> bool {
        let password = password.clone();
        // Never closed, so never an error.
        let desk = Arc::clone(&self.desks).acquire_owned().await;
        let verdict = tokio::task::spawn_blocking(move || {
            // Given back when the work ends, not when its caller stops waiting.
            let _desk = desk;
            judge(password.expose(), &about_owner)
        });
        verdict.await.unwrap_or_else(|_| {
            // Another password will do; one that nobody judged would not.
            tracing::error!("the judge of passwords failed; the password is refused");
            true
        })
    }
}

fn judge(password: &str, about_owner: &[String]) -> bool {
    let end = password.char_indices().nth(JUDGED_CHARS).map_or(password.len(), |(at, _)| at);
    zxcvbn(&password[..end], &pieces(about_owner)).score() < Score::Two
}

/// Each fact, an address's part before the `@`, and the words of both.
fn pieces(about_owner: &[String]) -> Vec<&str> {
    let whole = about_owner.iter().map(String::as_str);
    let local = about_owner.iter().filter_map(|fact| fact.rsplit_once('@')).map(|(local, _)| local);
    let words = about_owner.iter().flat_map(|fact| fact.split(|c: char| !c.is_alphanumeric()));
    whole
        .chain(local)
        .chain(words)
        .filter(|piece| piece.chars().count() >= MIN_PIECE_CHARS)
        .take(MAX_PIECES)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    async fn is_guessable(password: &str, about_owner: &[&str]) -> bool {
        let about_owner = about_owner.iter().map(|&fact| fact.to_owned()).collect();
        let strength = ZxcvbnStrength::new(NonZeroUsize::MIN);
        strength.is_guessable(&NewPassword::parse(password).unwrap(), about_owner).await
    }

    #[tokio::test]
    async fn common_passwords_are_guessable() {
        for password in
            ["password", "12345678", "qwertyuiop", "aaaaaaaaaaaa", "abcdefgh", "letmein1"]
        {
            assert!(is_guessable(password, &[]).await, "{password}");
        }
    }

    #[tokio::test]
    async fn passwords_that_are_hard_to_guess_are_not() {
        for password in ["correct horse battery staple", "vK3!pw9z#Lq", "שלום עולם יפה מאוד"]
        {
            assert!(!is_guessable(password, &[]).await, "{password}");
        }
    }

    #[tokio::test]
    async fn what_is_known_of_the_owner_is_guessable() {
        let about_owner =
            ["zbigniewkowalczyk.wojciech@firma-kwiatowa.pl", "Przemyslaw Szczepanski"];
        for password in [
            "zbigniewkowalczyk.wojciech@firma-kwiatowa.pl",
            "zbigniewkowalczyk.wojciech",
            "zbigniewkowalczyk",
            "ZbigniewKowalczyk1",
            "przemyslaw szczepanski",
            "szczepanski",
            "Przemyslaw1",
        ] {
            assert!(is_guessable(password, &about_owner).await, "{password}");
        }
        assert!(!is_guessable("zbigniewkowalczyk", &[]).await);
    }

    #[tokio::test]
    async fn no_more_than_the_first_characters_count() {
        let password = format!("{}vK3!pw9z#Lq", "a".repeat(JUDGED_CHARS));
        assert!(is_guessable(&password, &[]).await);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_judged_while_all_desks_are_taken() {
        let strength = ZxcvbnStrength::new(NonZeroUsize::MIN);
        let desk = Arc::clone(&strength.desks).try_acquire_owned().unwrap();
        let password = NewPassword::parse("password").unwrap();
        let mut verdict = strength.is_guessable(&password, Vec::new());
        let too_early = tokio::time::timeout(Duration::from_hours(1), &mut verdict).await;
        assert!(too_early.is_err());
        drop(desk);
        assert!(verdict.await);
    }

    #[test]
    fn no_more_than_some_pieces_are_used() {
        let name = "abc ".repeat(1_000);
        assert_eq!(pieces(&[name]).len(), MAX_PIECES);
        assert_eq!(pieces(&["a@b".to_owned(), String::new()]), ["a@b"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_password_of_any_owner_is_judged(password in ".{8,128}", owner in ".{0,40}") {
            judge(&password, &[owner]);
        }
    }
}
