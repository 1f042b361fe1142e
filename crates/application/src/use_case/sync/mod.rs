//! Pushing the configuration to Vapi, so that one user never has two assistants there.
//!
//! A sync claims the user's lease, and renews it while it works ([`hold`]); nobody else
//! pushes meanwhile. It settles attempts to create that ended unclear ([`reconcile`]),
//! then makes or changes the assistant ([`push`]), and stores what Vapi confirmed. A sync
//! that finds the lease taken waits, and answers with the other's result when that is
//! what it would have done itself.
//!
//! A plan ([`survey`]) makes the same decisions ([`absence`]) and writes nothing.

mod absence;
mod adopt_assistant;
mod assistant_key;
mod forget_assistant;
mod former_key;
mod hold;
mod key_change;
mod leases;
mod left_assistants;
#[cfg(test)]
mod mishap;
mod outcome;
mod plan_sync;
mod push;
mod queue;
mod reconcile;
mod remove_left_assistants;
#[cfg(test)]
mod stage;
mod survey;
mod sync_assistant;
mod view_sync;
mod warning;

pub use adopt_assistant::{AdoptAssistant, AdoptError};
pub use forget_assistant::ForgetAssistant;
pub use outcome::{SyncError, SyncReport};
pub use plan_sync::{PlanSync, SyncPlan};
pub use remove_left_assistants::RemoveLeftAssistants;
pub use sync_assistant::SyncAssistant;
pub use view_sync::ViewSync;

pub(super) use assistant_key::AssistantKeys;
pub(super) use key_change::KeyChange;
pub(super) use leases::SyncLeases;
pub(super) use left_assistants::LeftAssistants;
