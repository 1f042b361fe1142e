//! The user that a row of `users` is, as nearly as can be.

use chrono::{DateTime, Utc};
use domain::Fault;
use domain::user::{Organization, User};
use domain::value::{BoundedText, Email, ImageUrl, Locale, PhoneNumber, UserId};

use super::cell::{flag, moment};
use super::column::{self, Column};
use super::notes::Notes;
use super::onboarding::onboarding;
use crate::port::FormerRow;
use crate::use_case::operator::import_accounts::report::Adjustment;

/// The user of this id and email. Nothing was before 1970 or will be after `now`.
pub(super) fn person(
    row: &FormerRow,
    id: UserId,
    email: Email,
    now: DateTime<Utc>,
    notes: &mut Notes,
) -> User {
    let changed = time(&column::UPDATED_AT, row, now, notes);
    let made = time(&column::CREATED_AT, row, now, notes);
    let created_at = made.or(changed).unwrap_or(now);
    let updated_at = changed.unwrap_or(created_at).max(created_at);
    let phone = phone(row, notes);
    User {
        id,
        email,
        name: text(&column::NAME, row, notes),
        phone_verified: phone.is_some() && switch(&column::PHONE_VERIFIED, row, notes),
        phone,
        locale: locale(row, notes),
        image: column::IMAGE
            .read(row)
            .and_then(|text| notes.or_left(column::IMAGE.field, ImageUrl::parse(text))),
        organization: Organization {
            name: text(&column::ORGANIZATION, row, notes),
            industry: text(&column::INDUSTRY, row, notes),
            company_size: text(&column::COMPANY_SIZE, row, notes),
        },
        onboarding: onboarding(row, updated_at, now, notes),
        created_at,
        updated_at,
    }
}

/// Whether they are to be kept out. What cannot be read lets nobody in.
pub(super) fn is_kept_out(row: &FormerRow, notes: &mut Notes) -> bool {
    let Some(text) = column::IS_ACTIVE.read(row) else { return false };
    !notes.or_default(column::IS_ACTIVE.field, flag(text))
}

/// A flag; false for none.
pub(super) fn switch(column: &Column, row: &FormerRow, notes: &mut Notes) -> bool {
    column.read(row).is_some_and(|text| notes.or_default(column.field, flag(text)))
}

/// A moment between 1970 and `now`.
pub(super) fn time(
    column: &Column,
    row: &FormerRow,
    now: DateTime<Utc>,
    notes: &mut Notes,
) -> Option<DateTime<Utc>> {
    let read = moment(column.read(row)?);
    if read.is_none() {
        notes.add(column.field, Adjustment::Defaulted);
    }
    read.map(|moment| {
        let bounded = moment.clamp(DateTime::UNIX_EPOCH, now);
        if bounded != moment {
            notes.add(column.field, Adjustment::Clamped);
        }
        bounded
    })
}

fn phone(row: &FormerRow, notes: &mut Notes) -> Option<PhoneNumber> {
    let text = column::PHONE.read(row)?;
    notes.or_left(column::PHONE.field, PhoneNumber::parse(text))
}

fn locale(row: &FormerRow, notes: &mut Notes) -> Locale {
    let Some(text) = column::LOCALE.read(row) else { return Locale::default() };
    // `fr-FR` and `fr_FR` are French.
    let language = text.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    notes.or_default(column::LOCALE.field, Locale::parse(&language).ok())
}

fn text<const MAX: usize>(
    column: &Column,
    row: &FormerRow,
    notes: &mut Notes,
) -> Option<BoundedText<MAX>> {
    let text = column.read(row)?;
    let fitted = notes.fitted(column.field, text.trim(), MAX);
    let parsed: Result<_, Fault> = BoundedText::parse(&fitted);
    notes.or_left(column.field, parsed)
}
