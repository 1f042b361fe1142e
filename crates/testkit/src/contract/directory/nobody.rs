//! Who is disabled is nobody to the other stores. That nothing is loaded for them is promised
//! with each store that loads.

use application::port::{Credentials, PasswordChange};
use domain::account::Identifier;
use domain::audit::AuditKind;
use domain::session::Session;

use super::{disable, enable};
use crate::contract::acts::{add, find_credentials};
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

pub async fn who_is_disabled_logs_in_as_a_user_without_a_password(stores: &Stores) {
    let ada = disabled(stores, sample::full_user("ada")).await;
    let logins = [
        Some(Identifier::Email(ada.user.email.clone())),
        ada.user.phone.clone().map(Identifier::Phone),
    ];
    let expected =
        Credentials { user: ada.user.clone(), password_hash: None, logged_in_from_here: false };
    for login in logins.iter().flatten() {
        assert_eq!(find_credentials(stores, login).await, Some(expected.clone()));
    }
    assert!(enable(stores, ada.id()).await);
    for login in logins.iter().flatten() {
        let hash = find_credentials(stores, login).await.unwrap().password_hash;
        assert!(hash == Some(sample::password_hash("pw")));
    }
}

pub async fn no_session_is_added_for_who_is_disabled(stores: &Stores) {
    let ada = disabled(stores, sample::user("ada")).await;
    let session = sample::session_of(ada.id(), "second");
    assert!(!add(stores, &session, "second", &sample::password_hash("pw")).await);
    assert_eq!(super::sessions(stores, &ada).await.len(), 1);
    assert!(enable(stores, ada.id()).await);
    assert!(add(stores, &session, "second", &sample::password_hash("pw")).await);
}

pub async fn no_refresh_token_of_who_is_disabled_is_found(stores: &Stores) {
    let ada = disabled(stores, sample::user("ada")).await;
    let token = sample::token_hash(&ada.id().to_string());
    assert_eq!(stores.sessions.find(&token).await.unwrap(), None);
    assert!(enable(stores, ada.id()).await);
    let session: Session = stores.sessions.find(&token).await.unwrap().unwrap().token.session;
    assert_eq!(session.revoked_at, Some(at(10)));
}

pub async fn who_is_disabled_changes_no_password(stores: &Stores) {
    let ada = disabled(stores, sample::user("ada")).await;
    let change = PasswordChange {
        owner: ada.id(),
        from: sample::password_hash("pw"),
        to: sample::password_hash("new"),
        end_all_but: None,
        at: at(11),
        event: Some(sample::event(ada.id(), AuditKind::PasswordChanged)),
    };
    assert!(!stores.users.change_password(&change).await.unwrap());
    assert!(enable(stores, ada.id()).await);
    assert!(stores.users.change_password(&change).await.unwrap());
}

async fn disabled(stores: &Stores, user: domain::user::User) -> Member {
    let member = stores.sign_up_as(user).await;
    assert!(disable(stores, member.id(), at(10)).await);
    member
}
