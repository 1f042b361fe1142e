//! What an operator does, and no request.

mod create_user;
mod delete_user;
mod disable_user;
mod enable_user;
mod export_user;
mod find_user;
mod import_accounts;
mod list_users;
mod prune_history;
mod reseal_secrets;
mod set_password;
mod view_user_events;
mod view_user_revisions;

pub use create_user::CreateUser;
pub use delete_user::DeleteUser;
pub use disable_user::DisableUser;
pub use enable_user::EnableUser;
pub use export_user::ExportUser;
pub use find_user::FindUser;
pub use import_accounts::{
    Adjustment, ImportAccounts, ImportError, ImportProgress, ImportReport, ImportTarget, Imported,
    Note, Refusal,
};
pub use list_users::ListUsers;
pub use prune_history::{CountPrunable, PruneHistory, Pruned, Pruning};
pub use reseal_secrets::{ResealSecrets, Resealed};
pub use set_password::SetPassword;
pub use view_user_events::ViewUserEvents;
pub use view_user_revisions::ViewUserRevisions;
