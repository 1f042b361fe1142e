//! Studio configurations, a column a setting.

#![expect(clippy::struct_field_names, reason = "a column is named after its setting")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "studio_configs")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub revision: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub organization_name: Option<String>,
    pub admin_email: Option<String>,
    pub fallback_email: Option<String>,
    pub summary_email: Option<String>,
    pub timezone: String,
    pub phone_number: String,
    pub business_hours: String,
    pub smtp_server: String,
    pub smtp_port: String,
    pub smtp_username: String,
    pub voice_provider: String,
    pub voice_id: String,
    pub voice_speed: f64,
    pub ai_model: String,
    pub ai_temperature: f64,
    pub ai_max_tokens: i32,
    pub transcriber_provider: String,
    pub transcriber_model: String,
    pub transcriber_language: String,
    pub first_message: String,
    pub system_prompt: String,
    pub guidelines: String,
    pub persona: String,
    pub tone: String,
    pub language: String,
    pub ask_for_name: bool,
    pub ask_for_email: bool,
    pub ask_for_phone: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
