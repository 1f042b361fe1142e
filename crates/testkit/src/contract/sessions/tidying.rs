//! Forgetting what is over.

use chrono::TimeDelta;
use domain::session::RefreshVerdict;

use super::{add_session, find, rotation};
use crate::contract::Stores;
use crate::contract::acts::revoke;
use crate::sample::{self, at};

pub async fn tidying_wipes_sealed_children_whose_grace_is_over_and_no_others(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let first = ada.id().to_string();
    assert!(stores.sessions.rotate(&rotation(&ada.session, &first, "child", 20)).await.unwrap());
    assert!(
        stores.sessions.rotate(&rotation(&ada.session, "child", "grandchild", 25)).await.unwrap()
    );
    assert_eq!(stores.sessions.tidy(at(29)).await.unwrap(), 0);
    assert_eq!(stores.sessions.tidy(at(31)).await.unwrap(), 1);
    let wiped = find(stores, &first).await.token;
    assert_eq!((wiped.replaced_at, wiped.sealed_child.as_ref()), (Some(at(20)), None));
    assert_eq!(wiped.judge(at(31)), RefreshVerdict::Replayed);
    assert!(find(stores, "child").await.token.sealed_child.is_some());
    assert_eq!(stores.sessions.tidy(at(31)).await.unwrap(), 0);
}

pub async fn tidying_forgets_sessions_that_are_over_for_more_than_thirty_days(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let second = add_session(stores, &ada, "second").await;
    assert!(revoke(stores, ada.id(), second.id, at(100)).await);
    let known = async |label: &str| {
        stores.sessions.find(&sample::token_hash(label)).await.unwrap().is_some()
    };
    let (first, month, second) = (ada.id().to_string(), TimeDelta::days(30), TimeDelta::seconds(1));
    for (over_since, label) in [(at(100), "second"), (ada.session.expires_at, first.as_str())] {
        assert_eq!(stores.sessions.tidy(over_since + month - second).await.unwrap(), 0);
        assert!(known(label).await);
        assert!(stores.sessions.tidy(over_since + month + second).await.unwrap() > 0);
        assert!(!known(label).await);
    }
}
