//! A table as it was found.

use application::port::FormerRow;

/// A table, and which columns it has.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// Names with their types, as the database spells them.
    pub(super) columns: Vec<(String, String)>,
}

impl Table {
    pub(super) fn has(&self, column: &str) -> bool {
        self.column(column).is_some()
    }

    /// A column's own spelling of its name, and its type.
    pub(super) fn column(&self, name: &str) -> Option<(&str, &str)> {
        let mut columns = self.columns.iter().map(|(own, kind)| (own.as_str(), kind.as_str()));
        columns.find(|(own, _)| own.eq_ignore_ascii_case(name))
    }

    /// A row whose cells come in the order of the columns.
    pub(super) fn row(&self, cells: Vec<Option<String>>) -> FormerRow {
        let cells = self.columns.iter().zip(cells);
        FormerRow::of(cells.filter_map(|((name, _), cell)| Some((name.as_str(), cell?))))
    }
}
