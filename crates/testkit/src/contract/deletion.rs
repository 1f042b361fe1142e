//! What goes with a user. No port deletes one yet, so that each adapter says how.

use application::port::{SaveOutcome, SyncRecord};
use domain::account::Identifier;
use domain::integration::SecretKind;
use domain::value::UserId;

use super::syncs::{claim, confirm};
use super::{Member, Stores};
use crate::sample::{self, at};

/// All that hangs on a user is gone once `delete` has deleted that user, and nothing that
/// hangs on another.
pub async fn everything_of_a_deleted_user_is_gone(
    stores: &Stores,
    delete: impl AsyncFnOnce(UserId),
) {
    let (ada, eve) = (furnished(stores, "ada").await, furnished(stores, "eve").await);
    delete(ada.id()).await;
    assert!(!has_anything(stores, &ada).await);
    assert!(has_anything(stores, &eve).await);
    let login = Identifier::Email(ada.user.email.clone());
    assert_eq!(stores.users.find_credentials(&login).await.unwrap(), None);

    // Whoever signs up with the same id and address begins anew.
    let ada = stores.sign_up_as(ada.user).await;
    let config = stores.configs.load(ada.caller, at(1)).await.unwrap().unwrap();
    assert_eq!(config.revision, 0);
    assert!(!config.smtp_password_set);
    assert_eq!(config.linked, None);
    let secrets = stores.secrets.load(ada.caller, at(1)).await.unwrap().unwrap();
    assert_eq!(secrets, application::port::Integrations::default());
    assert_eq!(stores.syncs.load(ada.id()).await.unwrap(), SyncRecord::default());
}

/// A member with something in every store.
async fn furnished(stores: &Stores, label: &str) -> Member {
    let member = stores.sign_up_as(sample::full_user(label)).await;
    let save = sample::save(0, sample::full_config());
    assert_eq!(stores.configs.save(member.id(), save).await.unwrap(), SaveOutcome::Saved);
    for kind in SecretKind::ALL {
        let secret = sample::stored_secret(label);
        assert!(stores.secrets.put(member.id(), kind, secret).await.unwrap());
    }
    confirm(stores, member.id(), sample::confirmation(label, 1)).await;
    claim(stores, member.id(), "holder").await;
    member
}

async fn has_anything(stores: &Stores, member: &Member) -> bool {
    let token = sample::token_hash(&member.id().to_string());
    stores.users.load(member.caller, at(1)).await.unwrap().is_some()
        || stores.configs.load(member.caller, at(1)).await.unwrap().is_some()
        || stores.secrets.load(member.caller, at(1)).await.unwrap().is_some()
        || stores.sessions.find(&token).await.unwrap().is_some()
        || stores.syncs.load(member.id()).await.unwrap() != SyncRecord::default()
}
