//! Users.

use application::port::{
    Credentials, PasswordChange, PasswordHash, RefreshTokenHash, StoredUser, UserStore,
};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::account::Identifier;
use domain::session::Session;
use domain::user::User;
use domain::value::{CompanySize, ImageUrl, Name, PhoneNumber};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, UpdateStatement};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use super::session::{end_other_sessions, insert_session};
use crate::clock::cut;
use crate::entity::user::{Column, Entity, Model};
use crate::failure::store_error;
use crate::record::user::{credentials, row_of, stored_user};
use crate::row::{read, select_all, select_for};
use crate::sql::Sql;

/// Keeps users in SQL.
#[derive(Clone)]
pub struct SeaUserStore {
    sql: Sql,
}

impl SeaUserStore {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }

    /// The one user of a selection.
    async fn only_row(&self, mut select: SelectStatement) -> Result<Option<Model>, StoreError> {
        select_all::<Entity>(&mut select);
        let row = self.sql.reader().query_one(&select).await.map_err(store_error)?;
        row.map(|row| read::<Entity>(&row)).transpose()
    }
}

#[async_trait]
impl UserStore for SeaUserStore {
    async fn add(
        &self,
        user: &User,
        password_hash: &PasswordHash,
        session: &Session,
        refresh_token: &RefreshTokenHash,
    ) -> Result<(), StoreError> {
        let row = row_of(user, password_hash).into_active_model();
        let transaction = self.sql.begin().await?;
        Entity::insert(row).exec_without_returning(&*transaction).await.map_err(store_error)?;
        insert_session(&*transaction, session, refresh_token).await?;
        transaction.commit().await
    }

    async fn find_credentials(
        &self,
        identifier: &Identifier,
    ) -> Result<Option<Credentials>, StoreError> {
        let whose = match identifier {
            Identifier::Email(email) => Expr::col(Column::Email).eq(email.as_str()),
            Identifier::Phone(phone) => Expr::col(Column::Phone).eq(phone.as_str()),
            Identifier::Unknown => return Ok(None),
        };
        let select = Query::select().from(Entity).and_where(whose).to_owned();
        self.only_row(select).await?.map(credentials).transpose()
    }

    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<StoredUser>, StoreError> {
        self.only_row(select_for(caller, now)).await?.map(stored_user).transpose()
    }

    async fn load_credentials(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Credentials>, StoreError> {
        self.only_row(select_for(caller, now)).await?.map(credentials).transpose()
    }

    async fn change_password(&self, change: &PasswordChange) -> Result<bool, StoreError> {
        let transaction = self.sql.begin().await?;
        // The user first, as always: of several changes from one hash, the others wait for this
        // one, and then find another hash.
        let done = transaction.execute(&replace_hash(change)).await.map_err(store_error)?;
        if done.rows_affected() != 1 {
            transaction.roll_back().await?;
            return Ok(false);
        }
        if let Some(keep) = change.end_all_but {
            end_other_sessions(&*transaction, change.owner, keep, change.at).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    async fn update(&self, user: &User, expected_version: i64) -> Result<bool, StoreError> {
        let update = update_of(user, expected_version);
        let writer = self.sql.writer().await?;
        let done = writer.execute(&update).await.map_err(store_error)?;
        Ok(done.rows_affected() == 1)
    }
}

// Nothing but the hash: an update of the user, which never writes the hash, need not know of it
// and is not refused because of it. So the version, and `updated_at` beside it, stay.
fn replace_hash(change: &PasswordChange) -> UpdateStatement {
    Query::update()
        .table(Entity)
        .value(Column::PasswordHash, change.to.as_str())
        .and_where(Expr::col(Column::Id).eq(change.owner.as_uuid()))
        .and_where(Expr::col(Column::PasswordHash).eq(change.from.as_str()))
        .to_owned()
}

fn update_of(user: &User, expected_version: i64) -> UpdateStatement {
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
