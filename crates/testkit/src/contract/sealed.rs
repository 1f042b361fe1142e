//! What `SealedSecrets` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

use application::port::{KeyUse, OwnedSecret, SealedSecret, StoredSecret};
use domain::integration::SecretKind;
use domain::value::UserId;

use super::acts::{self, delete, remove};
use super::configs::saved_mail_password;
use super::race::race;
use super::{Member, Stores};
use crate::sample::{self, at};

pub async fn keys_are_told_with_how_many_secrets_they_seal(stores: &Stores) {
    assert_eq!(uses(stores).await, []);
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    put(stores, &ada, SecretKind::VapiKey, "old").await;
    put(stores, &ada, SecretKind::TwilioAuthToken, "new").await;
    put(stores, &eve, SecretKind::VapiKey, "old").await;
    saved_mail_password(stores, &eve, sealed_under("old", "mail")).await;
    let key_use = |key_id: &str, secrets| KeyUse { key_id: key_id.to_owned(), secrets };
    assert_eq!(uses(stores).await, [key_use("new", 1), key_use("old", 3)]);
    remove(stores, ada.id(), SecretKind::TwilioAuthToken).await;
    assert!(delete(stores, eve.id(), None).await);
    assert_eq!(uses(stores).await, [key_use("old", 1)]);
}

pub async fn secrets_under_another_key_are_told_whoever_s_and_of_whatever_kind(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    let current = put(stores, &ada, SecretKind::VapiKey, "new").await;
    let mail = sealed_under("old", "mail");
    saved_mail_password(stores, &ada, mail.clone()).await;
    let expected = [
        OwnedSecret { owner: ada.id(), kind: SecretKind::SmtpPassword, sealed: mail },
        put(stores, &ada, SecretKind::TwilioAuthToken, "older").await,
        put(stores, &eve, SecretKind::VapiKey, "old").await,
        put(stores, &eve, SecretKind::TwilioAuthToken, "old").await,
    ];
    let told = under_another(stores, "new", None).await;
    assert_eq!(told.len(), expected.len());
    assert!(expected.iter().all(|secret| told.contains(secret)), "{told:?}");
    assert!(!told.contains(&current));
    assert_eq!(under_another(stores, "none of these", None).await.len(), 5);
}

pub async fn secrets_are_told_page_by_page_each_once(stores: &Stores) {
    for number in 0..3 {
        let member = stores.sign_up(&format!("user-{number}")).await;
        for (kind, key) in SecretKind::ALL.into_iter().zip(["old", "new", "older"]) {
            put(stores, &member, kind, key).await;
        }
        put(stores, &member, SecretKind::TwilioAuthToken, "oldest").await;
    }
    let all = under_another(stores, "new", None).await;
    assert_eq!(all.len(), 9);
    let place = |secret: &OwnedSecret| (secret.sealed.key_id.clone(), secret.owner);
    assert!(all.is_sorted_by_key(place), "by key, then by owner: {all:?}");
    for size in [1, 2, 4] {
        let ask = async |after: Option<&OwnedSecret>| {
            stores.sealed.sealed_under_another("new", size, after).await.unwrap()
        };
        let mut after = None;
        for page in all.chunks(size as usize) {
            assert_eq!(ask(after).await, page, "{size} at a time");
            after = page.last();
        }
        assert_eq!(ask(after).await, [], "{size} at a time");
    }
}

pub async fn what_is_replaced_on_the_way_moves_no_page(stores: &Stores) {
    for number in 0..4 {
        let member = stores.sign_up(&format!("user-{number}")).await;
        put(stores, &member, SecretKind::VapiKey, "old").await;
    }
    let all = under_another(stores, "new", None).await;
    for secret in &all[..2] {
        assert!(replace(stores, secret, &sealed_under("new", "again")).await);
    }
    assert_eq!(under_another(stores, "new", Some(&all[1])).await, all[2..]);
    assert_eq!(under_another(stores, "new", None).await, all[2..]);
}

