//! What was found.

use std::fmt::Write;

use serde_json::{Value, json};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// As it should be.
    Ok,
    /// It works, and something should be done.
    Warning,
    /// It does not work, or secrets are in danger.
    Problem,
}

impl Level {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// One thing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) area: &'static str,
    pub(super) level: Level,
    pub(super) what: String,
    /// What to do about it.
    pub(super) remedy: Option<String>,
}

impl Finding {
    /// All is well.
    pub(super) fn ok(area: &'static str, what: impl Into<String>) -> Self {
        Self { area, level: Level::Ok, what: what.into(), remedy: None }
    }

    /// All is well, and this may be of use.
    pub(super) fn hint(
        area: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { remedy: Some(remedy.into()), ..Self::ok(area, what) }
    }

    pub(super) fn warning(
        area: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { level: Level::Warning, ..Self::hint(area, what, remedy) }
    }

    pub(super) fn problem(
        area: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { level: Level::Problem, ..Self::hint(area, what, remedy) }
    }
}

/// A line each, and one for what to do.
pub(super) fn text(findings: &[Finding]) -> String {
    let width = findings.iter().map(|finding| finding.area.len()).max().unwrap_or(0);
    let mut text = String::new();
    for Finding { area, level, what, remedy } in findings {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{:8} {area:width$}  {what}", level.as_str());
        if let Some(remedy) = remedy {
            let _ = writeln!(text, "{:8} {:width$}  -> {remedy}", "", "");
        }
    }
    text
}

pub(super) fn json(findings: &[Finding]) -> String {
    let findings: Vec<Value> = findings
        .iter()
        .map(|Finding { area, level, what, remedy }| {
            json!({"area": area, "level": level.as_str(), "what": what, "remedy": remedy})
        })
        .collect();
    format!("{:#}\n", json!({ "findings": findings }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings() -> [Finding; 2] {
        [Finding::ok("database", "it answers"), Finding::problem("keys", "one is gone", "look")]
    }

    #[test]
    fn a_person_reads_a_line_each_and_what_to_do() {
        assert_eq!(
            text(&findings()),
            "ok       database  it answers\n\
             problem  keys      one is gone\n                   -> look\n"
        );
    }

    #[test]
    fn a_program_reads_the_same() {
        let read: Value = serde_json::from_str(&json(&findings())).unwrap();
        let expected = json!({"findings": [
            {"area": "database", "level": "ok", "what": "it answers", "remedy": null},
            {"area": "keys", "level": "problem", "what": "one is gone", "remedy": "look"},
        ]});
        assert_eq!(read, expected);
    }
}
