//! The mail password, which goes with a save.

use application::port::{ConfigSave, SaveOutcome};
use domain::Change;
use domain::integration::SecretKind;

use super::{save, stored, tone};
use crate::contract::Stores;
use crate::contract::acts::{put, remove};
use crate::sample;

pub async fn a_mail_password_is_set_kept_replaced_and_cleared(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let changes = [
        (Change::Keep, false),
        (Change::Clear, false),
        (Change::Set(sample::sealed("first")), true),
        (Change::Keep, true),
        (Change::Set(sample::sealed("second")), true),
        (Change::Clear, false),
        (Change::Keep, false),
    ];
    for (revision, (smtp_password, set)) in (0..).zip(changes) {
        let next = ConfigSave { smtp_password, ..tone(ada.id(), revision, "warm") };
        assert_eq!(save(stores, &ada, next).await, SaveOutcome::Saved);
        assert_eq!(stored(stores, &ada).await.smtp_password_set, set, "after {revision}");
    }
}

pub async fn a_mail_password_is_the_same_as_a_secret_of_its_kind(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let secret = sample::stored_secret("smtp");
    assert!(put(stores, ada.id(), SecretKind::SmtpPassword, &secret).await);
    let record = stored(stores, &ada).await;
    assert!(record.smtp_password_set);
    assert_eq!(record.revision, 0);
    remove(stores, ada.id(), SecretKind::SmtpPassword).await;
    assert!(!stored(stores, &ada).await.smtp_password_set);
}
