//! The Vapi adapter: the assistant gateway over HTTP.
//!
//! [`HttpVapi`] implements the application's `AssistantGateway`. What it sends is planned by
//! pure functions (`plan`), which build every object over the live one, so that what others
//! put on an assistant survives; what it hears is told apart by what a caller can do about
//! it (`refusal`). Keys, prompts and answers are never logged.
//!
//! It must not know of databases, of our own HTTP API, or of when to sync: it does what it
//! is told, within the time it is given, and never repeats a call that changes something.
//! What a key's calls meet is remembered of that key alone (`http`'s circuits): a key that
//! Vapi keeps failing or limiting is spared for a while, and slows no other.
//!
//! - One more setting that Vapi takes: its comparison in the section of `plan` that it
//!   belongs to, and its path in `complaint` and in `drift`.
//! - One more of Vapi's calls: a constructor of `Call` in `http`, and a method of the port.

mod complaint;
mod drift;
mod gateway;
mod http;
mod listing;
mod marker;
mod meaning;
mod plan;
mod redaction;
mod refusal;
mod remote;

pub use gateway::HttpVapi;
pub use http::{VapiOptions, VapiSetupError, describe_metrics};
