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
        .map(|name| match nearest(name, known.iter().map(String::as_str)) {
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

/// The name that is most alike, if one is.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(own(name), own(known)), known))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

fn own(name: &str) -> &str {
    name.strip_prefix(PREFIX).unwrap_or(name)
}
