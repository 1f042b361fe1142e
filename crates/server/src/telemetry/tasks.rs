//! How the work beside answering goes.

use metrics::{counter, describe_counter};

const RUNS: &str = "ava_background_runs_total";
/// Not "job", which is Prometheus' own word for what it scrapes.
const TASK: &str = "task";
const OUTCOME: &str = "outcome";

/// Work that is done every now and then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// Ended sessions and replaced tokens are forgotten.
    TidySessions,
    /// Counts of limits that are back at nothing are forgotten.
    TidyCounts,
    /// Assistants of deleted users are deleted at Vapi.
    RemoveAssistants,
}

impl Task {
    const ALL: [Self; 3] = [Self::TidySessions, Self::TidyCounts, Self::RemoveAssistants];

    const fn label(self) -> &'static str {
        match self {
            Self::TidySessions => "tidy_sessions",
            Self::TidyCounts => "tidy_counts",
            Self::RemoveAssistants => "remove_assistants",
        }
    }
}

/// Every series is there from the start: of one that only begins, nobody sees the first step.
pub(super) fn describe() {
    describe_counter!(RUNS, "Runs of the work beside answering, by task and how they ended.");
    for task in Task::ALL {
        for outcome in [true, false].map(outcome) {
            counter!(RUNS, TASK => task.label(), OUTCOME => outcome).increment(0);
        }
    }
}

/// A task was run.
pub(crate) fn ran(task: Task, ok: bool) {
    counter!(RUNS, TASK => task.label(), OUTCOME => outcome(ok)).increment(1);
}

fn outcome(ok: bool) -> &'static str {
    if ok { "ok" } else { "failed" }
}
