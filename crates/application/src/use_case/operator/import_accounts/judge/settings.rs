//! The configuration that a row holds, as nearly as can be: each setting by the domain's table.

use domain::Raw;
use domain::studio::{AccountDefaults, Kind, SettingSpec, StudioConfig};

use super::cell::{flag, number};
use super::notes::Notes;
use crate::port::FormerRow;
use crate::use_case::operator::import_accounts::report::Adjustment;

/// What is wrong with a setting is made right and noted. What equals what the account says
/// follows the account, as it did in the former service as long as nobody touched it.
pub(super) fn settings(
    row: &FormerRow,
    account: &AccountDefaults,
    notes: &mut Notes,
) -> StudioConfig {
    let parsed = StudioConfig::parse(|setting| {
        let spec = setting.spec();
        let raw = row.get(spec.column).map_or(Raw::Absent, |text| read(spec, text, notes));
        if is_as_the_account_says(spec, &raw, account) { Raw::Absent } else { raw }
    });
    // Each setting was made valid above.
    parsed.unwrap_or_default()
}

fn is_as_the_account_says(spec: &SettingSpec, raw: &Raw, account: &AccountDefaults) -> bool {
    let follows = spec.default.fixed().is_none();
    follows && spec.kind.parse(raw) == Ok(Some(spec.default.resolve(account)))
}

/// A value that the setting takes.
fn read(spec: &SettingSpec, text: &str, notes: &mut Notes) -> Raw {
    let raw = match spec.kind {
        Kind::Text { max, .. } => Raw::Text(notes.fitted(spec.wire, text, max)),
        Kind::Email | Kind::TimeZone => Raw::Text(text.trim().to_owned()),
        Kind::Port => Raw::Text(port(text)),
        Kind::Number { min, max } => within(spec, text, (min, max), notes),
        Kind::Integer { min, max } => {
            let rounded = within(spec, text, (min.into(), max.into()), notes);
            whole(spec, rounded, notes)
        }
        Kind::Flag => flag(text).map_or(Raw::Composite, Raw::Flag),
    };
    if spec.kind.parse(&raw).is_ok() {
        return raw;
    }
    notes.replace(spec.wire, Adjustment::Defaulted);
    Raw::Absent
}

fn within(spec: &SettingSpec, text: &str, (min, max): (f64, f64), notes: &mut Notes) -> Raw {
    let Some(number) = number(text) else { return Raw::Composite };
    if !(min..=max).contains(&number) {
        notes.add(spec.wire, Adjustment::Clamped);
    }
    Raw::Number(number.clamp(min, max))
}

fn whole(spec: &SettingSpec, raw: Raw, notes: &mut Notes) -> Raw {
    match raw {
        Raw::Number(number) if number.fract() != 0.0 => {
            notes.add(spec.wire, Adjustment::Rounded);
            Raw::Number(number.round())
        }
        raw => raw,
    }
}

/// A number may have been stored as one.
fn port(text: &str) -> String {
    let whole = number(text).filter(|number| number.fract() == 0.0 && number.abs() < 1e6);
    whole.map_or_else(|| text.trim().to_owned(), |number| format!("{number:.0}"))
}
