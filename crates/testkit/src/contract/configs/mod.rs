//! What `StudioConfigStore` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

mod account;
mod kept;
mod mail_password;
mod revisions;
mod saves;
mod sync;

use application::Caller;
use application::port::{ConfigSave, SaveOutcome, StudioRecord};
use chrono::{DateTime, Utc};
use domain::Raw;
use domain::studio::{Revision, Setting, StudioConfig};
use domain::value::UserId;

pub use self::account::*;
pub use self::kept::*;
pub use self::mail_password::*;
pub(super) use self::revisions::saved_mail_password;
pub use self::revisions::*;
pub use self::saves::*;
pub use self::sync::*;
use super::{Member, Stores};
use crate::sample::{self, at};

super::gate::gate_promises!(loads);

async fn loads(stores: &Stores, caller: Caller, now: DateTime<Utc>) -> bool {
    let loaded = stores.configs.load(caller, now).await.unwrap().is_some();
    let listed = stores.configs.list_revisions(caller, now, None, 10).await.unwrap().is_some();
    let whole = stores.configs.load_revisions(caller, now, None, 10).await.unwrap().is_some();
    assert_eq!((listed, whole), (loaded, loaded), "one gate for all");
    loaded
}

/// The member's configuration as stored now.
async fn stored(stores: &Stores, member: &Member) -> StudioRecord {
    stores.configs.load(member.caller, at(1)).await.unwrap().expect("the member is stored")
}

async fn save(stores: &Stores, member: &Member, save: ConfigSave) -> SaveOutcome {
    stores.configs.save(member.id(), save).await.unwrap()
}

/// A configuration with this tone.
fn toned(tone: &str) -> StudioConfig {
    sample::config(&[(Setting::Tone, Raw::Text(tone.to_owned()))])
}

/// A user's save from a revision of a configuration with this tone.
fn tone(owner: UserId, expected: Revision, tone: &str) -> ConfigSave {
    sample::save(owner, expected, toned(tone))
}
