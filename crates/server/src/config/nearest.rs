//! Warnings about variables that nobody reads: mostly typing errors.

use super::environment::Environment;
use super::variable::{FILE, VARIABLES};

const PREFIX: &str = "AVA_API_";
/// A name that is less alike, the prefix apart, is no typing error of another.
const ALIKE: f64 = 0.8;

/// One warning for each unknown variable with our prefix.
pub(super) fn warnings(environment: &Environment) -> Vec<String> {
    let known = known_names();
    environment
        .names()
        .filter(|name| name.starts_with(PREFIX) && !known.iter().any(|known| known == name))
        .map(|name| match nearest(name, &known) {
            Some(nearest) => format!("{name} is no variable of ours; did you mean {nearest}?"),
            None => format!("{name} is no variable of ours"),
        })
        .collect()
}

fn known_names() -> Vec<String> {
    let files = VARIABLES
        .iter()
        .filter(|variable| variable.secret)
        .map(|variable| format!("{}{FILE}", variable.name));
    VARIABLES.iter().map(|variable| variable.name.to_owned()).chain(files).collect()
}

fn nearest<'a>(name: &'a str, known: &'a [String]) -> Option<&'a str> {
    let own = |name: &'a str| name.strip_prefix(PREFIX).unwrap_or(name);
    known
        .iter()
        .map(|known| (strsim::jaro_winkler(own(name), own(known)), known.as_str()))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}
