//! Configurations: each setting of the domain's table in the column of its name.

use std::str::FromStr;

use application::StoreError;
use domain::Raw;
use domain::studio::{SETTINGS, Setting, StudioConfig, Value};
use sea_orm::{ModelTrait, sea_query};

use crate::entity::studio_config::{Column, Model};
use crate::failure::bad_row;

const TABLE: &str = "studio_configs";

/// A configuration.
pub(crate) fn config(row: &Model) -> Result<StudioConfig, StoreError> {
    StudioConfig::parse(|setting| column_of(setting).map_or(Raw::Composite, |at| raw(row.get(at))))
        .map_err(|faults| {
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

fn raw(value: sea_query::Value) -> Raw {
    match value {
        sea_query::Value::String(Some(text)) => Raw::Text(text),
        sea_query::Value::Double(Some(number)) => Raw::Number(number),
        sea_query::Value::Int(Some(number)) => Raw::Number(f64::from(number)),
        sea_query::Value::Bool(Some(flag)) => Raw::Flag(flag),
        sea_query::Value::String(None) => Raw::Null,
        _ => Raw::Composite,
    }
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
    use domain::studio::{Default, Kind};
    use sea_orm::sea_query::ArrayType;

    use super::*;

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
