//! What `SecretStore` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

use application::Caller;
use application::port::{Integrations, StoredSecret};
use chrono::{DateTime, Utc};
use domain::integration::SecretKind;

use super::acts::{self, remove};
use super::race::race;
use super::{Member, Stores};
use crate::sample::{self, at};

super::gate::gate_promises!(loads);

pub async fn a_user_without_secrets_has_none(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    assert_eq!(stored(stores, &ada).await, Integrations::default());
}

pub async fn a_secret_is_kept_with_every_field_set_and_unset(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let full = sample::stored_secret("full é😀");
    let bare = StoredSecret {
        preview: "…".to_owned(),
        detail: None,
        verified_at: None,
        ..sample::stored_secret("bare")
    };
    for (vapi_key, twilio) in [(full.clone(), bare.clone()), (bare, full)] {
        put(stores, &ada, SecretKind::VapiKey, &vapi_key).await;
        put(stores, &ada, SecretKind::TwilioAuthToken, &twilio).await;
        let expected = Integrations { vapi_key: Some(vapi_key), twilio: Some(twilio) };
        assert_eq!(stored(stores, &ada).await, expected);
    }
}

pub async fn kinds_do_not_touch_each_other(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let secret = sample::stored_secret("secret");
    for kind in SecretKind::ALL {
        put(stores, &ada, kind, &secret).await;
    }
    let both = Integrations { vapi_key: Some(secret.clone()), twilio: Some(secret) };
    assert_eq!(stored(stores, &ada).await, both);
    remove(stores, ada.id(), SecretKind::SmtpPassword).await;
    assert_eq!(stored(stores, &ada).await, both);
    remove(stores, ada.id(), SecretKind::VapiKey).await;
    assert_eq!(stored(stores, &ada).await, Integrations { vapi_key: None, ..both });
    remove(stores, ada.id(), SecretKind::TwilioAuthToken).await;
    assert_eq!(stored(stores, &ada).await, Integrations::default());
}

pub async fn the_mail_password_is_not_loaded(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    put(stores, &ada, SecretKind::SmtpPassword, &sample::stored_secret("smtp")).await;
    assert_eq!(stored(stores, &ada).await, Integrations::default());
}

pub async fn forgetting_none_is_fine(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    for owner in [ada, sample::user_id("nobody")] {
        for kind in SecretKind::ALL {
            remove(stores, owner, kind).await;
        }
    }
}

pub async fn a_secret_of_an_unknown_user_is_not_put(stores: &Stores) {
    for kind in SecretKind::ALL {
        let secret = sample::stored_secret("stray");
        assert!(!acts::put(stores, sample::user_id("nobody"), kind, &secret).await);
    }
}

pub async fn of_many_secrets_of_one_kind_one_stays(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let put = race(16, |number| {
        let (stores, owner) = (stores.clone(), ada.id());
        let secret = sample::stored_secret(&format!("secret-{number}"));
        async move {
            let kind = SecretKind::VapiKey;
            assert!(acts::put(&stores, owner, kind, &secret).await);
            secret
        }
    });
    let put = put.await;
    let kept = stored(stores, &ada).await.vapi_key.expect("one of them stays");
    assert!(put.contains(&kept));
    // And it is the only one.
    remove(stores, ada.id(), SecretKind::VapiKey).await;
    assert_eq!(stored(stores, &ada).await, Integrations::default());
}

pub async fn one_user_s_secrets_are_not_seen_by_another(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    let secret = sample::stored_secret("ada");
    for kind in SecretKind::ALL {
        put(stores, &ada, kind, &secret).await;
    }
    assert_eq!(stored(stores, &eve).await, Integrations::default());
    for kind in SecretKind::ALL {
        remove(stores, eve.id(), kind).await;
    }
    let both = Integrations { vapi_key: Some(secret.clone()), twilio: Some(secret) };
    assert_eq!(stored(stores, &ada).await, both);
}

async fn loads(stores: &Stores, caller: Caller, now: DateTime<Utc>) -> bool {
    stores.secrets.load(caller, now).await.unwrap().is_some()
}

async fn stored(stores: &Stores, member: &Member) -> Integrations {
    stores.secrets.load(member.caller, at(1)).await.unwrap().expect("the member is stored")
}

async fn put(stores: &Stores, member: &Member, kind: SecretKind, secret: &StoredSecret) {
    assert!(acts::put(stores, member.id(), kind, secret).await);
}
