//! The recorder that all adapters' numbers end up in.

use std::time::Duration;

use anyhow::Context;
use infra_postgres::Database;
use metrics::{describe_gauge, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::time::sleep;

use super::scrape::Scrape;
use super::tasks;

/// Bounds of every histogram, in seconds: from what a read of one row takes (1 ms) to what a
/// push may take (20 s), about two and a half times as long each.
const SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0];
/// What was timed is kept one by one until it is sorted into the histograms.
const SORT_EVERY: Duration = Duration::from_secs(5);

const BUILD: &str = "ava_build_info";

/// The recorder of this process.
#[derive(Clone)]
pub(crate) struct Recorder(PrometheusHandle);

impl Recorder {
    /// Records from now on. What adapters made before goes nowhere.
    pub(crate) fn install() -> anyhow::Result<Self> {
        let handle = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .and_then(PrometheusBuilder::install_recorder)
            .context("cannot measure anything")?;
        http_actix::describe_metrics();
        infra_security::describe_metrics();
        infra_vapi::describe_metrics();
        tasks::describe();
        describe_build();
        Ok(Self(handle))
    }

    /// What a scrape answers: all that was recorded, and how this process and the pool of
    /// this database are at that moment.
    pub(crate) fn scrape(&self, database: Database) -> impl Fn() -> String + Send + Sync + 'static {
        let scrape = Scrape::new(self.0.clone(), database);
        move || scrape.render()
    }

    /// Goes on for as long as the server runs, so that memory does not grow between scrapes.
    pub(crate) async fn keep_sorted(self) {
        loop {
            sleep(SORT_EVERY).await;
            self.0.run_upkeep();
        }
    }
}

fn describe_build() {
    describe_gauge!(BUILD, "Always 1: its labels say which program this is.");
    let target = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    let labels = [
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("target", target),
        ("profile", profile.to_owned()),
    ];
    gauge!(BUILD, &labels).set(1.0);
}
