//! Selections whose text is made once. To make one of sixty columns, and to look for each of them
//! by its name, takes longer than to send it.

use std::sync::OnceLock;

use sea_orm::sea_query::SelectStatement;
use sea_orm::{DbBackend, Statement};

use crate::row::Reader;

/// A selection from a [`Reader`]'s user that has no values but the reader's.
pub(crate) struct ReaderSelect {
    select: fn(Reader, DbBackend) -> SelectStatement,
    postgres: Texts,
    sqlite: Texts,
}

struct Texts {
    of_caller: OnceLock<String>,
    of_operator: OnceLock<String>,
}

impl Texts {
    const fn new() -> Self {
        Self { of_caller: OnceLock::new(), of_operator: OnceLock::new() }
    }
}

impl ReaderSelect {
    /// Of the text that this makes.
    pub(crate) const fn new(select: fn(Reader, DbBackend) -> SelectStatement) -> Self {
        Self { select, postgres: Texts::new(), sqlite: Texts::new() }
    }

    /// The statement for a reader.
    pub(crate) fn statement(&self, reader: Reader, backend: DbBackend) -> Statement {
        let texts = if backend == DbBackend::Postgres { &self.postgres } else { &self.sqlite };
        let text = match reader {
            Reader::Caller(..) => &texts.of_caller,
            Reader::Operator(_) => &texts.of_operator,
        };
        let values = reader.values();
        let text = text.get_or_init(|| {
            let made = backend.build(&(self.select)(reader, backend));
            debug_assert_eq!(made.values.as_ref(), Some(&values), "{}", made.sql);
            made.sql
        });
        Statement { sql: text.clone(), values: Some(values), db_backend: backend }
    }
}
