//! Deletions at the same time, and everything else at the time of one.

use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::studio::Revision;

use super::traces::scrubbed;
use super::{begins_anew, furnished, save};
use crate::contract::acts::{self, put};
use crate::contract::audit::events;
use crate::contract::race::{count_true, race};
use crate::contract::sessions::rotation;
use crate::contract::time::LONG;
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

pub async fn of_many_deletions_one_is_done(stores: &Stores) {
    let ada = furnished(stores, "ada").await;
    let deleted = race(16, |_| {
        let (stores, owner) = (stores.clone(), ada.id());
        async move { acts::delete(&stores, owner, None).await }
    });
    assert_eq!(count_true(deleted.await), 1);
    let again = stores.sign_up_as(ada.user).await;
    let deletions = events(stores, &again).await.into_iter();
    assert_eq!(deletions.filter(|event| event.kind == AuditKind::AccountDeleted).count(), 1);
}

/// Each of these either was before the deletion, and goes with it, or finds nobody.
pub async fn what_is_done_while_a_user_is_deleted_leaves_nothing_behind(stores: &Stores) {
    for round in 0..3 {
        let ada = stores.sign_up_as(sample::full_user(&format!("user-{round}"))).await;
        delete_amid_changes(stores, &ada).await;
        let eve = furnished(stores, &format!("furnished-{round}")).await;
        delete_amid_changes(stores, &eve).await;
    }
}

async fn delete_amid_changes(stores: &Stores, member: &Member) {
    let config = stores.configs.load(member.caller, at(1)).await.unwrap();
    let revision = config.expect("the member is stored").revision;
    let deleted = race(CHANGES + 1, |number| {
        let (stores, member) = (stores.clone(), member.clone());
        async move {
            if number == CHANGES {
                return acts::delete(&stores, member.id(), None).await;
            }
            change(&stores, &member, revision, number).await;
            false
        }
    });
    assert_eq!(count_true(deleted.await), 1);
    // Nobody can ask, but who has the same id.
    let again = stores.sign_up_as(member.user.clone()).await;
    begins_anew(stores, &again).await;
    let mut left = events(stores, &again).await;
    left.remove(0);
    for event in left {
        assert_eq!(event, scrubbed(&event));
    }
}

const CHANGES: usize = 16;

/// One of all that a user can do; whether it is done depends on who is first.
async fn change(stores: &Stores, member: &Member, revision: Revision, number: usize) {
    let (owner, label) = (member.id(), format!("{} change-{number}", member.id()));
    match number % 8 {
        0 => {
            save(stores, member, revision).await;
        }
        1 => {
            stores.users.update(&member.user, 0).await.unwrap();
        }
        2 => {
            acts::revoke(stores, owner, member.session.id, at(10)).await;
        }
        3 => {
            acts::revoke_others(stores, owner, member.session.id, at(10)).await;
        }
        4 => {
            let holder = sample::holder(&label);
            stores.syncs.claim(owner, holder, i64::MAX, LONG).await.unwrap();
        }
        5 => {
            let parent = [owner.to_string(), format!("{owner} child")];
            let rotation = rotation(&member.session, &parent[number / 8], &label, 20);
            stores.sessions.rotate(&rotation).await.unwrap();
        }
        6 => {
            put(stores, owner, SecretKind::VapiKey, &sample::stored_secret(&label)).await;
        }
        _ => {
            let session = sample::session_of(owner, &label);
            acts::add(stores, &session, &label, &sample::password_hash("pw")).await;
        }
    }
}
