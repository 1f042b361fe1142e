//! The end of an account.

mod nobody;
mod races;
mod traces;

use application::port::{AccountDeletion, Integrations, Lease, SaveOutcome, SyncRecord};
use domain::account::Identifier;
use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::studio::Revision;
use domain::value::UserId;

pub use self::nobody::*;
pub use self::races::*;
pub use self::traces::*;
use crate::contract::acts::{self, find_credentials, put};
use crate::contract::audit::events;
use crate::contract::sessions::{add_session, rotation};
use crate::contract::syncs::{claim, confirm};
use crate::contract::time::LONG;
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

pub async fn nothing_of_a_deleted_user_is_left_and_everything_of_the_others(stores: &Stores) {
    let (ada, eve) = (furnished(stores, "ada").await, furnished(stores, "eve").await);
    let before = belongings(stores, &eve).await;
    assert!(acts::delete(stores, ada.id(), None).await);
    assert_eq!(belongings(stores, &eve).await, before);
    let phone = ada.user.phone.clone().map(Identifier::Phone);
    for login in [Some(Identifier::Email(ada.user.email.clone())), phone].into_iter().flatten() {
        assert_eq!(find_credentials(stores, &login).await, None);
    }
    for token in
        [ada.id().to_string(), format!("{} second", ada.id()), format!("{} child", ada.id())]
    {
        assert_eq!(stores.sessions.find(&sample::token_hash(&token)).await.unwrap(), None);
    }
    let left = stores.sealed.sealed_under_another("none", 1000, None).await.unwrap();
    assert!(left.iter().all(|secret| secret.owner == eve.id()), "{left:?}");
    assert_eq!(left.len(), SecretKind::ALL.len());
    assert_eq!(stores.syncs.load(ada.id()).await.unwrap(), SyncRecord::default());

    // Whoever signs up with the same id and address begins anew.
    let ada = stores.sign_up_as(ada.user).await;
    begins_anew(stores, &ada).await;
}

pub async fn a_user_is_deleted_only_by_the_hash_that_was_verified(stores: &Stores) {
    let ada = furnished(stores, "ada").await;
    let before = belongings(stores, &ada).await;
    let deletion = deletion(ada.id(), "another");
    assert!(!stores.users.delete(&deletion).await.unwrap());
    assert_eq!(belongings(stores, &ada).await, before);
    assert_eq!(stores.removals.take_due(LONG).await.unwrap(), None);
}

pub async fn an_unknown_user_is_not_deleted(stores: &Stores) {
    let ada = furnished(stores, "ada").await;
    let before = belongings(stores, &ada).await;
    let nobody = sample::user_id("nobody");
    assert!(!stores.users.delete(&deletion(nobody, "pw")).await.unwrap());
    assert_eq!(belongings(stores, &ada).await, before);
    assert_eq!(stores.removals.take_due(LONG).await.unwrap(), None);
    let nobody = stores.sign_up("nobody").await;
    assert_eq!(events(stores, &nobody).await.len(), 1, "none but of the sign-up");
}

pub async fn what_is_left_at_vapi_is_written_with_the_deletion(stores: &Stores) {
    let ada = furnished(stores, "ada").await;
    let deletion = deletion(ada.id(), "pw");
    assert!(stores.users.delete(&deletion).await.unwrap());
    assert_eq!(stores.removals.take_due(LONG).await.unwrap(), deletion.removal);
    assert_eq!(stores.removals.take_due(LONG).await.unwrap(), None);
}

/// A deletion by who has verified this password, with all that is optional.
fn deletion(owner: UserId, verified: &str) -> AccountDeletion {
    AccountDeletion {
        owner,
        verified: Some(sample::password_hash(verified)),
        removal: Some(sample::removal(owner, &owner.to_string())),
        event: sample::event(owner, AuditKind::AccountDeleted),
    }
}

/// A member with something in every store.
async fn furnished(stores: &Stores, label: &str) -> Member {
    at_work(stores, label).await.0
}

/// The same, and the lease of the sync that is at work.
async fn at_work(stores: &Stores, label: &str) -> (Member, Lease) {
    let member = stores.sign_up_as(sample::full_user(label)).await;
    let id = member.id();
    add_session(stores, &member, &format!("{id} second")).await;
    let rotation = rotation(&member.session, &id.to_string(), &format!("{id} child"), 20);
    assert!(stores.sessions.rotate(&rotation).await.unwrap());
    assert_eq!(save(stores, &member, 0).await, SaveOutcome::Saved);
    for kind in SecretKind::ALL {
        assert!(put(stores, id, kind, &sample::stored_secret(label)).await);
    }
    confirm(stores, id, sample::confirmation(label, 1)).await;
    let lease = claim(stores, id, "holder").await;
    assert!(stores.syncs.open_intent(id, lease, sample::intent_id(label), LONG).await.unwrap());
    (member, lease)
}

async fn save(stores: &Stores, member: &Member, expected: Revision) -> SaveOutcome {
    let mut save = sample::save(member.id(), expected, sample::full_config());
    save.event.fields = save.changed.iter().map(|&field| field.to_owned()).collect();
    stores.configs.save(member.id(), save).await.unwrap()
}

/// Everything that a member has, as far as a port tells.
async fn belongings(stores: &Stores, member: &Member) -> Vec<String> {
    let (caller, now) = (member.caller, at(30));
    let login = Identifier::Email(member.user.email.clone());
    let mut sync = stores.syncs.load(member.id()).await.unwrap();
    if let Some(intent) = &mut sync.intent {
        intent.still_on_its_way = LONG;
    }
    vec![
        format!("{:?}", stores.users.load(caller, now).await.unwrap().unwrap()),
        format!("{:?}", find_credentials(stores, &login).await.unwrap()),
        format!("{:?}", stores.sessions.list_kept(caller, now).await.unwrap().unwrap()),
        format!("{:?}", stores.configs.load(caller, now).await.unwrap().unwrap()),
        format!(
            "{:?}",
            stores.configs.load_revisions(caller, now, None, 9).await.unwrap().unwrap()
        ),
        format!("{:?}", stores.secrets.load(caller, now).await.unwrap().unwrap()),
        format!("{:?}", events(stores, member).await),
        format!("{sync:?}"),
    ]
}

/// The member has what a sign-up gives and nothing else.
async fn begins_anew(stores: &Stores, member: &Member) {
    let (caller, now) = (member.caller, at(1));
    let config = stores.configs.load(caller, now).await.unwrap().unwrap();
    assert_eq!((config.revision, config.smtp_password_set, config.linked), (0, false, None));
    assert!(!config.sync.at_work);
    let history = stores.configs.load_revisions(caller, now, None, 9).await.unwrap();
    assert_eq!(history, Some(Vec::new()));
    let sessions = stores.sessions.list_kept(caller, now).await.unwrap();
    assert_eq!(sessions, Some(vec![member.session.clone()]));
    let secrets = stores.secrets.load(caller, now).await.unwrap();
    assert_eq!(secrets, Some(Integrations::default()));
    assert_eq!(stores.syncs.load(member.id()).await.unwrap(), SyncRecord::default());
}
