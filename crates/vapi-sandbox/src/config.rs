//! How a sandbox is set up.

use std::path::PathBuf;
use std::time::Duration;

/// How a sandbox is set up. The default keeps its state in memory, answers at once, and has no
/// control endpoints.
#[derive(Clone, Debug, Default)]
pub struct SandboxConfig {
    /// Where assistants and phone numbers are kept; nowhere when absent. Only one sandbox may use a
    /// file at a time.
    pub state_file: Option<PathBuf>,
    /// How long every call to Vapi's part of the API waits before it is looked at.
    pub delay: Duration,
    /// Whether the control endpoints under `/__sandbox` exist. They know no keys: only for tests.
    pub control: bool,
}
