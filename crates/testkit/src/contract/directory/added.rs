//! Users whom an operator adds.

use application::port::ListedUser;
use application::{StoreError, Unique};
use domain::account::Identifier;
use domain::audit::AuditKind;
use domain::user::User;

use super::{found, unwritable};
use crate::contract::Stores;
use crate::contract::acts::{add, find_credentials};
use crate::contract::race::{count_true, race};
use crate::sample;

pub async fn an_added_user_has_no_session_and_can_log_in(stores: &Stores) {
    let ada = sample::full_user("ada");
    join(stores, &ada).await.unwrap();
    let expected = Some(ListedUser { user: ada.clone(), disabled_at: None });
    assert_eq!(found(stores, ada.id).await, expected);
    assert_eq!(stores.records.sessions(ada.id).await.unwrap(), []);
    let login = Identifier::Email(ada.email.clone());
    let hash = find_credentials(stores, &login).await.unwrap().password_hash;
    assert!(hash == Some(sample::password_hash("pw")));
    let session = sample::session(ada.id);
    assert!(add(stores, &session, "first", &sample::password_hash("pw")).await);
    let caller = sample::caller(&session);
    assert!(stores.users.load(caller, sample::at(1)).await.unwrap().is_some());
}

pub async fn an_added_user_is_written_down(stores: &Stores) {
    let ada = sample::user("ada");
    let event = sample::event(ada.id, AuditKind::CreatedByOperator);
    stores.directory.add(&ada, &sample::password_hash("pw"), &event).await.unwrap();
    assert_eq!(stores.records.events(ada.id, None, 9).await.unwrap(), Some(vec![event]));
}

pub async fn an_added_user_s_email_or_phone_must_be_nobody_else_s(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    let with_email = User { email: ada.user.email.clone(), ..sample::user("eve") };
    assert!(matches!(join(stores, &with_email).await, Err(StoreError::Taken(Unique::Email))));
    let with_phone = User { phone: ada.user.phone.clone(), ..sample::user("eve") };
    assert!(matches!(join(stores, &with_phone).await, Err(StoreError::Taken(Unique::Phone))));
    assert_eq!(found(stores, with_email.id).await, None);
    assert_eq!(stores.records.events(with_email.id, None, 9).await.unwrap(), None);
    join(stores, &sample::user("eve")).await.unwrap();
}

pub async fn of_many_users_added_with_one_email_one_is(stores: &Stores) {
    let email = sample::user("shared").email;
    let added = race(16, |number| {
        let user = User { email: email.clone(), ..sample::user(&format!("user-{number}")) };
        let stores = stores.clone();
        async move {
            match join(&stores, &user).await {
                Ok(()) => true,
                Err(StoreError::Taken(Unique::Email)) => false,
                Err(error) => panic!("neither added nor taken: {error:?}"),
            }
        }
    });
    assert_eq!(count_true(added.await), 1);
}

pub async fn a_user_whose_adding_cannot_be_written_down_is_not_added(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, sample::user("eve"));
    let event = unwritable(stores, &ada).await;
    let added = stores.directory.add(&eve, &sample::password_hash("pw"), &event).await;
    assert!(matches!(added, Err(StoreError::Corrupt(_))));
    assert_eq!(found(stores, eve.id).await, None);
    join(stores, &eve).await.unwrap();
}

async fn join(stores: &Stores, user: &User) -> Result<(), StoreError> {
    let event = sample::event(user.id, AuditKind::CreatedByOperator);
    stores.directory.add(user, &sample::password_hash("pw"), &event).await
}
