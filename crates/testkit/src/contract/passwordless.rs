//! Who has no password. No port takes one away, as no port adds a user without one, so that each
//! adapter says how; users come from elsewhere without one.

use application::port::{Credentials, PasswordChange, PasswordHash};
use domain::account::Identifier;
use domain::audit::AuditKind;
use domain::value::UserId;

use super::Stores;
use super::acts::find_credentials;
use crate::sample::{self, at};

/// A user from whom `take_password` took the password is found and loaded without one, and no
/// change of one that was verified gives them another.
pub async fn a_user_without_a_password_has_none_and_is_given_none(
    stores: &Stores,
    take_password: impl AsyncFnOnce(UserId),
) {
    let ada = stores.sign_up("ada").await;
    take_password(ada.id()).await;
    let expected = Some(Credentials {
        user: ada.user.clone(),
        password_hash: None,
        logged_in_from_here: false,
    });
    let login = Identifier::Email(ada.user.email.clone());
    assert_eq!(find_credentials(stores, &login).await, expected);
    assert_eq!(stores.users.load_credentials(ada.caller, at(1)).await.unwrap(), expected);
    for from in [sample::password_hash("pw"), PasswordHash::new("")] {
        let change = PasswordChange {
            owner: ada.id(),
            from,
            to: sample::password_hash("new"),
            end_all_but: Some(sample::session_id("none")),
            at: at(1),
            event: Some(sample::event(ada.id(), AuditKind::PasswordChanged)),
        };
        assert!(!stores.users.change_password(&change).await.unwrap());
    }
    // With the session that a change would have ended.
    assert_eq!(stores.users.load_credentials(ada.caller, at(1)).await.unwrap(), expected);
}
