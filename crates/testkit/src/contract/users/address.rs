//! From where a user has logged in before.

use std::net::IpAddr;

use application::port::Credentials;
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::Identifier;
use domain::audit::{AuditEvent, AuditKind};
use domain::value::{RequestOrigin, UserId};

use crate::contract::{Member, Stores};
use crate::sample::{self, at};

const HERE: &str = "203.0.113.7";

pub async fn an_address_is_known_from_which_the_user_logged_in(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    for ip in [HERE, "2001:db8::a:0:7", "::1"] {
        assert!(!is_known(stores, &ada, Some(ip), at(1)).await, "{ip}");
        stores.audit.record(&login(ada.id(), Some(ip))).await.unwrap();
        assert!(is_known(stores, &ada, Some(ip), at(1)).await, "{ip}");
    }
    for ip in [Some("203.0.113.8"), Some("2001:db8::a:0:8"), None] {
        assert!(!is_known(stores, &ada, ip, at(1)).await, "{ip:?}");
    }
}

pub async fn an_address_is_known_by_the_event_of_a_new_session(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    let session = sample::session_of(ada.id(), "second");
    let (token, hash) = (sample::token_hash("second"), sample::password_hash("pw"));
    let event = login(ada.id(), Some(HERE));
    assert!(stores.sessions.add(&session, &token, &hash, &event).await.unwrap());
    assert!(is_known(stores, &ada, Some(HERE), at(1)).await);
}

pub async fn no_address_is_known_by_anything_but_a_login(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    for kind in AuditKind::ALL.iter().filter(|kind| **kind != AuditKind::LoggedIn) {
        let event = AuditEvent { kind: *kind, ..login(ada.id(), Some(HERE)) };
        stores.audit.record(&event).await.unwrap();
    }
    // From no address at all.
    stores.audit.record(&login(ada.id(), None)).await.unwrap();
    for ip in [Some(HERE), None] {
        assert!(!is_known(stores, &ada, ip, at(1)).await, "{ip:?}");
    }
}

pub async fn no_address_is_known_by_another_user_s_login(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    let eve = stores.sign_up_as(sample::full_user("eve")).await;
    stores.audit.record(&login(eve.id(), Some(HERE))).await.unwrap();
    let of_nobody = AuditEvent { user_id: None, ..login(ada.id(), Some(HERE)) };
    stores.audit.record(&of_nobody).await.unwrap();
    assert!(!is_known(stores, &ada, Some(HERE), at(1)).await);
    assert!(is_known(stores, &eve, Some(HERE), at(1)).await);
}

pub async fn an_address_is_known_for_ninety_days(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    let first = login(ada.id(), Some(HERE));
    stores.audit.record(&first).await.unwrap();
    let end = first.at + TimeDelta::days(90);
    assert!(is_known(stores, &ada, Some(HERE), end - TimeDelta::seconds(1)).await);
    assert!(!is_known(stores, &ada, Some(HERE), end + TimeDelta::seconds(1)).await);
    let again = AuditEvent { at: at(60), ..login(ada.id(), Some(HERE)) };
    stores.audit.record(&again).await.unwrap();
    assert!(is_known(stores, &ada, Some(HERE), end + TimeDelta::seconds(1)).await);
}

/// What happened to a user from this address.
fn login(owner: UserId, ip: Option<&str>) -> AuditEvent {
    let origin = RequestOrigin { ip: ip.map(parsed), ..sample::origin() };
    AuditEvent { origin, ..sample::event(owner, AuditKind::LoggedIn) }
}

fn parsed(ip: &str) -> IpAddr {
    ip.parse().unwrap()
}

/// Whether the user has logged in from there, whichever way they are asked about.
async fn is_known(stores: &Stores, member: &Member, ip: Option<&str>, now: DateTime<Utc>) -> bool {
    let find = async |identifier: Identifier| {
        let found = stores.users.find_credentials(&identifier, ip.map(parsed), now).await.unwrap();
        found.expect("the member is found")
    };
    let found = find(Identifier::Email(member.user.email.clone())).await;
    let phone = member.user.phone.clone().expect("a full user has one");
    assert_eq!(find(Identifier::Phone(phone)).await, found);
    let expected = Credentials { logged_in_from_here: false, ..found.clone() };
    let loaded = stores.users.load_credentials(member.caller, at(1)).await.unwrap();
    assert_eq!(loaded, Some(expected), "no address is asked about");
    found.logged_in_from_here
}