pub async fn a_ciphertext_is_replaced_and_nothing_else(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    for member in [&ada, &eve] {
        for kind in [SecretKind::VapiKey, SecretKind::TwilioAuthToken] {
            put(stores, member, kind, "old").await;
        }
    }
    let before = integrations(stores, &ada).await;
    let by = sealed_under("new", "again");
    let secret = before.vapi_key.clone().unwrap();
    let owned =
        OwnedSecret { owner: ada.id(), kind: SecretKind::VapiKey, sealed: secret.sealed.clone() };
    let of_eve = integrations(stores, &eve).await;
    assert!(replace(stores, &owned, &by).await);
    let vapi_key = Some(StoredSecret { sealed: by, ..secret });
    let expected = application::port::Integrations { vapi_key, ..before };
    assert_eq!(integrations(stores, &ada).await, expected);
    assert_eq!(integrations(stores, &eve).await, of_eve);
}

pub async fn the_mail_password_is_replaced_too(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    saved_mail_password(stores, &ada, sealed_under("old", "mail")).await;
    let [secret] = under_another(stores, "new", None).await.try_into().unwrap();
    assert!(replace(stores, &secret, &sealed_under("new", "again")).await);
    let [secret] = under_another(stores, "none", None).await.try_into().unwrap();
    assert_eq!(secret.sealed, sealed_under("new", "again"));
}

pub async fn a_ciphertext_that_is_another_by_now_stays(stores: &Stores) {
    let (ada, kind) = (stores.sign_up("ada").await, SecretKind::VapiKey);
    let first = put(stores, &ada, kind, "old").await;
    let second = StoredSecret { sealed: sealed_under("old", "second"), ..stored_under("old") };
    assert!(acts::put(stores, ada.id(), kind, &second).await);
    let by = sealed_under("new", "again");
    assert!(!replace(stores, &first, &by).await);
    assert_eq!(integrations(stores, &ada).await.vapi_key, Some(second));
    for gone in [
        OwnedSecret { kind: SecretKind::SmtpPassword, ..first.clone() },
        OwnedSecret { owner: sample::user_id("nobody"), ..first },
    ] {
        assert!(!replace(stores, &gone, &by).await);
    }
    assert_eq!(uses(stores).await.len(), 1, "and none was made");
}

pub async fn what_is_put_while_it_is_replaced_stays(stores: &Stores) {
    let (ada, kind) = (stores.sign_up("ada").await, SecretKind::VapiKey);
    for round in 0..8 {
        let before = put(stores, &ada, kind, &format!("old-{round}")).await;
        let next = StoredSecret {
            sealed: sealed_under("new", &format!("put-{round}")),
            ..stored_under("new")
        };
        let done = race(2, |number| {
            let (stores, before, next) = (stores.clone(), before.clone(), next.clone());
            async move {
                if number == 0 {
                    acts::put(&stores, before.owner, kind, &next).await;
                } else {
                    replace(&stores, &before, &sealed_under("new", "replaced")).await;
                }
            }
        });
        done.await;
        assert_eq!(integrations(stores, &ada).await.vapi_key, Some(next));
    }
}

fn sealed_under(key_id: &str, text: &str) -> SealedSecret {
    SealedSecret { key_id: key_id.to_owned(), ciphertext: format!("v1.{key_id}.nonce.{text}") }
}

fn stored_under(key_id: &str) -> StoredSecret {
    StoredSecret { sealed: sealed_under(key_id, "first"), ..sample::stored_secret("secret") }
}

async fn put(stores: &Stores, member: &Member, kind: SecretKind, key_id: &str) -> OwnedSecret {
    let (owner, secret): (UserId, _) = (member.id(), stored_under(key_id));
    assert!(acts::put(stores, owner, kind, &secret).await);
    OwnedSecret { owner, kind, sealed: secret.sealed }
}

async fn replace(stores: &Stores, secret: &OwnedSecret, by: &SealedSecret) -> bool {
    stores.sealed.replace(secret, by).await.unwrap()
}

async fn uses(stores: &Stores) -> Vec<KeyUse> {
    let mut uses = stores.sealed.key_uses().await.unwrap();
    uses.sort_by(|one, other| one.key_id.cmp(&other.key_id));
    uses
}

async fn under_another(
    stores: &Stores,
    key_id: &str,
    after: Option<&OwnedSecret>,
) -> Vec<OwnedSecret> {
    stores.sealed.sealed_under_another(key_id, 1000, after).await.unwrap()
}

async fn integrations(stores: &Stores, member: &Member) -> application::port::Integrations {
    stores.secrets.load(member.caller, at(1)).await.unwrap().expect("the member is stored")
}
