//! Pushing the configuration to Vapi, so that one user never has two assistants there.
//!
//! A sync claims the user's lease, and renews it while it works ([`hold`]); nobody else
//! pushes meanwhile. It settles attempts to create that ended unclear ([`reconcile`]),
//! then makes or changes the assistant ([`push`]), and stores what Vapi confirmed. A sync
//! that finds the lease taken waits, and answers with the other's result when that is
//! what it would have done itself.

mod assistant_key;
mod forget_assistant;
mod hold;
#[cfg(test)]
mod mishap;
mod outcome;
mod push;
mod reconcile;
#[cfg(test)]
mod stage;
mod sync_assistant;

pub use forget_assistant::ForgetAssistant;
pub use outcome::{SyncError, SyncReport};
pub use sync_assistant::SyncAssistant;
