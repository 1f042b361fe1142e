//! The studio's configuration.

mod patch_studio_config;
mod view_studio_config;

pub use patch_studio_config::{PatchError, PatchStudioConfig, Patched};
pub use view_studio_config::ViewStudioConfig;
