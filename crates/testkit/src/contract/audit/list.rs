//! What a user sees of what happened.

use std::net::IpAddr;

use domain::audit::{AuditEvent, AuditKind};
use domain::value::{AuditEventId, RequestOrigin};
use uuid::Uuid;

use super::{ALL, events, since_sign_up};
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

pub async fn what_is_recorded_is_listed_with_every_field_set_and_unset(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let origin = |ip: &str| RequestOrigin {
        ip: Some(ip.parse::<IpAddr>().unwrap()),
        user_agent: Some(format!("{}א😀", "x".repeat(253))),
        request_id: Some("A-z._".repeat(25)),
    };
    let fields = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let mut expected = Vec::new();
    for (seconds, origin, fields) in [
        (0, RequestOrigin::default(), Vec::new()),
        (60, origin("203.0.113.7"), fields(&["tone"])),
        (120, origin("2001:db8::a:0:7"), fields(&["systemPrompt", "voiceSpeed", "é \"' \\ , 😀"])),
        (180, origin("::1"), fields(&["", "smtpPassword"])),
    ] {
        let event = AuditEvent {
            at: at(seconds),
            origin,
            fields,
            ..sample::event(ada.id(), AuditKind::ConfigSaved)
        };
        stores.audit.record(&event).await.unwrap();
        expected.insert(0, event);
    }
    assert_eq!(since_sign_up(stores, &ada).await, expected);
}

pub async fn every_kind_of_event_is_kept(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let mut expected = Vec::new();
    for kind in AuditKind::ALL {
        let event = sample::event(ada.id(), *kind);
        stores.audit.record(&event).await.unwrap();
        expected.insert(0, event);
    }
    assert_eq!(since_sign_up(stores, &ada).await, expected);
}

pub async fn events_are_listed_page_by_page_latest_first(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for _ in 0..6 {
        record(stores, &ada).await;
    }
    let all = events(stores, &ada).await;
    assert_eq!(all.len(), 7);
    // All happened at the same time: the ids decide.
    assert!(all.is_sorted_by(|later, earlier| later.id > earlier.id));
    let mut before = None;
    for page in all.chunks(3) {
        assert_eq!(listed(stores, &ada, before, 3).await, page);
        before = page.last().map(|event| event.id);
    }
    assert_eq!(listed(stores, &ada, before, 3).await, []);
    assert_eq!(listed(stores, &ada, Some(all[2].id), ALL).await, all[3..]);
}

pub async fn what_happens_between_two_pages_moves_nothing(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for _ in 0..3 {
        record(stores, &ada).await;
    }
    let all = events(stores, &ada).await;
    record(stores, &ada).await;
    assert_eq!(listed(stores, &ada, Some(all[1].id), 1).await, all[2..3]);
}

pub async fn events_are_listed_before_an_id_that_is_nobody_s(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    record(stores, &ada).await;
    let all = events(stores, &ada).await;
    let never = sample::event(ada.id(), AuditKind::LoggedIn).id;
    assert_eq!(listed(stores, &ada, Some(never), ALL).await, all);
    assert_eq!(listed(stores, &ada, Some(AuditEventId::new(Uuid::nil())), ALL).await, []);
}

pub async fn another_user_s_events_are_not_listed(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    let of_ada = record(stores, &ada).await;
    let of_eve = record(stores, &eve).await;
    assert_eq!(since_sign_up(stores, &ada).await, [of_ada]);
    let (all, before) = (events(stores, &ada).await, Some(of_eve.id));
    assert_eq!(listed(stores, &ada, before, ALL).await, all, "nor by where theirs stand");
    assert_eq!(since_sign_up(stores, &eve).await, [of_eve]);
}

pub async fn what_happened_to_nobody_is_kept_and_listed_for_nobody(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let before = events(stores, &ada).await;
    let failed = sample::event(sample::user_id("nobody"), AuditKind::LoginFailed);
    stores.audit.record(&failed).await.unwrap();
    let failed = sample::event(ada.id(), AuditKind::LoginFailed);
    stores.audit.record(&AuditEvent { user_id: None, ..failed.clone() }).await.unwrap();
    assert_eq!(events(stores, &ada).await, before);
    assert!(stores.audit.record(&failed).await.is_err(), "it is there: an id is given once");
}

async fn record(stores: &Stores, member: &Member) -> AuditEvent {
    let event = sample::event(member.id(), AuditKind::LoggedIn);
    stores.audit.record(&event).await.unwrap();
    event
}

async fn listed(
    stores: &Stores,
    member: &Member,
    before: Option<AuditEventId>,
    limit: u32,
) -> Vec<AuditEvent> {
    stores.audit.list(member.caller, at(1), before, limit).await.unwrap().unwrap()
}
