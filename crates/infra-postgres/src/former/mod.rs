//! The database of the service that this one replaces: tables `users` and `studio_configs`, as
//! `SQLAlchemy` made them on Postgres or in a SQLite file. It is read and never written, in one
//! transaction, so that all of it is of one moment. Columns that a version of that service did
//! not have are not missed, and whatever type a column has, it is read as text.

mod connection;
mod statement;
mod table;

use std::collections::HashMap;
use std::path::Path;

use application::StoreError;
use application::port::{FormerAccount, FormerAccounts, FormerRow};
use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use self::connection::Connection;
use self::statement::{count, select_configs, select_users};
use self::table::Table;
use crate::address::{Address, AddressError};
use crate::failure::{driver_failure, store_error};

/// The former service's database cannot be read. Never repeats the address's password.
#[derive(Debug, thiserror::Error)]
pub enum FormerDatabaseError {
    /// The address names none.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// There is no such file.
    #[error("there is no file {0}")]
    NoFile(String),
    /// It does not answer, or refuses us.
    #[error("cannot read {database}")]
    Unreachable {
        /// Which, without its password.
        database: String,
        /// Why.
        #[source]
        source: application::BoxError,
    },
    /// Its text is in an encoding that is not read.
    #[error("{0} is not encoded as UTF-8")]
    Encoding(String),
    /// It has not the tables of the former service.
    #[error("{0} has no table `users` with the columns `id` and `email`")]
    NoUsers(String),
    /// It is a database of this service.
    #[error("{0} is a database of this service, not of the former one")]
    Ours(String),
}

/// The former service's accounts in SQL.
pub struct SqlFormerAccounts {
    connection: Mutex<Connection>,
    users: Table,
    configs: Option<Table>,
    name: String,
}

impl SqlFormerAccounts {
    /// Opens a database by its address, also as the former service spelled it.
    pub async fn open(url: &SecretString) -> Result<Self, FormerDatabaseError> {
        let address = Address::parse(url.expose_secret())?;
        let name = address.to_string();
        if let Address::Sqlite(path) = &address {
            must_be_there(path)?;
        }
        let unreachable = |error| FormerDatabaseError::Unreachable {
            database: name.clone(),
            source: Box::new(driver_failure(error)),
        };
        let mut connection = Connection::open(address).await.map_err(unreachable)?;
        if !connection.is_utf8().await.map_err(unreachable)? {
            return Err(FormerDatabaseError::Encoding(name));
        }
        let mut find = async |table| connection.find_table(table).await.map_err(unreachable);
        // A table that the former service did not have.
        if find("studio_config_revisions").await?.is_some() {
            return Err(FormerDatabaseError::Ours(name));
        }
        let users = find("users").await?.filter(|users| users.has("id") && users.has("email"));
        let configs = find("studio_configs").await?.filter(|configs| configs.has("user_id"));
        let Some(users) = users else { return Err(FormerDatabaseError::NoUsers(name)) };
        Ok(Self { connection: Mutex::new(connection), users, configs, name })
    }

    /// Ends the transaction and the connection.
    pub async fn close(self) {
        self.connection.into_inner().close().await;
    }

    /// All configurations of these users, by the users' ids.
    async fn configs_of(
        &self,
        connection: &mut Connection,
        ids: &[String],
    ) -> Result<HashMap<String, Vec<FormerRow>>, sqlx::Error> {
        let mut configs: HashMap<String, Vec<FormerRow>> = HashMap::new();
        let Some(table) = &self.configs else { return Ok(configs) };
        let select = select_configs(connection.dialect(), table, &self.users, ids.len());
        for row in connection.rows(&select, ids).await? {
            let row = table.row(row);
            if let Some(owner) = row.get("user_id") {
                configs.entry(owner.to_owned()).or_default().push(row);
            }
        }
        Ok(configs)
    }

    async fn read_page(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<FormerAccount>, sqlx::Error> {
        let mut connection = self.connection.lock().await;
        let select = select_users(connection.dialect(), &self.users, after.is_some(), limit);
        let bound: Vec<String> = after.map(str::to_owned).into_iter().collect();
        let rows = connection.rows(&select, &bound).await?;
        let users = rows.into_iter().map(|row| self.users.row(row));
        let users: Vec<(String, FormerRow)> =
            users.filter_map(|row| Some((row.get("id")?.to_owned(), row))).collect();
        let ids: Vec<String> = users.iter().map(|(id, _)| id.clone()).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut configs = self.configs_of(&mut connection, &ids).await?;
        let account = |(id, user): (String, FormerRow)| {
            let configs = configs.remove(&id).unwrap_or_default();
            FormerAccount { id, user, configs }
        };
        Ok(users.into_iter().map(account).collect())
    }

    async fn read_count(&self) -> Result<u64, sqlx::Error> {
        let mut connection = self.connection.lock().await;
        let select = count(connection.dialect(), &self.users);
        let counted = connection.rows(&select, &[]).await?;
        let counted = counted.into_iter().flatten().flatten().next();
        Ok(counted.and_then(|text| text.parse().ok()).unwrap_or(0))
    }
}

#[async_trait]
impl FormerAccounts for SqlFormerAccounts {
    async fn count(&self) -> Result<u64, StoreError> {
        self.read_count().await.map_err(of_driver)
    }

    async fn page(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<FormerAccount>, StoreError> {
        self.read_page(after, limit).await.map_err(of_driver)
    }
}

/// Names the database without its password.
impl std::fmt::Display for SqlFormerAccounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

/// Opening would say no more than that it cannot be opened.
fn must_be_there(path: &Path) -> Result<(), FormerDatabaseError> {
    if path.is_file() {
        Ok(())
    } else {
        Err(FormerDatabaseError::NoFile(path.display().to_string()))
    }
}

fn of_driver(error: sqlx::Error) -> StoreError {
    store_error(sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(error.into())))
}
