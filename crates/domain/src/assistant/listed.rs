//! Words of the catalog as people write them.

use super::Warning;
use crate::catalog::is_spelling_of;
use crate::studio::Setting;

/// The listed word that this is, but for letter case and space around it.
pub(super) fn find<'a>(list: &[&'a str], word: &str) -> Option<&'a str> {
    list.iter().find(|listed| is_spelling_of(listed, word)).copied()
}

/// Sends a listed word as it is listed: Vapi tells letter case apart.
pub(super) fn respelled(
    setting: Setting,
    listed: &str,
    word: &str,
    warnings: &mut Vec<Warning>,
) -> String {
    if listed != word {
        warnings.push(Warning::of(
            setting,
            format!("{listed:?} is sent instead of {word:?}: Vapi tells letter case apart."),
        ));
    }
    listed.to_owned()
}

/// Sends a word that nobody lists as it is. What is said of it ends in "; it is sent as it
/// is …".
pub(super) fn passed_on(
    setting: Setting,
    word: &str,
    fact: &str,
    warnings: &mut Vec<Warning>,
) -> String {
    let detail = format!("{fact}; it is sent as it is, and Vapi may refuse it.");
    warnings.push(Warning::of(setting, detail));
    word.to_owned()
}
