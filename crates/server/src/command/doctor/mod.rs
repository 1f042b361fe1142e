//! Looking for what is wrong, and for what an operator has to do next.
//!
//! To add a check: a file with a struct that is a [`Check`], a line in [`CHECKS`], and a test
//! for each of its findings. What is to be asked of anybody is asked in [`scene`], within a limit.

mod clock;
mod connections;
mod database;
mod disk;
mod durability;
mod finding;
mod key_strength;
mod origins;
mod pooler;
mod proxies;
mod rate_limits;
mod rotation;
mod scene;
mod schema;
mod sealing_keys;
mod servers;
mod signing_keys;
mod vapi;

use std::process::ExitCode;

use async_trait::async_trait;

use crate::config::Config;
use crate::terminal::print;
use finding::{Finding, Level};
use scene::Scene;

/// Looks at one thing.
#[async_trait]
trait Check: Sync {
    /// What there is to say of it, good or bad.
    async fn look(&self, scene: &Scene) -> Vec<Finding>;
}

/// In the order in which they are told.
const CHECKS: &[&dyn Check] = &[
    &database::Reachable,
    &durability::WritesKept,
    &pooler::StatementsKept,
    &connections::EnoughConnections,
    &clock::ClocksAgree,
    &disk::RoomLeft,
    &schema::UpToDate,
    &sealing_keys::SealingKeysThere,
    &signing_keys::SigningKeysThere,
    &servers::ServersAgree,
    &rotation::NextStep,
    &key_strength::HardToGuess,
    &vapi::VapiReachable,
    &rate_limits::Limited,
    &proxies::ClientsTold,
    &origins::PagesAllowed,
];

/// Tells every finding; fails when one of them is a problem.
pub(crate) async fn doctor(config: &Config, as_json: bool) -> anyhow::Result<ExitCode> {
    let scene = Box::pin(Scene::of(config)).await;
    let mut findings = Vec::new();
    for check in CHECKS {
        findings.extend(check.look(&scene).await);
    }
    scene.leave().await;
    print(&if as_json { finding::json(&findings) } else { finding::text(&findings) })?;
    let is_well = findings.iter().all(|finding| finding.level != Level::Problem);
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
