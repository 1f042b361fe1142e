//! How many connections a Postgres gives.

use application::StoreError;

use super::ask_one;
use crate::failure::store_error;
use crate::sql::Sql;

/// The limits of a Postgres, to all that connect to it and to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// `max_connections`.
    pub most: u32,
    /// Of which so many are kept for superusers and for who may use reserved ones.
    pub reserved: u32,
    /// Of our user; `None`: no other.
    pub of_role: Option<u32>,
    /// Of our database; `None`: no other.
    pub of_database: Option<u32>,
}

impl ConnectionLimits {
    /// The lowest of them.
    pub fn for_us(&self) -> u32 {
        let left = self.most.saturating_sub(self.reserved);
        [self.of_role, self.of_database].into_iter().flatten().fold(left, Ord::min)
    }
}

// Negative limits are none.
const QUESTION: &str = "\
    SELECT current_setting('max_connections')::bigint,
        current_setting('superuser_reserved_connections')::bigint
            + coalesce(current_setting('reserved_connections', true)::bigint, 0),
        (SELECT rolconnlimit::bigint FROM pg_roles WHERE rolname = current_user),
        (SELECT datconnlimit::bigint FROM pg_database WHERE datname = current_database())";

pub(super) async fn ask(sql: &Sql) -> Result<ConnectionLimits, StoreError> {
    let row = ask_one(sql, QUESTION).await?;
    let limit = |index| {
        let number = row.try_get_by_index::<Option<i64>>(index).map_err(store_error)?;
        Ok::<_, StoreError>(number.and_then(|number| u32::try_from(number).ok()))
    };
    Ok(ConnectionLimits {
        most: limit(0)?.unwrap_or(u32::MAX),
        reserved: limit(1)?.unwrap_or(0),
        of_role: limit(2)?,
        of_database: limit(3)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_limit_is_ours() {
        let all = ConnectionLimits { most: 100, reserved: 3, of_role: None, of_database: None };
        assert_eq!(all.for_us(), 97);
        assert_eq!(ConnectionLimits { of_role: Some(20), ..all }.for_us(), 20);
        let both = ConnectionLimits { of_role: Some(20), of_database: Some(5), ..all };
        assert_eq!(both.for_us(), 5);
        assert_eq!(ConnectionLimits { reserved: 200, ..all }.for_us(), 0);
    }
}
