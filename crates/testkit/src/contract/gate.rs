//! What every store that loads for a caller promises: nothing is loaded but for a user who
//! exists, through a session of their own that is alive.

use application::Caller;
use chrono::{DateTime, TimeDelta, Utc};

use super::Stores;
use super::acts::{add, revoke};
use super::directory::disable;
use crate::sample::{self, at};

/// Whether anything is loaded for a caller at a time.
pub(super) trait Loads: AsyncFn(Caller, DateTime<Utc>) -> bool {}
impl<F: AsyncFn(Caller, DateTime<Utc>) -> bool> Loads for F {}

pub(super) async fn is_closed_to_unknown_users(stores: &Stores, loads: impl Loads) {
    let ada = stores.sign_up("ada").await;
    assert!(loads(ada.caller, at(1)).await);
    let nobody = sample::session_of(sample::user_id("nobody"), "none");
    assert!(!loads(sample::caller(&nobody), at(1)).await);
    let with_ada_s = sample::session_of(sample::user_id("nobody"), &ada.id().to_string());
    assert_eq!(with_ada_s.id, ada.session.id);
    assert!(!loads(sample::caller(&with_ada_s), at(1)).await);
}

pub(super) async fn is_closed_without_a_session_of_one_s_own(stores: &Stores, loads: impl Loads) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    let with_eve_s = sample::session_of(ada.id(), &eve.id().to_string());
    assert_eq!(with_eve_s.id, eve.session.id);
    assert!(!loads(sample::caller(&with_eve_s), at(1)).await);
    let with_none = sample::session_of(ada.id(), "never begun");
    assert!(!loads(sample::caller(&with_none), at(1)).await);
}

pub(super) async fn is_closed_once_the_session_expired(stores: &Stores, loads: impl Loads) {
    let ada = stores.sign_up("ada").await;
    let end = ada.session.expires_at;
    assert!(loads(ada.caller, end - TimeDelta::microseconds(1)).await);
    assert!(!loads(ada.caller, end).await);
}

/// However late the asking clock is.
pub(super) async fn is_closed_once_the_session_was_ended(stores: &Stores, loads: impl Loads) {
    let ada = stores.sign_up("ada").await;
    let other = sample::session_of(ada.id(), "other");
    assert!(add(stores, &other, "other", &sample::password_hash("pw")).await);
    assert!(revoke(stores, ada.id(), ada.session.id, at(10)).await);
    assert!(!loads(ada.caller, at(11)).await);
    assert!(!loads(ada.caller, at(9)).await);
    assert!(loads(sample::caller(&other), at(11)).await);
}

/// However late the asking clock is.
pub(super) async fn is_closed_while_the_user_is_disabled(stores: &Stores, loads: impl Loads) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    assert!(disable(stores, ada.id(), at(10)).await);
    assert!(!loads(ada.caller, at(11)).await);
    assert!(!loads(ada.caller, at(9)).await);
    assert!(loads(eve.caller, at(11)).await);
}

/// The promises of a gated `load`, for a store whose `loads` asks it.
macro_rules! gate_promises {
    ($loads:path) => {
        pub async fn nothing_is_loaded_for_an_unknown_user(stores: &Stores) {
            let loads = async |caller, now| $loads(stores, caller, now).await;
            $crate::contract::gate::is_closed_to_unknown_users(stores, loads).await;
        }

        pub async fn nothing_is_loaded_without_a_session_of_one_s_own(stores: &Stores) {
            let loads = async |caller, now| $loads(stores, caller, now).await;
            $crate::contract::gate::is_closed_without_a_session_of_one_s_own(stores, loads).await;
        }

        pub async fn nothing_is_loaded_once_the_session_expired(stores: &Stores) {
            let loads = async |caller, now| $loads(stores, caller, now).await;
            $crate::contract::gate::is_closed_once_the_session_expired(stores, loads).await;
        }

        pub async fn nothing_is_loaded_once_the_session_was_ended(stores: &Stores) {
            let loads = async |caller, now| $loads(stores, caller, now).await;
            $crate::contract::gate::is_closed_once_the_session_was_ended(stores, loads).await;
        }

        pub async fn nothing_is_loaded_while_the_user_is_disabled(stores: &Stores) {
            let loads = async |caller, now| $loads(stores, caller, now).await;
            $crate::contract::gate::is_closed_while_the_user_is_disabled(stores, loads).await;
        }
    };
}
pub(super) use gate_promises;
