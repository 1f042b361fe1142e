use super::count::{Count, settings};
use crate::use_case::fixture::{Mocks, caller, origin, user_id};
use crate::use_case::sync::{SyncAssistant, SyncError};

#[tokio::test]
async fn it_counts_for_its_user() {
    let count = Count::new();
    let mut mocks = Mocks::default();
    mocks.entrust(None);
    let sync = SyncAssistant::new(&count.ports(mocks), &settings());
    let outcome = sync.run(caller(), &origin()).await;
    assert!(matches!(outcome, Err(SyncError::Unauthenticated)));
    assert_eq!(count.asked(), [format!("+ sync {}", user_id())]);
}

#[tokio::test]
async fn one_too_many_is_refused_before_anything_is_looked_at() {
    let count = Count::new();
    count.spend(&format!("sync {}", user_id()));
    let sync = SyncAssistant::new(&count.ports(Mocks::default()), &settings());
    let outcome = sync.run(caller(), &origin()).await;
    assert!(matches!(outcome, Err(SyncError::Limited(left)) if left.quota.name == "sync"));
}
