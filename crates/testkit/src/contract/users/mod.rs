//! What `UserStore` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

mod address;
mod deletion;
mod password;
mod sign_up;
mod update;

use application::Caller;
use application::port::{Credentials, StoredUser};
use chrono::{DateTime, Utc};
use domain::account::Identifier;

pub use self::address::*;
pub use self::deletion::*;
pub use self::password::*;
pub use self::sign_up::*;
pub use self::update::*;
use super::acts::find_credentials;
use super::{Member, Stores};
use crate::sample::at;

super::gate::gate_promises!(loads);

async fn loads(stores: &Stores, caller: Caller, now: DateTime<Utc>) -> bool {
    let user = stores.users.load(caller, now).await.unwrap().map(|stored| stored.user);
    let credentials = stores.users.load_credentials(caller, now).await.unwrap();
    assert_eq!(credentials.map(|credentials| credentials.user), user, "one gate for both");
    user.is_some()
}

/// The member as stored now.
async fn stored(stores: &Stores, member: &Member) -> StoredUser {
    stores.users.load(member.caller, at(1)).await.unwrap().expect("the member is stored")
}

/// Who logs in with the member's email.
async fn credentials(stores: &Stores, member: &Member) -> Credentials {
    let identifier = Identifier::Email(member.user.email.clone());
    find_credentials(stores, &identifier).await.expect("the member is found")
}
