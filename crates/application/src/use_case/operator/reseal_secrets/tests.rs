use std::sync::Mutex;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use super::*;
use crate::port::{KeyUse, MockSecretSealer};
use crate::use_case::fixture::{away, nth_id};

/// Sealed by a key as `<secret> under <key>`.
fn sealed(secret: &str, key_id: &str) -> SealedSecret {
    SealedSecret { key_id: key_id.into(), ciphertext: format!("{secret} under {key_id}") }
}

fn mail_password(n: u64, key_id: &str) -> OwnedSecret {
    OwnedSecret {
        owner: UserId::new(nth_id(n)),
        kind: SecretKind::SmtpPassword,
        sealed: sealed(&format!("secret {n}"), key_id),
    }
}

/// The key `new` seals; what is sealed under `lost` does not open.
fn sealer() -> MockSecretSealer {
    let mut sealer = MockSecretSealer::new();
    sealer.expect_sealing_key_id().returning(|| "new".into());
    sealer.expect_open().returning(|_, _, sealed| match &*sealed.key_id {
        "lost" => Err(SealError::UnknownKey),
        _ => Ok(SecretString::from(sealed.ciphertext.split(" under ").next().unwrap())),
    });
    sealer.expect_seal().returning(|_, _, secret| Ok(self::sealed(secret.expose_secret(), "new")));
    sealer
}

type Meanwhile = Box<dyn FnMut(&mut Vec<OwnedSecret>) -> Result<(), StoreError> + Send>;

/// Everybody's secrets, and what happens to them before each replacement.
struct Vault {
    secrets: Mutex<Vec<OwnedSecret>>,
    meanwhile: Mutex<Meanwhile>,
}

impl Vault {
    fn of(secrets: impl IntoIterator<Item = OwnedSecret>) -> Arc<Self> {
        Self::where_meanwhile(secrets, |_| Ok(()))
    }

    fn where_meanwhile(
        secrets: impl IntoIterator<Item = OwnedSecret>,
        meanwhile: impl FnMut(&mut Vec<OwnedSecret>) -> Result<(), StoreError> + Send + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            secrets: Mutex::new(secrets.into_iter().collect()),
            meanwhile: Mutex::new(Box::new(meanwhile)),
        })
    }

    /// Runs once; with what was told of its progress.
    async fn reseal(self: &Arc<Self>) -> (Result<Resealed, StoreError>, Vec<u64>) {
        let progress = Mutex::new(Vec::new());
        let vault = Arc::clone(self) as Arc<dyn SealedSecrets>;
        let reseal = ResealSecrets::new(vault, Arc::new(sealer()));
        let resealed = reseal.run(&|count| progress.lock().unwrap().push(count)).await;
        (resealed, progress.into_inner().unwrap())
    }

    /// What is stored of whom.
    fn stored(&self) -> Vec<OwnedSecret> {
        let mut secrets = self.secrets.lock().unwrap().clone();
        secrets.sort_by_key(|secret| secret.owner);
        secrets
    }
}

fn place(secret: &OwnedSecret) -> (String, UserId, SecretKind) {
    (secret.sealed.key_id.clone(), secret.owner, secret.kind)
}

#[async_trait]
impl SealedSecrets for Vault {
    async fn key_uses(&self) -> Result<Vec<KeyUse>, StoreError> {
        panic!("the secrets themselves tell their keys")
    }

    async fn sealed_under_another(
        &self,
        key_id: &str,
        limit: u32,
        after: Option<&OwnedSecret>,
    ) -> Result<Vec<OwnedSecret>, StoreError> {
        let mut others = self.secrets.lock().unwrap().clone();
        others.retain(|secret| secret.sealed.key_id != key_id);
        others.retain(|secret| after.is_none_or(|after| place(secret) > place(after)));
        others.sort_by_key(place);
        others.truncate(limit.try_into().unwrap());
        Ok(others)
    }

    async fn replace(&self, secret: &OwnedSecret, by: &SealedSecret) -> Result<bool, StoreError> {
        let mut secrets = self.secrets.lock().unwrap();
        self.meanwhile.lock().unwrap()(&mut secrets)?;
        let found = secrets.iter_mut().find(|stored| *stored == secret);
        Ok(found.map(|stored| stored.sealed = by.clone()).is_some())
    }
}

fn resealed(count: u64) -> Resealed {
    Resealed { count, broken: Vec::new() }
}

