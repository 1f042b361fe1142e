//! Cutting down what is kept of the past.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use application::port::{Clock, HistoryStore};
use application::use_case::operator::{CountPrunable, PruneHistory, Pruned, Pruning};
use chrono::TimeDelta;
use infra_security::SystemClock;
use serde_json::json;

use crate::config::Config;
use crate::terminal::{Progress, print};
use crate::wiring;

/// What is asked for, as it was typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) revisions_kept: Option<NonZeroU32>,
    pub(crate) activity_older_than: Option<Duration>,
    pub(crate) dry_run: bool,
}

/// Prints how much has gone, or would go. May be cut off and run again, and servers may run
/// meanwhile.
pub(crate) async fn prune(config: &Config, wanted: Wanted, as_json: bool) -> anyhow::Result<()> {
    let pruning = pruning(config, wanted)?;
    let pruned = if config.database.is_yet_to_be_made()? {
        Pruned {
            revisions: pruning.revisions_kept.map(|_| 0),
            events: pruning.events_before.map(|_| 0),
        }
    } else {
        let database = wiring::database(&config.database).await?;
        let pruned = forget(database.stores().history, pruning, wanted.dry_run).await;
        database.close().await;
        pruned?
    };
    let said = if as_json { json(pruned, wanted.dry_run) } else { text(pruned, wanted.dry_run) };
    Ok(print(&said)?)
}

fn pruning(config: &Config, wanted: Wanted) -> anyhow::Result<Pruning> {
    let events_before = match wanted.activity_older_than {
        Some(age) => {
            let age = TimeDelta::from_std(age).context("nothing is that old")?;
            Some(SystemClock::new().now().checked_sub_signed(age).context("nothing is that old")?)
        }
        None => None,
    };
    let revisions_kept = wanted.revisions_kept.or(config.revisions_kept);
    ensure!(
        revisions_kept.is_some() || events_before.is_some(),
        "nothing is to go: say --revisions-kept (AVA_API_REVISIONS_KEPT keeps all), or \
         --activity-older-than"
    );
    Ok(Pruning { revisions_kept, events_before })
}

async fn forget(
    history: Arc<dyn HistoryStore>,
    pruning: Pruning,
    dry_run: bool,
) -> anyhow::Result<Pruned> {
    let counted = CountPrunable::new(Arc::clone(&history)).run(pruning).await?;
    if dry_run {
        return Ok(counted);
    }
    let progress = Progress::of(counted.total());
    let pruned = PruneHistory::new(history).run(pruning, &|done| progress.show(done)).await;
    progress.end();
    Ok(pruned?)
}

fn text(pruned: Pruned, dry_run: bool) -> String {
    let parts = [(pruned.revisions, "revision(s)"), (pruned.events, "event(s)")];
    let parts: Vec<String> =
        parts.into_iter().filter_map(|(count, what)| Some(format!("{} {what}", count?))).collect();
    let verb = if dry_run { "would go" } else { "are gone" };
    format!("{} {verb}\n", parts.join(" and "))
}

fn json(pruned: Pruned, dry_run: bool) -> String {
    let Pruned { revisions, events } = pruned;
    format!("{:#}\n", json!({"dry_run": dry_run, "revisions": revisions, "events": events}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Environment;

    fn config(variables: &[(&str, &str)]) -> Config {
        Config::from_environment(&Environment::of(variables.iter().copied())).unwrap().0
    }

    const NOTHING: Wanted =
        Wanted { revisions_kept: None, activity_older_than: None, dry_run: false };

    #[test]
    fn what_is_configured_holds_unless_another_number_is_given() {
        let kept = |variables: &[(&str, &str)], revisions_kept| {
            let wanted = Wanted { revisions_kept, ..NOTHING };
            pruning(&config(variables), wanted).ok()?.revisions_kept.map(NonZeroU32::get)
        };
        assert_eq!(kept(&[("AVA_API_REVISIONS_KEPT", "50")], None), Some(50));
        assert_eq!(kept(&[("AVA_API_REVISIONS_KEPT", "50")], NonZeroU32::new(7)), Some(7));
        assert_eq!(kept(&[], NonZeroU32::new(7)), Some(7));
        assert_eq!(kept(&[], None), None);
    }

    #[test]
    fn to_prune_nothing_and_what_nothing_is_as_old_as_is_refused() {
        assert!(pruning(&config(&[]), NOTHING).is_err());
        for days in [u64::MAX / 86_400, 400_000_000] {
            let age = Some(Duration::from_secs(days * 86_400));
            let wanted = Wanted { activity_older_than: age, ..NOTHING };
            assert!(pruning(&config(&[]), wanted).is_err(), "{days}");
        }
    }

    #[test]
    fn what_has_gone_is_told_to_people_and_to_programs() {
        let both = Pruned { revisions: Some(3), events: Some(0) };
        assert_eq!(text(both, false), "3 revision(s) and 0 event(s) are gone\n");
        let events = Pruned { revisions: None, events: Some(5) };
        assert_eq!(text(events, true), "5 event(s) would go\n");
        let read: serde_json::Value = serde_json::from_str(&json(events, true)).unwrap();
        assert_eq!(read, json!({"dry_run": true, "revisions": null, "events": 5}));
    }
}
