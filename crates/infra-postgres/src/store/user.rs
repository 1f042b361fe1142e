//! Users.

use application::port::{Credentials, PasswordHash, RefreshTokenHash, StoredUser, UserStore};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::account::Identifier;
use domain::session::Session;
use domain::user::User;
use domain::value::{CompanySize, ImageUrl, Name, PhoneNumber};
use sea_orm::sea_query::{Expr, ExprTrait, Query, UpdateStatement};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use super::session::insert_session;
use crate::clock::cut;
use crate::entity::user::{Column, Entity};
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
        let mut select = Query::select().from(Entity).and_where(whose).to_owned();
        select_all::<Entity>(&mut select);
        let row = self.sql.reader().query_one(&select).await.map_err(store_error)?;
        row.map(|row| read::<Entity>(&row).and_then(credentials)).transpose()
    }

    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<StoredUser>, StoreError> {
        let mut select = select_for(caller, now);
        select_all::<Entity>(&mut select);
        let row = self.sql.reader().query_one(&select).await.map_err(store_error)?;
        row.map(|row| read::<Entity>(&row).and_then(stored_user)).transpose()
    }

    async fn update(&self, user: &User, expected_version: i64) -> Result<bool, StoreError> {
        let update = update_of(user, expected_version);
        let writer = self.sql.writer().await?;
        let done = writer.execute(&update).await.map_err(store_error)?;
        Ok(done.rows_affected() == 1)
    }
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
