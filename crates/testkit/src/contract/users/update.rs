//! Updating by version.

use application::port::StoredUser;
use application::{StoreError, Unique};
use domain::account::Identifier;
use domain::user::User;
use domain::value::Name;

use super::{credentials, stored};
use crate::contract::Stores;
use crate::contract::acts::find_credentials;
use crate::contract::race::race;
use crate::sample::{self, at};

pub async fn an_update_keeps_every_field_set_and_unset(stores: &Stores) {
    let member = stores.sign_up("ada").await;
    for (before, user) in (0..).zip([sample::full_user("ada"), sample::user("ada")]) {
        assert!(stores.users.update(&user, before).await.unwrap());
        assert_eq!(stored(stores, &member).await, StoredUser { user, version: before + 1 });
    }
}

pub async fn an_update_needs_the_current_version(stores: &Stores) {
    let member = stores.sign_up("ada").await;
    let renamed = named(&member.user, "First");
    assert!(stores.users.update(&renamed, 0).await.unwrap());
    for version in [0, 2, -1] {
        let again = named(&member.user, "Again");
        assert!(!stores.users.update(&again, version).await.unwrap(), "version {version}");
    }
    assert_eq!(stored(stores, &member).await, StoredUser { user: renamed, version: 1 });
}

pub async fn of_many_updates_from_one_version_one_succeeds(stores: &Stores) {
    let member = stores.sign_up("ada").await;
    let updated = race(16, |number| {
        let (stores, user) = (stores.clone(), named(&member.user, &format!("Name {number}")));
        async move { stores.users.update(&user, 0).await.unwrap().then_some(user) }
    });
    let updated: Vec<_> = updated.await.into_iter().flatten().collect();
    let [user] = updated.as_slice() else { panic!("{} were updated", updated.len()) };
    let expected = StoredUser { user: user.clone(), version: 1 };
    assert_eq!(stored(stores, &member).await, expected);
}

pub async fn an_update_to_a_taken_phone_changes_nothing(stores: &Stores) {
    stores.sign_up_as(sample::full_user("eve")).await;
    let member = stores.sign_up_as(sample::full_user("ada")).await;
    let next = User { phone: Some(sample::phone("eve")), ..named(&member.user, "New") };
    let refused = stores.users.update(&next, 0).await;
    assert!(matches!(refused, Err(StoreError::Taken(Unique::Phone))));
    let expected = StoredUser { user: member.user.clone(), version: 0 };
    assert_eq!(stored(stores, &member).await, expected);
}

pub async fn a_phone_that_was_given_up_is_free(stores: &Stores) {
    let eve = stores.sign_up_as(sample::full_user("eve")).await;
    let without = User { phone: None, ..eve.user.clone() };
    assert!(stores.users.update(&without, 0).await.unwrap());
    let ada = stores.sign_up("ada").await;
    let with = User { phone: eve.user.phone.clone(), ..ada.user.clone() };
    assert!(stores.users.update(&with, 0).await.unwrap());
    let phone = Identifier::Phone(sample::phone("eve"));
    let found = find_credentials(stores, &phone).await.unwrap();
    assert_eq!(found.user.id, ada.id());
}

pub async fn an_update_leaves_email_password_and_creation_alone(stores: &Stores) {
    let member = stores.sign_up("ada").await;
    let email = sample::user("other").email;
    let next = User { email, created_at: at(500), updated_at: at(600), ..member.user.clone() };
    assert!(stores.users.update(&next, 0).await.unwrap());
    let found = credentials(stores, &member).await;
    assert_eq!(found.user, User { updated_at: at(600), ..member.user });
    assert!(found.password_hash == Some(sample::password_hash("pw")));
}

pub async fn an_update_of_an_unknown_user_is_refused(stores: &Stores) {
    assert!(!stores.users.update(&sample::user("nobody"), 0).await.unwrap());
}

pub async fn an_update_touches_no_other_user(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    assert!(stores.users.update(&named(&ada.user, "New"), 0).await.unwrap());
    assert_eq!(stored(stores, &eve).await, StoredUser { user: eve.user, version: 0 });
}

fn named(user: &User, name: &str) -> User {
    User { name: Some(Name::parse(name).unwrap()), ..user.clone() }
}
