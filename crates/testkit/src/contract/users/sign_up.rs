//! Adding and finding.

use application::{StoreError, Unique};
use domain::account::Identifier;
use domain::audit::AuditKind;
use domain::user::User;
use domain::value::Email;

use super::{credentials, stored};
use crate::contract::Stores;
use crate::contract::acts::find_credentials;
use crate::contract::race::{count_true, race};
use crate::sample;

pub async fn an_added_user_is_kept_with_every_field(stores: &Stores) {
    for user in [sample::user("ada"), sample::full_user("grace")] {
        let member = stores.sign_up_as(user.clone()).await;
        let kept = stored(stores, &member).await;
        assert_eq!(kept.user, user);
        assert_eq!(kept.version, 0);
    }
}

pub async fn an_added_user_is_found_by_email_and_by_phone(stores: &Stores) {
    let member = stores.sign_up_as(sample::full_user("ada")).await;
    stores.sign_up_as(sample::full_user("eve")).await;
    let found = credentials(stores, &member).await;
    assert_eq!(found.user, member.user);
    assert!(found.password_hash == Some(sample::password_hash("pw")));
    let phone = Identifier::Phone(sample::phone("ada"));
    assert_eq!(find_credentials(stores, &phone).await, Some(found));
}

pub async fn nobody_is_found_by_what_nobody_has(stores: &Stores) {
    stores.sign_up("ada").await;
    let email = Identifier::Email(sample::user("nobody").email);
    for identifier in [email, Identifier::Phone(sample::phone("ada")), Identifier::Unknown] {
        assert_eq!(find_credentials(stores, &identifier).await, None);
    }
}

pub async fn an_email_is_taken_in_whatever_letter_case(stores: &Stores) {
    stores.sign_up("ada").await;
    let same = Email::parse("ADA@Example.com").unwrap();
    let second = User { email: same.clone(), ..sample::user("second") };
    assert!(matches!(add(stores, &second).await, Err(StoreError::Taken(Unique::Email))));
    let found = find_credentials(stores, &Identifier::Email(same)).await;
    assert_eq!(found.map(|found| found.user), Some(sample::user("ada")));
}

pub async fn a_phone_is_taken(stores: &Stores) {
    stores.sign_up_as(with_phone(sample::user("ada"), "ada")).await;
    let second = with_phone(sample::user("second"), "ada");
    assert!(matches!(add(stores, &second).await, Err(StoreError::Taken(Unique::Phone))));
}

pub async fn users_without_a_phone_do_not_collide(stores: &Stores) {
    stores.sign_up("ada").await;
    stores.sign_up("eve").await;
}

pub async fn a_refused_sign_up_leaves_nothing_behind(stores: &Stores) {
    stores.sign_up_as(with_phone(sample::user("ada"), "ada")).await;
    let second = sample::user("second");
    assert!(add(stores, &with_phone(second.clone(), "ada")).await.is_err());
    let email = Identifier::Email(second.email.clone());
    assert_eq!(find_credentials(stores, &email).await, None);
    let token = sample::token_hash(&second.id.to_string());
    assert_eq!(stores.sessions.find(&token).await.unwrap(), None);
    // Nor does it stand in the way of the same again with another phone.
    stores.sign_up_as(with_phone(second, "second")).await;
}

pub async fn of_many_sign_ups_with_one_email_one_succeeds(stores: &Stores) {
    let email = sample::user("shared").email;
    one_succeeds(stores, Unique::Email, |user| User { email: email.clone(), ..user }).await;
}

pub async fn of_many_sign_ups_with_one_phone_one_succeeds(stores: &Stores) {
    one_succeeds(stores, Unique::Phone, |user| with_phone(user, "shared")).await;
}

async fn one_succeeds(stores: &Stores, taken: Unique, alike: impl Fn(User) -> User) {
    let added = race(16, |number| {
        let (stores, user) = (stores.clone(), alike(sample::user(&format!("user-{number}"))));
        async move {
            match add(&stores, &user).await {
                Ok(()) => true,
                Err(StoreError::Taken(unique)) if unique == taken => false,
                Err(error) => panic!("neither added nor taken: {error:?}"),
            }
        }
    });
    assert_eq!(count_true(added.await), 1);
}

fn with_phone(user: User, label: &str) -> User {
    User { phone: Some(sample::phone(label)), ..user }
}

async fn add(stores: &Stores, user: &User) -> Result<(), StoreError> {
    let token = sample::token_hash(&user.id.to_string());
    let hash = sample::password_hash("pw");
    let event = sample::event(user.id, AuditKind::SignedUp);
    stores.users.add(user, &hash, &sample::session(user.id), &token, &event).await
}
