//! The settings of a configuration, in the order of the API.

use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use tokio_postgres::types::ToSql;

macro_rules! settings {
    ($($column:ident: $type:ty, $wire:literal;)*) => {
        /// All of them.
        #[derive(Debug, Clone, Serialize)]
        pub(super) struct Settings {
            $(#[serde(rename = $wire)] pub(super) $column: $type,)*
        }

        /// Those that a PATCH names.
        #[derive(Deserialize)]
        #[serde(default)]
        #[derive(Default)]
        pub(super) struct SettingsPatch {
            $(#[serde(rename = $wire)] $column: Option<$type>,)*
        }

        impl Settings {
            pub(super) const COLUMNS: &[&str] = &[$(stringify!($column)),*];

            /// From the first columns of a row.
            pub(super) fn of_postgres(row: &tokio_postgres::Row) -> Self {
                let mut at = 0..;
                Self { $($column: row.get(at.next().unwrap_or_default()),)* }
            }

            /// The same.
            pub(super) fn of_sqlite(row: &SqliteRow) -> Self {
                let mut at = 0_usize..;
                Self { $($column: row.get(at.next().unwrap_or_default()),)* }
            }

            pub(super) fn parameters(&self) -> Vec<&(dyn ToSql + Sync)> {
                vec![$(&self.$column),*]
            }

            pub(super) fn bind<'q>(
                &self,
                query: Query<'q, Sqlite, SqliteArguments>,
            ) -> Query<'q, Sqlite, SqliteArguments> {
                query$(.bind(self.$column.clone()))*
            }
        }

        impl SettingsPatch {
            /// Sets what is named, and answers its names.
            pub(super) fn apply(self, settings: &mut Settings) -> Vec<&'static str> {
                let mut changed = Vec::new();
                $(if let Some(value) = self.$column {
                    settings.$column = value;
                    changed.push($wire);
                })*
                changed
            }
        }
    };
}

settings! {
    organization_name: Option<String>, "organizationName";
    admin_email: Option<String>, "adminEmail";
    fallback_email: Option<String>, "fallbackEmail";
    summary_email: Option<String>, "summaryEmail";
    timezone: String, "timezone";
    phone_number: String, "phoneNumber";
    business_hours: String, "businessHours";
    smtp_server: String, "smtpServer";
    smtp_port: String, "smtpPort";
    smtp_username: String, "smtpUsername";
    voice_provider: String, "voiceProvider";
    voice_id: String, "voiceId";
    voice_speed: f64, "voiceSpeed";
    ai_model: String, "aiModel";
    ai_temperature: f64, "aiTemperature";
    ai_max_tokens: i32, "aiMaxTokens";
    transcriber_provider: String, "transcriberProvider";
    transcriber_model: String, "transcriberModel";
    transcriber_language: String, "transcriberLanguage";
    first_message: String, "firstMessage";
    system_prompt: String, "systemPrompt";
    guidelines: String, "guidelines";
    persona: String, "persona";
    tone: String, "tone";
    language: String, "language";
    ask_for_name: bool, "askForName";
    ask_for_email: bool, "askForEmail";
    ask_for_phone: bool, "askForPhone";
}

impl Settings {
    /// With what follows the account in place.
    pub(super) fn resolved(mut self, email: &str, organization: Option<&str>) -> Self {
        let fallback = organization.unwrap_or("My Organization");
        self.organization_name.get_or_insert_with(|| fallback.to_owned());
        for follows in [&mut self.admin_email, &mut self.fallback_email, &mut self.summary_email] {
            follows.get_or_insert_with(|| email.to_owned());
        }
        self
    }
}
