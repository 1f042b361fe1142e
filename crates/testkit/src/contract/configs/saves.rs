//! Saving, from a revision.

use application::port::{ConfigSave, SaveOutcome};
use domain::studio::{Revision, StudioConfig};

use super::{save, stored, tone, toned};
use crate::contract::race::race;
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

pub async fn a_user_who_never_saved_has_the_defaults(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let record = stored(stores, &ada).await;
    assert_eq!(record.config, StudioConfig::default());
    assert_eq!((record.revision, record.updated_at), (0, None));
    assert!(!record.smtp_password_set);
    assert_eq!(record.linked, None);
    assert_eq!(record.sync, domain::sync::SyncFacts::default());
}

pub async fn reading_writes_nothing(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let reads = race(16, |_| {
        let (stores, caller) = (stores.clone(), ada.caller);
        async move { stores.configs.load(caller, at(1)).await.unwrap().unwrap().revision }
    });
    assert_eq!(reads.await, [0; 16]);
    assert_eq!(save(stores, &ada, tone(ada.id(), 0, "warm")).await, SaveOutcome::Saved);
}

pub async fn every_setting_is_kept(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let configs = [
        sample::full_config(),
        sample::greatest_config(),
        sample::least_config(),
        StudioConfig::default(),
    ];
    for (revision, config) in (0..).zip(configs) {
        let saved = save(stores, &ada, sample::save(ada.id(), revision, config.clone())).await;
        assert_eq!(saved, SaveOutcome::Saved);
        assert_eq!(stored(stores, &ada).await.config, config, "after revision {revision}");
    }
}

pub async fn every_save_makes_the_next_revision(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for (expected, seconds) in [(0, 10), (1, 20), (2, 30)] {
        let next = ConfigSave { at: at(seconds), ..tone(ada.id(), expected, "warm") };
        assert_eq!(save(stores, &ada, next).await, SaveOutcome::Saved);
        let record = stored(stores, &ada).await;
        assert_eq!((record.revision, record.updated_at), (expected + 1, Some(at(seconds))));
    }
}

pub async fn of_many_first_saves_one_is_saved(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    one_is_saved(stores, &ada, 0).await;
}

pub async fn of_many_saves_from_one_revision_one_is_saved(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    assert_eq!(save(stores, &ada, tone(ada.id(), 0, "warm")).await, SaveOutcome::Saved);
    one_is_saved(stores, &ada, 1).await;
}

async fn one_is_saved(stores: &Stores, member: &Member, expected: Revision) {
    let outcomes = race(16, |number| {
        let (stores, owner, tone) = (stores.clone(), member.id(), format!("tone-{number}"));
        async move {
            match stores.configs.save(owner, super::tone(owner, expected, &tone)).await.unwrap() {
                SaveOutcome::Saved => Some(tone),
                SaveOutcome::Stale => None,
                SaveOutcome::Gone => panic!("the user is there"),
            }
        }
    });
    let saved: Vec<_> = outcomes.await.into_iter().flatten().collect();
    let [tone] = saved.as_slice() else { panic!("{} were saved", saved.len()) };
    let record = stored(stores, member).await;
    assert_eq!((record.revision, record.config), (expected + 1, toned(tone)));
}

pub async fn a_save_from_another_revision_is_stale_and_changes_nothing(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    assert_eq!(save(stores, &ada, tone(ada.id(), 5, "early")).await, SaveOutcome::Stale);
    assert_eq!(stored(stores, &ada).await.revision, 0);
    for revision in 0..2 {
        assert_eq!(save(stores, &ada, tone(ada.id(), revision, "warm")).await, SaveOutcome::Saved);
    }
    let before = stored(stores, &ada).await;
    for revision in [0, 1, 3] {
        let stale = ConfigSave {
            smtp_password: domain::Change::Set(sample::sealed("stale")),
            at: at(500),
            ..tone(ada.id(), revision, "stale")
        };
        assert_eq!(save(stores, &ada, stale).await, SaveOutcome::Stale, "from {revision}");
    }
    assert_eq!(stored(stores, &ada).await, before);
}

pub async fn a_save_for_an_unknown_user_is_gone(stores: &Stores) {
    let nobody = sample::user_id("nobody");
    let outcome = stores.configs.save(nobody, tone(nobody, 0, "warm")).await;
    assert_eq!(outcome.unwrap(), SaveOutcome::Gone);
}

pub async fn one_user_s_saves_are_not_seen_by_another(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    let full = ConfigSave {
        smtp_password: domain::Change::Set(sample::sealed("ada")),
        ..sample::save(ada.id(), 0, sample::full_config())
    };
    let before = stored(stores, &eve).await;
    assert_eq!(save(stores, &ada, full).await, SaveOutcome::Saved);
    assert_eq!(stored(stores, &eve).await, before);
    assert_eq!(save(stores, &eve, tone(eve.id(), 0, "cool")).await, SaveOutcome::Saved);
    assert_eq!(stored(stores, &ada).await.config, sample::full_config());
}
