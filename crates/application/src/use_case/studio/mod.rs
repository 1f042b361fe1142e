//! The studio's configuration.

mod config_saver;
mod list_revisions;
mod patch_studio_config;
mod restore_revision;
mod view_revision;
mod view_revisions;
mod view_studio_config;

pub use list_revisions::ListRevisions;
pub use patch_studio_config::{PatchError, PatchStudioConfig, Patched};
pub use restore_revision::RestoreRevision;
pub use view_revision::{ExplainedRevision, RevisionChange, ViewRevision};
pub use view_revisions::ViewRevisions;
pub use view_studio_config::ViewStudioConfig;
