//! Settings that follow the account.

use application::port::SaveOutcome;
use domain::Raw;
use domain::studio::{AccountDefaults, Default, SETTINGS, Setting, Value};

use super::{save, stored, tone};
use crate::contract::Stores;
use crate::sample;

pub async fn what_was_never_set_follows_the_account_without_a_revision(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    assert_eq!(save(stores, &ada, tone(ada.id(), 0, "warm")).await, SaveOutcome::Saved);
    let record = stored(stores, &ada).await;
    assert_eq!(record.account, AccountDefaults::from(&ada.user));
    for spec in SETTINGS.iter().filter(|spec| follows_the_account(spec.default)) {
        assert_eq!(record.config.stored(spec.setting), None, "{}", spec.wire);
    }

    let full = sample::full_user("ada");
    assert!(stores.users.update(&full, 0).await.unwrap());
    let record = stored(stores, &ada).await;
    assert_eq!(record.account, AccountDefaults::from(&full));
    assert_eq!(record.revision, 1);
}

pub async fn what_was_set_to_the_account_s_value_stays_set(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    let account = AccountDefaults::from(&ada.user);
    let following: Vec<(Setting, Value)> = SETTINGS
        .iter()
        .filter(|spec| follows_the_account(spec.default))
        .map(|spec| (spec.setting, spec.default.resolve(&account)))
        .collect();
    let raw: Vec<_> =
        following.iter().map(|(setting, value)| (*setting, Raw::from(value))).collect();
    let saved = save(stores, &ada, sample::save(ada.id(), 0, sample::config(&raw))).await;
    assert_eq!(saved, SaveOutcome::Saved);
    let config = stored(stores, &ada).await.config;
    for (setting, value) in following {
        assert_eq!(config.stored(setting), Some(value), "{}", setting.wire());
    }
}

fn follows_the_account(default: Default) -> bool {
    default.fixed().is_none()
}
