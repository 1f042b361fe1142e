//! The statements that read the former database. Everything is asked for as text, and no longer
//! than anything that is taken over may be.

use super::table::Table;

/// Whose SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Postgres,
    Sqlite,
}

/// The most characters that are read of a value: thrice what the longest setting may have, so
/// that nobody's gigabyte is held in memory only to be cut.
const MOST_CHARS: u32 = 100_000;

/// The columns of a table, which is bound, with their types; none where there is no table.
pub(super) const fn find_columns(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => {
            "SELECT a.attname::text, t.typname::text FROM pg_catalog.pg_attribute a \
             JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
             WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped \
             ORDER BY a.attnum"
        }
        Dialect::Sqlite => {
            "SELECT CAST(name AS BLOB), CAST(type AS BLOB) FROM pragma_table_info(?1)"
        }
    }
}

pub(super) fn count(dialect: Dialect, table: &Table) -> String {
    let counted = match dialect {
        Dialect::Postgres => "count(*)::text",
        Dialect::Sqlite => "CAST(count(*) AS BLOB)",
    };
    format!("SELECT {counted} FROM {}", quoted(table.name))
}

/// Users in the order of their ids, after the one that is bound where one is.
pub(super) fn select_users(dialect: Dialect, users: &Table, after: bool, limit: u32) -> String {
    let id = Compared::of(dialect, users, "id", users);
    let (column, bound) = (&id.column, id.bound(1));
    let condition =
        if after { format!("{column} > {bound}") } else { format!("{column} IS NOT NULL") };
    let cells = cells(dialect, users);
    format!(
        "SELECT {cells} FROM {} WHERE {condition} ORDER BY {column} LIMIT {limit}",
        quoted(users.name)
    )
}

/// Configurations of users whose ids are bound.
pub(super) fn select_configs(
    dialect: Dialect,
    configs: &Table,
    users: &Table,
    owners: usize,
) -> String {
    let owner = Compared::of(dialect, configs, "user_id", users);
    let bound: Vec<String> = (1..=owners).map(|at| owner.bound(at)).collect();
    let cells = cells(dialect, configs);
    format!(
        "SELECT {cells} FROM {} WHERE {} IN ({})",
        quoted(configs.name),
        owner.column,
        bound.join(", ")
    )
}

/// How a column is compared with text, so that an index on it serves where that can be.
struct Compared {
    dialect: Dialect,
    column: String,
    /// What the text is cast to.
    kind: Option<&'static str>,
}

impl Compared {
    /// For texts that came from the ids of `users`.
    fn of(dialect: Dialect, table: &Table, column: &str, users: &Table) -> Self {
        /// Types whose values come back from their text, but for those that an extension may
        /// have put anywhere.
        const KNOWN: [&str; 7] = ["varchar", "text", "bpchar", "uuid", "int2", "int4", "int8"];
        let (name, own) = table.column(column).unwrap_or((column, ""));
        let of_ids = users.column("id").map(|(_, kind)| kind);
        let kind = KNOWN.into_iter().find(|kind| own == *kind && of_ids == Some(kind));
        let column = match (dialect, kind) {
            (Dialect::Postgres, None) => format!("CAST({} AS text)", quoted(name)),
            _ => quoted(name),
        };
        Self { dialect, column, kind }
    }

    /// The text that is bound at this place.
    fn bound(&self, at: usize) -> String {
        match (self.dialect, self.kind) {
            (Dialect::Sqlite, _) => format!("?{at}"),
            (Dialect::Postgres, Some(kind)) => format!("CAST(${at} AS pg_catalog.{kind})"),
            (Dialect::Postgres, None) => format!("${at}"),
        }
    }
}

/// Every column as text, in order.
fn cells(dialect: Dialect, table: &Table) -> String {
    let cells = table.columns.iter().map(|(name, _)| match dialect {
        Dialect::Postgres => format!("substr(CAST({} AS text), 1, {MOST_CHARS})", quoted(name)),
        // As bytes: of text with a NUL in it, SQLite's own functions see no more than what is
        // before. A character has four at most. Of none, `substr` makes NULL.
        Dialect::Sqlite => {
            let (bytes, most) = (format!("CAST({} AS BLOB)", quoted(name)), 4 * MOST_CHARS);
            format!("CASE WHEN length({bytes}) > {most} THEN substr({bytes}, 1, {most}) ELSE {bytes} END")
        }
    });
    cells.collect::<Vec<_>>().join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &'static str, columns: &[(&str, &str)]) -> Table {
        let columns = columns.iter().map(|(name, kind)| ((*name).to_owned(), (*kind).to_owned()));
        Table { name, columns: columns.collect() }
    }

    #[test]
    fn a_column_is_compared_in_its_own_type_so_that_its_index_serves() {
        let users = table("users", &[("id", "varchar"), ("we\"ird", "text")]);
        assert_eq!(
            select_users(Dialect::Postgres, &users, true, 9),
            "SELECT substr(CAST(\"id\" AS text), 1, 100000), \
             substr(CAST(\"we\"\"ird\" AS text), 1, 100000) FROM \"users\" \
             WHERE \"id\" > CAST($1 AS pg_catalog.varchar) ORDER BY \"id\" LIMIT 9"
        );
        let configs = table("studio_configs", &[("user_id", "varchar")]);
        assert_eq!(
            select_configs(Dialect::Postgres, &configs, &users, 2),
            "SELECT substr(CAST(\"user_id\" AS text), 1, 100000) FROM \"studio_configs\" \
             WHERE \"user_id\" IN (CAST($1 AS pg_catalog.varchar), CAST($2 AS pg_catalog.varchar))"
        );
    }

    #[test]
    fn columns_of_different_or_unknown_types_are_compared_as_text() {
        let users = table("users", &[("id", "citext")]);
        let sql = select_users(Dialect::Postgres, &users, true, 9);
        assert!(
            sql.ends_with("WHERE CAST(\"id\" AS text) > $1 ORDER BY CAST(\"id\" AS text) LIMIT 9")
        );
        let users = table("users", &[("id", "uuid")]);
        let configs = table("studio_configs", &[("user_id", "varchar")]);
        let sql = select_configs(Dialect::Postgres, &configs, &users, 1);
        assert!(sql.ends_with("WHERE CAST(\"user_id\" AS text) IN ($1)"));
    }
}
