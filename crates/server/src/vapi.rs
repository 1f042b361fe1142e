//! Which Vapi is pushed to, and the sandbox of our own.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use anyhow::Context;
use application::VapiMode;
use domain::integration::VapiKey;
use vapi_sandbox::{Sandbox, SandboxConfig};

use crate::config::VapiConfig;

/// The key of users without their own at a sandbox. No secret: it opens nothing else.
const SANDBOX_KEY: &str = "sandbox-key-for-everybody";
const STATE_FILE: &str = "sandbox.json";

/// An address to push to.
pub(crate) struct Vapi {
    pub(crate) mode: VapiMode,
    pub(crate) base_url: String,
    pub(crate) server_key: Option<VapiKey>,
    /// Runs as long as this is kept.
    _sandbox: Option<Sandbox>,
}

/// Starts the sandbox where it is wanted; it keeps its state in the data directory, so that
/// a restart forgets nothing.
pub(crate) async fn open(config: VapiConfig, data_dir: &Path) -> anyhow::Result<Vapi> {
    let (mode, server_key) = (mode(&config), server_key(&config)?);
    Ok(match config {
        VapiConfig::Live { base_url, .. } | VapiConfig::SandboxAt { base_url, .. } => {
            Vapi { mode, base_url, server_key, _sandbox: None }
        }
        VapiConfig::Sandbox { .. } => {
            let sandbox = start(data_dir).await?;
            Vapi { mode, base_url: sandbox.url(), server_key, _sandbox: Some(sandbox) }
        }
    })
}

/// Which Vapi.
pub(crate) const fn mode(config: &VapiConfig) -> VapiMode {
    match config {
        VapiConfig::Live { .. } => VapiMode::Live,
        VapiConfig::SandboxAt { .. } | VapiConfig::Sandbox { .. } => VapiMode::Sandbox,
    }
}

/// The key for users without their own.
pub(crate) fn server_key(config: &VapiConfig) -> anyhow::Result<Option<VapiKey>> {
    match config {
        VapiConfig::Live { server_key, .. } => Ok(server_key.clone()),
        VapiConfig::SandboxAt { server_key, .. } | VapiConfig::Sandbox { server_key } => {
            or_sandbox_key(server_key.clone()).map(Some)
        }
    }
}

async fn start(data_dir: &Path) -> anyhow::Result<Sandbox> {
    let config =
        SandboxConfig { state_file: Some(data_dir.join(STATE_FILE)), ..SandboxConfig::default() };
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Sandbox::start(loopback, config).await.context("cannot start the Vapi sandbox")
}

fn or_sandbox_key(configured: Option<VapiKey>) -> anyhow::Result<VapiKey> {
    configured.map_or_else(|| VapiKey::parse(SANDBOX_KEY).map_err(anyhow::Error::from), Ok)
}
