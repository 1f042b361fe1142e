//! A sandbox that the test holds, so that it outlives servers and fails on demand.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use vapi_sandbox::{Sandbox, SandboxConfig};

use super::place::{Place, Store};

/// Answers everything after this long.
pub(crate) async fn sandbox(delay_ms: u64) -> Sandbox {
    let config =
        SandboxConfig { delay: Duration::from_millis(delay_ms), ..SandboxConfig::default() };
    Sandbox::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), config).await.expect("a sandbox")
}

impl Place {
    /// A place whose servers push to this sandbox.
    pub(crate) fn pushing_to(store: Store, sandbox: &Sandbox) -> Self {
        Self::new(store)
            .with("AVA_API_VAPI_MODE", "sandbox")
            .with("AVA_API_VAPI_BASE_URL", &sandbox.url())
    }
}
