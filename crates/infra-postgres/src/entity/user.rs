//! Users.

#![expect(clippy::struct_excessive_bools, reason = "a row has the columns that it has")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    pub phone: Option<String>,
    pub phone_verified: bool,
    pub password_hash: Option<String>,
    pub name: Option<String>,
    pub image: Option<String>,
    pub locale: String,
    pub organization_name: Option<String>,
    pub industry: Option<String>,
    pub company_size: Option<String>,
    pub onboarding_step: i16,
    pub onboarding_completed_at: Option<DateTimeUtc>,
    pub onboarding_vapi_skipped: bool,
    pub onboarding_twilio_skipped: bool,
    pub onboarding_assistant_created: bool,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub disabled_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
