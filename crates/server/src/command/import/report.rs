//! What was done, for a person or a program. Users are named by their ids.

use std::fmt::Write;

use application::use_case::operator::{ImportReport, Imported, Note};
use serde_json::{Value, json};

/// How many of those who are not quite as they were a person is told of one by one.
const MOST_TOLD: usize = 20;

/// What there is to say beside the report itself.
pub(super) struct Told {
    /// The former database, without its password.
    pub(super) from: String,
    pub(super) dry_run: bool,
}

impl Told {
    pub(super) fn text(&self, report: &ImportReport) -> String {
        let mut text = format!("{}: {} user(s)\n", self.from, report.found);
        let added = if self.dry_run { "would be added" } else { "were added" };
        for (count, what) in [
            (report.added, added),
            (report.already_there, "are here already, and were left alone"),
            (report.deleted_since, "were here and deleted, and do not come back"),
            (report.refused.len() as u64, "cannot be taken over"),
            (report.without_id, "have no id, and cannot be taken over"),
        ] {
            if count > 0 || what == added {
                let _ = writeln!(text, "{count:7} {what}");
            }
        }
        refused(&mut text, report);
        adjusted(&mut text, report);
        left(&mut text, report);
        text
    }

    pub(super) fn json(&self, report: &ImportReport) -> String {
        let refused = report.refused.iter().map(|refused| {
            let more = [("reason", json!(refused.what.as_str()))];
            named(refused, more.into_iter().chain([("detail", json!(refused.what.in_words()))]))
        });
        let adjusted = report.adjusted.iter().map(|adjusted| {
            let notes: Vec<Value> = adjusted.what.iter().map(note).collect();
            named(adjusted, [("fields", json!(notes))])
        });
        let report = json!({
            "from": self.from,
            "dry_run": self.dry_run,
            "found": report.found,
            "added": report.added,
            "already_there": report.already_there,
            "deleted_since": report.deleted_since,
            "without_id": report.without_id,
            "not_imported": refused.collect::<Vec<_>>(),
            "adjusted": adjusted.collect::<Vec<_>>(),
            "left_columns": report.left_columns,
        });
        format!("{report:#}\n")
    }
}

fn named<T>(
    imported: &Imported<T>,
    more: impl IntoIterator<Item = (&'static str, Value)>,
) -> Value {
    let mut object = json!({"id": imported.id.to_string(), "former_id": imported.former_id});
    for (name, value) in more {
        object[name] = value;
    }
    object
}

fn note(note: &Note) -> Value {
    json!({"field": note.field, "reason": note.adjustment.as_str()})
}

fn refused(text: &mut String, report: &ImportReport) {
    if !report.refused.is_empty() {
        text.push_str("\nNot taken over:\n");
    }
    for refused in &report.refused {
        let _ = writeln!(text, "  {} {}", refused.former_id, refused.what.in_words());
    }
}

fn adjusted(text: &mut String, report: &ImportReport) {
    if report.adjusted.is_empty() {
        return;
    }
    text.push_str("\nNot quite as they were:\n");
    for (Note { field, adjustment }, count) in report.summary() {
        let _ = writeln!(text, "{count:7} x {field} {}", adjustment.in_words());
    }
    for adjusted in report.adjusted.iter().take(MOST_TOLD) {
        let notes: Vec<_> = adjusted
            .what
            .iter()
            .map(|note| format!("{} ({})", note.field, note.adjustment.as_str()))
            .collect();
        let _ = writeln!(text, "  {}: {}", adjusted.former_id, notes.join(", "));
    }
    let more = report.adjusted.len().saturating_sub(MOST_TOLD);
    if more > 0 {
        let _ = writeln!(text, "  and {more} more; --json names all");
    }
}

fn left(text: &mut String, report: &ImportReport) {
    if !report.left_columns.is_empty() {
        text.push_str(
            "\nColumns that nothing here corresponds to, with how many rows hold something:\n",
        );
    }
    for (column, rows) in &report.left_columns {
        let _ = writeln!(text, "{rows:7} {column}");
    }
}

#[cfg(test)]
mod tests;