#[tokio::test]
async fn every_secret_is_sealed_anew_and_progress_is_told_batch_by_batch() {
    let key_of = |n| if n % 2 == 0 { "old" } else { "older" };
    let vault = Vault::of((0..250).map(|n| mail_password(n, key_of(n))));
    let (outcome, progress) = vault.reseal().await;
    assert_eq!(outcome.unwrap(), resealed(250));
    assert_eq!(progress, [100, 200, 250]);
    let expected: Vec<_> = (0..250).map(|n| mail_password(n, "new")).collect();
    assert_eq!(vault.stored(), expected);
}

#[tokio::test]
async fn what_is_sealed_under_the_key_already_is_left_alone() {
    let vault = Vault::where_meanwhile([mail_password(1, "new")], |_| panic!("nothing to replace"));
    let (outcome, progress) = vault.reseal().await;
    assert_eq!((outcome.unwrap(), progress), (resealed(0), vec![]));
}

#[tokio::test]
async fn what_does_not_open_is_told_once_and_passed_over() {
    let secrets = (0..150).map(|n| mail_password(n, if n == 120 { "lost" } else { "old" }));
    let vault = Vault::of(secrets);
    let broken = vec![(UserId::new(nth_id(120)), SecretKind::SmtpPassword)];
    let (outcome, _) = vault.reseal().await;
    assert_eq!(outcome.unwrap(), Resealed { count: 149, broken });
    assert_eq!(vault.stored()[120], mail_password(120, "lost"));
}

#[tokio::test]
async fn what_its_owner_saves_meanwhile_stays_as_saved() {
    let vault = Vault::where_meanwhile([mail_password(1, "old")], |secrets| {
        secrets[0].sealed = sealed("a newer one", "new");
        Ok(())
    });
    assert_eq!(vault.reseal().await.0.unwrap(), resealed(0));
    assert_eq!(vault.stored()[0].sealed, sealed("a newer one", "new"));
}

#[tokio::test]
async fn what_is_saved_meanwhile_under_an_older_key_is_sealed_anew_too() {
    let mut saves = [mail_password(1, "old"), mail_password(3, "old")].into_iter();
    let vault = Vault::where_meanwhile([mail_password(2, "old")], move |secrets| {
        secrets.extend(saves.next());
        Ok(())
    });
    let (outcome, progress) = vault.reseal().await;
    assert_eq!(outcome.unwrap(), resealed(3));
    assert!(progress.is_sorted() && progress.last() == Some(&3), "{progress:?}");
    let expected: Vec<_> = (1..=3).map(|n| mail_password(n, "new")).collect();
    assert_eq!(vault.stored(), expected);
}

#[tokio::test]
async fn what_is_changed_under_an_older_key_is_looked_at_again() {
    let mut changed = false;
    let vault = Vault::where_meanwhile([mail_password(1, "old")], move |secrets| {
        if !std::mem::replace(&mut changed, true) {
            secrets[0].sealed = sealed("a newer one", "old");
        }
        Ok(())
    });
    assert_eq!(vault.reseal().await.0.unwrap(), resealed(1));
    assert_eq!(vault.stored()[0].sealed, sealed("a newer one", "new"));
}

#[tokio::test]
async fn it_ends_though_a_server_keeps_saving_under_an_older_key() {
    let mut n = 0;
    let vault = Vault::where_meanwhile([mail_password(1, "old")], move |secrets| {
        n += 1;
        secrets[0].sealed = sealed(&format!("number {n}"), "old");
        Ok(())
    });
    assert_eq!(vault.reseal().await.0.unwrap(), resealed(0));
}

#[tokio::test]
async fn one_that_was_cut_off_is_taken_up_where_it_was() {
    let mut replacements = 0;
    let secrets = (0..250).map(|n| mail_password(n, "old"));
    let vault = Vault::where_meanwhile(secrets, move |_| {
        replacements += 1;
        if replacements == 151 { Err(away()) } else { Ok(()) }
    });
    let (cut_off, progress) = vault.reseal().await;
    assert!(cut_off.is_err());
    assert_eq!(progress, [100]);
    assert_eq!(vault.reseal().await.0.unwrap(), resealed(100));
    let expected: Vec<_> = (0..250).map(|n| mail_password(n, "new")).collect();
    assert_eq!(vault.stored(), expected);
}
