//! The statements of users.

use std::net::IpAddr;

use application::port::{AccountDeletion, PasswordChange, PasswordHash};
use chrono::{DateTime, Utc};
use domain::account::Identifier;
use domain::user::User;
use domain::value::{CompanySize, ImageUrl, Name, PhoneNumber};
use sea_orm::sea_query::{DeleteStatement, Expr, ExprTrait, Query, UpdateStatement, Value, Values};
use sea_orm::{DbBackend, Statement};

use crate::clock::cut;
use crate::entity::user::{Column, Entity};
use crate::row::select_all;
use crate::store::audit::{logged_in_from, of_late};
use crate::text::Text;

/// Whether the user has logged in from there, as a column.
pub(super) const FROM_HERE: &str = "logged_in_from_here";

/// A user by what they log in with, and whether they have logged in from there of late. `None`
/// where it is nobody's.
pub(super) fn credentials_of(
    identifier: &Identifier,
    address: Option<IpAddr>,
    now: DateTime<Utc>,
    backend: DbBackend,
) -> Option<Statement> {
    static BY_EMAIL: Text = Text::new();
    static BY_PHONE: Text = Text::new();
    let (text, column, identifier): (_, _, Value) = match identifier {
        Identifier::Email(email) => (&BY_EMAIL, Column::Email, email.as_str().into()),
        Identifier::Phone(phone) => (&BY_PHONE, Column::Phone, phone.as_str().into()),
        Identifier::Unknown => return None,
    };
    let [address, since] = of_late(address, now);
    let values = Values(vec![address.clone(), since.clone(), identifier.clone()]);
    Some(text.statement(backend, values, || {
        let mut select = Query::select()
            .from(Entity)
            .expr_as(logged_in_from([address, since]), FROM_HERE)
            .and_where(Expr::col(column).eq(identifier))
            .to_owned();
        select_all::<Entity>(&mut select);
        backend.build(&select)
    }))
}

/// Replaces the password hash, from the one that was verified, of a user who may use it. Nothing but the hash: an update of
/// the user, which never writes the hash, need not know of it and is not refused because of it.
/// So the version, and `updated_at` beside it, stay.
pub(super) fn replace_hash(change: &PasswordChange) -> UpdateStatement {
    Query::update()
        .table(Entity)
        .value(Column::PasswordHash, change.to.as_str())
        .and_where(Expr::col(Column::Id).eq(change.owner.as_uuid()))
        .and_where(verified_by(&change.from))
        .to_owned()
}

/// Deletes the user, who still has the hash that was verified, where one was.
pub(super) fn delete_user(deletion: &AccountDeletion) -> DeleteStatement {
    Query::delete()
        .from_table(Entity)
        .and_where(Expr::col(Column::Id).eq(deletion.owner.as_uuid()))
        .and_where_option(deletion.verified.as_ref().map(verified_by))
        .to_owned()
}

fn verified_by(hash: &PasswordHash) -> Expr {
    Expr::col(Column::PasswordHash).eq(hash.as_str()).and(Expr::col(Column::DisabledAt).is_null())
}

/// Replaces the user that has this version.
pub(super) fn update_of(user: &User, expected_version: i64) -> UpdateStatement {
    let organization = &user.organization;
    let onboarding = &user.onboarding;
    Query::update()
        .table(Entity)
        .values([
            (Column::Name, user.name.as_ref().map(Name::as_str).into()),
            (Column::Phone, user.phone.as_ref().map(PhoneNumber::as_str).into()),
            (Column::PhoneVerified, user.phone_verified.into()),
            (Column::Locale, user.locale.as_str().into()),
            (Column::Image, user.image.as_ref().map(ImageUrl::as_str).into()),
            (Column::OrganizationName, organization.name.as_ref().map(Name::as_str).into()),
            (Column::Industry, organization.industry.as_ref().map(Name::as_str).into()),
            (
                Column::CompanySize,
                organization.company_size.as_ref().map(CompanySize::as_str).into(),
            ),
            (Column::OnboardingStep, onboarding.step().number().into()),
            (Column::OnboardingCompletedAt, onboarding.completed_at().map(cut).into()),
            (Column::OnboardingVapiSkipped, onboarding.vapi_skipped().into()),
            (Column::OnboardingTwilioSkipped, onboarding.twilio_skipped().into()),
            (Column::OnboardingAssistantCreated, onboarding.assistant_created().into()),
            (Column::UpdatedAt, cut(user.updated_at).into()),
            (Column::Version, expected_version.saturating_add(1).into()),
        ])
        .and_where(Expr::col(Column::Id).eq(user.id.as_uuid()))
        .and_where(Expr::col(Column::Version).eq(expected_version))
        .to_owned()
}
