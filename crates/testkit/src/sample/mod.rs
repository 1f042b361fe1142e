//! Valid domain objects, made from a label. The same label makes the same object; other
//! labels make objects that have nothing in common. Only events are never the same twice.

mod account;
mod audit;
mod config;
mod id;
mod secret;
mod sync;
mod time;

pub use account::{caller, full_user, password_hash, phone, session, session_of, token_hash, user};
pub use audit::{event, origin};
pub use config::{config, full_config, greatest_config, least_config, save};
pub use id::{assistant_id, holder, intent_id, removal_id, session_id, user_id, uuid};
pub use secret::{sealed, stored_secret, vapi_key};
pub use sync::{confirmation, fingerprint, removal};
pub use time::{at, time};
