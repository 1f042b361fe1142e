//! What happened stays, without what tells who it happened to.

use domain::account::Identifier;
use domain::audit::AuditEvent;
use domain::value::RequestOrigin;

use super::{deletion, furnished};
use crate::contract::Stores;
use crate::contract::acts;
use crate::contract::audit::events;
use crate::sample::{self, at};

pub async fn of_what_happened_to_a_deleted_user_only_kind_and_time_are_left(stores: &Stores) {
    let (ada, eve) = (furnished(stores, "ada").await, furnished(stores, "eve").await);
    let (before, of_eve) = (events(stores, &ada).await, events(stores, &eve).await);
    assert!(before.iter().any(|event| !event.fields.is_empty()));
    let deletion = deletion(ada.id(), "pw");
    assert!(stores.users.delete(&deletion).await.unwrap());
    // Nobody can ask, but who has the same id.
    let again = stores.sign_up_as(ada.user).await;
    let mut left = events(stores, &again).await;
    left.remove(0);
    let written = [vec![deletion.event], before].concat();
    assert_eq!(left, written.iter().map(scrubbed).collect::<Vec<_>>());
    assert_eq!(events(stores, &eve).await, of_eve);
}

pub async fn an_address_is_forgotten_with_the_user_who_logged_in_from_it(stores: &Stores) {
    let ada = furnished(stores, "ada").await;
    let (login, ip) = (Identifier::Email(ada.user.email.clone()), sample::origin().ip);
    let find = async || {
        let found = stores.users.find_credentials(&login, ip, at(1)).await.unwrap();
        found.map(|found| found.logged_in_from_here)
    };
    assert_eq!(find().await, Some(true));
    assert!(acts::delete(stores, ada.id(), None).await);
    stores.sign_up_as(ada.user).await;
    assert_eq!(find().await, Some(false));
}

/// What is left of an event.
pub(super) fn scrubbed(event: &AuditEvent) -> AuditEvent {
    AuditEvent { origin: RequestOrigin::default(), fields: Vec::new(), ..event.clone() }
}
