//! Statements whose text is made once. To make one of sixty columns, and to look for each of them
//! by its name, takes longer than to send it.

use std::convert::Infallible;
use std::sync::OnceLock;

use sea_orm::sea_query::{SelectStatement, Values};
use sea_orm::{DbBackend, Statement};

use crate::row::Reader;

/// The text of a statement that differs in nothing but its values.
pub(crate) struct Text {
    postgres: OnceLock<String>,
    sqlite: OnceLock<String>,
}

impl Text {
    pub(crate) const fn new() -> Self {
        Self { postgres: OnceLock::new(), sqlite: OnceLock::new() }
    }

    /// The statement with these values, which are those of the one that `make` makes, in their
    /// order.
    pub(crate) fn statement(
        &self,
        backend: DbBackend,
        values: Values,
        make: impl FnOnce() -> Statement,
    ) -> Statement {
        match self.try_statement(backend, values, || Ok::<_, Infallible>(make())) {
            Ok(statement) => statement,
        }
    }

    /// The same where it may not be made. `make` is asked once.
    pub(crate) fn try_statement<E>(
        &self,
        backend: DbBackend,
        values: Values,
        make: impl FnOnce() -> Result<Statement, E>,
    ) -> Result<Statement, E> {
        let text = if backend == DbBackend::Postgres { &self.postgres } else { &self.sqlite };
        let sql = if let Some(sql) = text.get() {
            sql
        } else {
            let built = make()?;
            debug_assert_eq!(built.values.as_ref(), Some(&values), "{}", built.sql);
            text.get_or_init(|| built.sql)
        };
        Ok(Statement { sql: sql.clone(), values: Some(values), db_backend: backend })
    }
}

/// A selection from a [`Reader`]'s user that has no values but the reader's.
pub(crate) struct ReaderSelect {
    select: fn(Reader, DbBackend) -> SelectStatement,
    of_caller: Text,
    of_operator: Text,
}

impl ReaderSelect {
    /// Of the text that this makes.
    pub(crate) const fn new(select: fn(Reader, DbBackend) -> SelectStatement) -> Self {
        Self { select, of_caller: Text::new(), of_operator: Text::new() }
    }

    /// The statement for a reader.
    pub(crate) fn statement(&self, reader: Reader, backend: DbBackend) -> Statement {
        let text = match reader {
            Reader::Caller(..) => &self.of_caller,
            Reader::Operator(_) => &self.of_operator,
        };
        let make = || backend.build(&(self.select)(reader, backend));
        text.statement(backend, reader.values(), make)
    }
}
