//! A key file that is looked at again and again.

use std::time::Duration;

use secrecy::SecretString;
use tokio::time::Instant;

use super::file::Stamp;
use super::source::text_of;
use crate::config::KeyFile;

/// When what was refused is judged again though it has not changed: what it lacked may not be
/// needed any more.
const JUDGED_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// A file, and how it was when it was last read.
pub(super) struct Followed {
    file: KeyFile,
    seen: Seen,
    refused: Option<Refused>,
    /// The operator is to hear what becomes of it: what is read first is what the server
    /// started with.
    is_news: bool,
}

#[derive(PartialEq)]
enum Seen {
    Never,
    /// `None`: it was not there.
    At(Option<Stamp>),
}

struct Refused {
    why: String,
    at: Instant,
}

impl Followed {
    pub(super) fn new(file: KeyFile) -> Self {
        Self { file, seen: Seen::Never, refused: None, is_news: false }
    }

    pub(super) fn file(&self) -> &KeyFile {
        &self.file
    }

    /// What it holds, if it may be another text than was last seen, or the operator has `asked`.
    /// What comes of it is to be [settled](Self::settle).
    pub(super) fn look(&mut self, asked: bool) -> Option<anyhow::Result<SecretString>> {
        let now = self.state();
        let is_due = self.refused.as_ref().is_some_and(|it| it.at.elapsed() >= JUDGED_AGAIN_AFTER);
        if now == self.seen && !asked && !is_due {
            return None;
        }
        let text = text_of(&self.file);
        if now != self.state() {
            // It was changed meanwhile. The next look finds it whole.
            return None;
        }
        self.is_news = self.seen != Seen::Never;
        self.seen = now;
        Some(text.and_then(|text| {
            text.ok_or_else(|| self.file.wrong("is gone; restore it from a backup"))
        }))
    }

    /// Uses the keys, of which `take` answers the ids; or says, once, why they are not used.
    pub(super) fn settle<K>(
        &mut self,
        keys: anyhow::Result<K>,
        asked: bool,
        take: impl FnOnce(K) -> String,
    ) {
        let file = self.file.path.display();
        match keys {
            Ok(keys) => {
                let keys = take(keys);
                if self.is_news {
                    tracing::info!(%file, keys, "the key file was read again");
                }
                self.refused = None;
            }
            Err(error) => {
                let why = format!("{error:#}");
                let before = self.refused.take();
                if asked || before.is_none_or(|before| before.why != why) {
                    tracing::error!(
                        %file,
                        error = why,
                        "the key file cannot be used; the keys in use stay"
                    );
                }
                self.refused = Some(Refused { why, at: Instant::now() });
            }
        }
    }

    fn state(&self) -> Seen {
        Seen::At(Stamp::of(&self.file.path).ok())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use anyhow::anyhow;
    use secrecy::ExposeSecret;

    use super::*;

    fn followed() -> (tempfile::TempDir, Followed) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        fs::write(&path, "one").unwrap();
        (directory, Followed::new(KeyFile::kept(path)))
    }

    fn look(followed: &mut Followed, asked: bool) -> Option<String> {
        let text = followed.look(asked)?.unwrap();
        followed.settle(Ok(()), asked, |()| String::new());
        Some(text.expose_secret().to_owned())
    }

    #[test]
    fn it_is_read_once_and_whenever_it_has_changed_or_somebody_asks() {
        let (_directory, mut followed) = followed();
        assert_eq!(look(&mut followed, false).as_deref(), Some("one"));
        assert_eq!(look(&mut followed, false), None);
        assert_eq!(look(&mut followed, true).as_deref(), Some("one"));
        fs::write(&followed.file.path, "other").unwrap();
        assert_eq!(look(&mut followed, false).as_deref(), Some("other"));
        assert_eq!(look(&mut followed, false), None);
    }

    #[test]
    fn one_that_is_gone_is_missed_once_and_read_when_it_is_back() {
        let (_directory, mut followed) = followed();
        look(&mut followed, false);
        let path = followed.file.path.clone();
        fs::rename(&path, path.with_extension("away")).unwrap();
        let missed = followed.look(false).unwrap().unwrap_err().to_string();
        assert_eq!(missed, format!("{} is gone; restore it from a backup", path.display()));
        followed.settle(Err::<(), _>(anyhow!(missed)), false, |()| String::new());
        assert!(followed.look(false).is_none());
        fs::rename(path.with_extension("away"), &path).unwrap();
        assert_eq!(look(&mut followed, false).as_deref(), Some("one"));
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_refused_is_judged_again_after_a_while() {
        let (_directory, mut followed) = followed();
        followed.look(false).unwrap().unwrap();
        followed.settle(Err::<(), _>(anyhow!("it lacks a key")), false, |()| String::new());
        assert!(followed.look(false).is_none());
        tokio::time::advance(JUDGED_AGAIN_AFTER).await;
        assert_eq!(look(&mut followed, false).as_deref(), Some("one"));
        tokio::time::advance(JUDGED_AGAIN_AFTER).await;
        assert!(followed.look(false).is_none());
    }
}
