//! The history.

use application::port::{ConfigSave, RevisionRecord, RevisionSummary, SaveOutcome, SealedSecret};
use domain::studio::{Revision, Setting, StudioConfig};
use domain::{Change, Raw};

use super::{save, tone, toned};
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

pub async fn a_user_who_never_saved_has_no_revisions(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    assert_eq!(whole(stores, &ada).await, []);
}

pub async fn every_revision_is_kept_whole_latest_first(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let configs = [
        sample::full_config(),
        sample::greatest_config(),
        sample::least_config(),
        StudioConfig::default(),
        sample::config(&[(Setting::VoiceSpeed, Raw::Number(1.1))]),
    ];
    let mut expected = Vec::new();
    for (revision, config) in (0..).zip(configs) {
        let next = sample::save(ada.id(), revision, config.clone());
        let next = ConfigSave { at: at(60 * revision), ..next };
        let summary = RevisionSummary {
            revision: revision + 1,
            created_at: next.at,
            author: ada.id(),
            changed: next.changed.iter().map(|&field| field.to_owned()).collect(),
        };
        assert_eq!(save(stores, &ada, next).await, SaveOutcome::Saved);
        expected.insert(0, RevisionRecord { summary, config });
        assert_eq!(whole(stores, &ada).await, expected);
    }
}

pub async fn revisions_are_listed_page_by_page_latest_first(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for revision in 0..7 {
        let next = tone(ada.id(), revision, &format!("tone {revision}"));
        assert_eq!(save(stores, &ada, next).await, SaveOutcome::Saved);
    }
    for (before, limit, expected) in [
        (None, 3, &[7, 6, 5][..]),
        (Some(5), 3, &[4, 3, 2]),
        (Some(2), 3, &[1]),
        (Some(1), 3, &[]),
        (Some(0), 3, &[]),
        (Some(100), 2, &[7, 6]),
        (None, 1, &[7]),
    ] {
        let page = revisions(stores, &ada, before, limit).await;
        let numbers: Vec<_> = page.iter().map(|record| record.summary.revision).collect();
        assert_eq!(numbers, expected, "{limit} before {before:?}");
        for record in page {
            let revision = record.summary.revision;
            assert_eq!(record.config, toned(&format!("tone {}", revision - 1)));
        }
    }
}

pub async fn a_save_that_is_stale_makes_no_revision(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for (expected, kept) in [(1, 0), (0, 1), (0, 1), (1, 2), (1, 2)] {
        save(stores, &ada, tone(ada.id(), expected, &format!("from {expected}"))).await;
        assert_eq!(whole(stores, &ada).await.len(), kept);
    }
}

pub async fn a_revision_names_the_mail_password_but_does_not_hold_it(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let next = ConfigSave {
        changed: vec!["smtpPassword"],
        smtp_password: Change::Set(sample::sealed("mail")),
        ..sample::save(ada.id(), 0, StudioConfig::default())
    };
    assert_eq!(save(stores, &ada, next).await, SaveOutcome::Saved);
    let [record] = whole(stores, &ada).await.try_into().unwrap();
    assert_eq!(record.summary.changed, ["smtpPassword"]);
    assert_eq!(record.config, StudioConfig::default());
}

pub async fn another_user_s_revisions_are_not_listed(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    for revision in 0..2 {
        let next = tone(eve.id(), revision, "cool");
        assert_eq!(save(stores, &eve, next).await, SaveOutcome::Saved);
    }
    assert_eq!(whole(stores, &ada).await, []);
    assert_eq!(save(stores, &ada, tone(ada.id(), 0, "warm")).await, SaveOutcome::Saved);
    let [record] = whole(stores, &ada).await.try_into().unwrap();
    assert_eq!((record.summary.author, record.config), (ada.id(), toned("warm")));
    assert_eq!(whole(stores, &eve).await.len(), 2);
}

/// Stores a mail password by a save, as the member's first one.
pub(in crate::contract) async fn saved_mail_password(
    stores: &Stores,
    member: &Member,
    sealed: SealedSecret,
) {
    let next = ConfigSave {
        smtp_password: Change::Set(sealed),
        ..sample::save(member.id(), 0, StudioConfig::default())
    };
    assert_eq!(save(stores, member, next).await, SaveOutcome::Saved);
}

/// The member's revisions, asked for in both ways.
pub(super) async fn revisions(
    stores: &Stores,
    member: &Member,
    before: Option<Revision>,
    limit: u32,
) -> Vec<RevisionRecord> {
    let (caller, now) = (member.caller, at(1));
    let listed = stores.configs.list_revisions(caller, now, before, limit).await.unwrap();
    let loaded = stores.configs.load_revisions(caller, now, before, limit).await.unwrap();
    let loaded = loaded.expect("the member is stored");
    let summaries = loaded.iter().map(|record| record.summary.clone()).collect();
    assert_eq!(listed, Some(summaries));
    loaded
}

pub(super) async fn whole(stores: &Stores, member: &Member) -> Vec<RevisionRecord> {
    revisions(stores, member, None, 1000).await
}
