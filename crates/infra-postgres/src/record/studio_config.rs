//! Configurations: each setting of the domain's table in the column of its name.

use std::str::FromStr;

use application::StoreError;
use domain::Raw;
use domain::studio::{Default, Kind, SETTINGS, Setting, StudioConfig, Value};
use sea_orm::{DbErr, QueryResult, RuntimeErr, sea_query};
use sqlx::Row as _;

use crate::entity::studio_config::Column;
use crate::failure::bad_row;

const TABLE: &str = "studio_configs";

/// The columns of the settings, in the order of their table.
pub(crate) fn columns_of_settings() -> impl Iterator<Item = Column> {
    SETTINGS.iter().filter_map(|spec| column_of(spec.setting))
}

/// A configuration, from a row that begins with the [`columns_of_settings`].
pub(crate) fn config(row: &QueryResult) -> Result<StudioConfig, StoreError> {
    let mut unreadable = None;
    let parsed = StudioConfig::parse(|setting| {
        raw(row, setting).unwrap_or_else(|_| {
            unreadable = unreadable.or(Some(setting));
            Raw::Null
        })
    });
    if let Some(setting) = unreadable {
        return Err(bad_row(TABLE, setting.spec().column));
    }
    parsed.map_err(|faults| {
        let columns: Vec<&str> = faults
            .iter()
            .filter_map(|(field, _)| Setting::from_wire(field))
            .map(|setting| setting.spec().column)
            .collect();
        bad_row(TABLE, columns.join(", "))
    })
}

/// The columns of a configuration with what to put into them.
pub(crate) fn columns(
    config: &StudioConfig,
) -> Result<Vec<(Column, sea_query::Value)>, StoreError> {
    SETTINGS
        .iter()
        .map(|spec| {
            let column = column_of(spec.setting).ok_or_else(|| bad_row(TABLE, spec.column))?;
            Ok((column, stored(config.stored(spec.setting))))
        })
        .collect()
}

/// The column of a setting; a test shows that each has one.
fn column_of(setting: Setting) -> Option<Column> {
    Column::from_str(setting.spec().column).ok()
}

/// A setting's column stands where the setting does in their table.
fn raw(row: &QueryResult, setting: Setting) -> Result<Raw, DbErr> {
    let (at, spec) = (setting as usize, setting.spec());
    Ok(match spec.kind {
        Kind::Text { .. } | Kind::Email | Kind::TimeZone | Kind::Port => match spec.default {
            Default::AccountEmail | Default::OrganizationName(_) => {
                row.try_get_by::<Option<String>, _>(at)?.map_or(Raw::Null, Raw::Text)
            }
            // Most of what is stored are defaults: not copied to be parsed and thrown away.
            Default::Text(default) => match text(row, at)? {
                stored if stored == default => Raw::Absent,
                other => Raw::Text(other.to_owned()),
            },
            _ => Raw::Text(row.try_get_by(at)?),
        },
        Kind::Number { .. } => Raw::Number(row.try_get_by(at)?),
        Kind::Integer { .. } => Raw::Number(row.try_get_by::<i32, _>(at)?.into()),
        Kind::Flag => Raw::Flag(row.try_get_by(at)?),
    })
}

/// A text as it stands in the row.
fn text(row: &QueryResult, at: usize) -> Result<&str, DbErr> {
    let text = match (row.try_as_pg_row(), row.try_as_sqlite_row()) {
        (Some(row), _) => row.try_get(at),
        (_, Some(row)) => row.try_get(at),
        (None, None) => return Err(DbErr::Custom("a row of neither database".to_owned())),
    };
    text.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())))
}

fn stored(value: Option<Value>) -> sea_query::Value {
    match value {
        Some(Value::Text(text)) => text.into(),
        Some(Value::Number(number)) => number.into(),
        Some(Value::Integer(number)) => number.into(),
        Some(Value::Flag(flag)) => flag.into(),
        // What follows the account is text.
        None => sea_query::Value::String(None),
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ModelTrait;
    use sea_orm::sea_query::ArrayType;

    use super::*;
    use crate::entity::studio_config::Model;

    #[test]
    fn every_setting_has_a_column_of_the_type_of_its_kind() {
        for spec in SETTINGS {
            let column = column_of(spec.setting).expect(spec.column);
            let expected = match spec.kind {
                Kind::Text { .. } | Kind::Email | Kind::TimeZone | Kind::Port => ArrayType::String,
                Kind::Number { .. } => ArrayType::Double,
                Kind::Integer { .. } => ArrayType::Int,
                Kind::Flag => ArrayType::Bool,
            };
            assert_eq!(Model::get_value_type(column), expected, "{}", spec.column);
        }
    }

    #[test]
    fn what_follows_the_account_is_text() {
        for spec in SETTINGS {
            if matches!(spec.default, Default::AccountEmail | Default::OrganizationName(_)) {
                assert!(matches!(spec.kind, Kind::Email | Kind::Text { .. }), "{}", spec.column);
            }
        }
    }
}
