//! What Vapi answers.

use std::time::Duration;

use application::GatewayError;
use application::port::AssistantGateway;
use domain::integration::VapiKey;
use infra_vapi::{HttpVapi, VapiOptions};

use crate::config::{Config, VapiConfig};
use crate::vapi;

const LIMIT: Duration = Duration::from_secs(3);
/// Nobody's key: whoever refuses it is there.
const NO_KEY: &str = "ava-doctor-asks-whether-you-are-there";

/// What came of asking.
pub(in super::super) enum AskedVapi {
    /// Nobody was asked: there is only what a server starts itself.
    OwnSandbox,
    /// There is nothing to ask with.
    NotSetUp(String),
    Asked {
        base_url: String,
        /// Whether it was asked with the server-wide key.
        has_key: bool,
        answer: Result<(), GatewayError>,
    },
}

pub(super) async fn ask(config: &Config) -> AskedVapi {
    let base_url = match &config.vapi {
        VapiConfig::Sandbox { .. } => return AskedVapi::OwnSandbox,
        VapiConfig::SandboxAt { base_url, .. } | VapiConfig::Live { base_url, .. } => base_url,
    };
    match ask_at(config, base_url).await {
        Ok((has_key, answer)) => AskedVapi::Asked { base_url: base_url.clone(), has_key, answer },
        Err(error) => AskedVapi::NotSetUp(format!("{error:#}")),
    }
}

async fn ask_at(
    config: &Config,
    base_url: &str,
) -> anyhow::Result<(bool, Result<(), GatewayError>)> {
    let server_key = vapi::server_key(&config.vapi)?;
    let has_key = server_key.is_some();
    let key = server_key.map_or_else(|| VapiKey::parse(NO_KEY), Ok)?;
    let gateway = HttpVapi::new(VapiOptions { base_url: base_url.to_owned() })?;
    Ok((has_key, gateway.check_key(&key, LIMIT).await))
}
