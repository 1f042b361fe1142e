//! How much of the history is kept.

use std::num::NonZeroU32;

use application::port::{ConfigSave, SaveOutcome};
use domain::studio::Revision;

use super::revisions::{revisions, whole};
use super::{save, stored, tone, toned};
use crate::contract::syncs::{claim, confirm};
use crate::contract::{Member, Stores};
use crate::sample;

pub async fn a_save_keeps_the_newest_revisions_and_deletes_the_others(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for latest in 1..=7 {
        save_keeping(stores, &ada, latest, NonZeroU32::new(3)).await;
        let newest: Vec<_> = (1..=latest).rev().take(3).collect();
        assert_eq!(numbers(stores, &ada).await, newest);
    }
    for record in whole(stores, &ada).await {
        assert_eq!(record.config, toned(&format!("tone {}", record.summary.revision)));
    }
    assert_eq!(stored(stores, &ada).await.revision, 7);
    save_keeping(stores, &ada, 8, NonZeroU32::new(1)).await;
    assert_eq!(numbers(stores, &ada).await, [8]);
    assert_eq!(stored(stores, &ada).await.config, toned("tone 8"));
}

pub async fn without_a_number_every_revision_is_kept(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    saved_up_to(stores, &ada, 5).await;
    save_keeping(stores, &ada, 6, NonZeroU32::new(u32::MAX)).await;
    assert_eq!(numbers(stores, &ada).await, [6, 5, 4, 3, 2, 1]);
}

pub async fn the_revision_that_was_synced_last_is_kept(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    saved_up_to(stores, &ada, 4).await;
    confirm(stores, ada.id(), sample::confirmation("ada", 2)).await;
    save_keeping(stores, &ada, 5, NonZeroU32::new(2)).await;
    assert_eq!(numbers(stores, &ada).await, [5, 4, 2]);
    save_keeping(stores, &ada, 6, NonZeroU32::new(1)).await;
    assert_eq!(numbers(stores, &ada).await, [6, 2]);

    confirm(stores, ada.id(), sample::confirmation("ada", 6)).await;
    save_keeping(stores, &ada, 7, NonZeroU32::new(1)).await;
    assert_eq!(numbers(stores, &ada).await, [7, 6]);
}

pub async fn a_sync_that_is_not_confirmed_yet_keeps_no_revision(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    saved_up_to(stores, &ada, 3).await;
    claim(stores, ada.id(), "holder").await;
    save_keeping(stores, &ada, 4, NonZeroU32::new(1)).await;
    assert_eq!(numbers(stores, &ada).await, [4]);
}

pub async fn another_user_s_revisions_are_kept_and_another_s_sync_keeps_none(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    saved_up_to(stores, &ada, 4).await;
    saved_up_to(stores, &eve, 4).await;
    confirm(stores, eve.id(), sample::confirmation("eve", 2)).await;
    save_keeping(stores, &ada, 5, NonZeroU32::new(1)).await;
    assert_eq!(numbers(stores, &ada).await, [5]);
    assert_eq!(numbers(stores, &eve).await, [4, 3, 2, 1]);
}

pub async fn a_revision_that_is_not_kept_is_not_found_by_its_number(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    saved_up_to(stores, &ada, 4).await;
    confirm(stores, ada.id(), sample::confirmation("ada", 2)).await;
    save_keeping(stores, &ada, 5, NonZeroU32::new(2)).await;
    for (asked, found) in [(1, None), (2, Some(2)), (3, Some(2)), (4, Some(4)), (5, Some(5))] {
        let page = revisions(stores, &ada, Some(asked + 1), 1).await;
        let first = page.first().map(|record| record.summary.revision);
        assert_eq!(first, found, "{asked} or before");
    }
}

pub async fn a_save_that_is_stale_deletes_no_revision(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    saved_up_to(stores, &ada, 4).await;
    for expected in [0, 3, 5, 9] {
        let stale = ConfigSave { keep: NonZeroU32::new(1), ..tone(ada.id(), expected, "stale") };
        assert_eq!(save(stores, &ada, stale).await, SaveOutcome::Stale, "from {expected}");
        assert_eq!(numbers(stores, &ada).await, [4, 3, 2, 1]);
    }
}

/// Makes the member's next revision, of this number.
async fn save_keeping(
    stores: &Stores,
    member: &Member,
    revision: Revision,
    keep: Option<NonZeroU32>,
) {
    let next = tone(member.id(), revision - 1, &format!("tone {revision}"));
    let next = ConfigSave { keep, ..next };
    assert_eq!(save(stores, member, next).await, SaveOutcome::Saved);
}

/// Makes the member's first revisions, all of which are kept.
async fn saved_up_to(stores: &Stores, member: &Member, latest: Revision) {
    for revision in 1..=latest {
        save_keeping(stores, member, revision, None).await;
    }
}

/// The numbers of the member's revisions, latest first.
async fn numbers(stores: &Stores, member: &Member) -> Vec<Revision> {
    whole(stores, member).await.iter().map(|record| record.summary.revision).collect()
}
