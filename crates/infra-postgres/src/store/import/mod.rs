//! Accounts that were made elsewhere.

mod belongings;
mod standing;

use std::collections::BTreeSet;

use application::StoreError;
use application::port::{AccountImport, Applicant, ImportedAccount, PasswordHash, Standing};
use async_trait::async_trait;
use sea_orm::sea_query::{Expr, InsertStatement, OnConflict, Query};
use sea_orm::{ConnectionTrait, EntityTrait, Iterable, ModelTrait};
use uuid::Uuid;

use self::belongings::insert_belongings;
use self::standing::standings;
use crate::entity::user::{Column, Entity, Model};
use crate::failure::{Failure, store_error};
use crate::record::user::row_of;
use crate::sql::{Sql, Transaction};

/// How many rows one statement inserts: SQLite takes 32,766 parameters, and a row has 33 at most.
const ROWS: usize = 200;

/// Takes accounts over into SQL.
#[derive(Clone)]
pub struct SeaAccountImport {
    sql: Sql,
}

impl SeaAccountImport {
    pub(crate) const fn new(sql: Sql) -> Self {
        Self { sql }
    }
}

#[async_trait]
impl AccountImport for SeaAccountImport {
    async fn look(&self, applicants: &[Applicant]) -> Result<Vec<Standing>, StoreError> {
        standings(&self.sql.reader(), applicants).await
    }

    async fn add(&self, accounts: &[ImportedAccount]) -> Result<Vec<Standing>, StoreError> {
        let transaction = self.sql.begin().await?;
        // The users first, as always. Who has their row is new, and has nothing else yet.
        let standings = insert_users(&transaction, accounts).await?;
        let added: Vec<_> = accounts
            .iter()
            .zip(&standings)
            .filter_map(|(account, standing)| (*standing == Standing::New).then_some(account))
            .collect();
        insert_belongings(&transaction, &added).await?;
        transaction.commit().await?;
        Ok(standings)
    }
}

/// Inserts those who are new; how each stood.
async fn insert_users(
    transaction: &Transaction,
    accounts: &[ImportedAccount],
) -> Result<Vec<Standing>, StoreError> {
    let applicants: Vec<_> = accounts.iter().map(ImportedAccount::applicant).collect();
    let mut known = standings(&**transaction, &applicants).await?;
    let new = |known: &[Standing]| -> Vec<usize> {
        (0..known.len()).filter(|index| known[*index] == Standing::New).collect()
    };
    let mut pending = new(&known);
    while !pending.is_empty() {
        let rows: Vec<_> = pending.iter().map(|index| user_row(&accounts[*index])).collect();
        let mut added = insert_unless_there(transaction, &rows).await?;
        pending.retain(|index| !added.remove(&accounts[*index].user.id.as_uuid()));
        // Somebody was first, here or meanwhile elsewhere.
        let late: Vec<_> = pending.iter().map(|index| applicants[*index].clone()).collect();
        for (index, standing) in pending.iter().zip(standings(&**transaction, &late).await?) {
            known[*index] = standing;
        }
        pending.retain(|index| known[*index] == Standing::New);
    }
    Ok(known)
}

fn user_row(account: &ImportedAccount) -> Model {
    let hash = account.password_hash.as_ref();
    let row = row_of(&account.user, hash.unwrap_or(&PasswordHash::new("")));
    Model {
        password_hash: row.password_hash.filter(|_| hash.is_some()),
        disabled_at: account.disabled_at.map(crate::clock::cut),
        ..row
    }
}

/// Inserts those whose id, email and phone nobody has; the ids of those who were inserted.
async fn insert_unless_there(
    transaction: &Transaction,
    rows: &[Model],
) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut added = BTreeSet::new();
    for rows in rows.chunks(ROWS) {
        let mut insert = insert_of::<Entity>(rows)?;
        insert
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .returning(Query::returning().column(Column::Id));
        for row in transaction.query_all(&insert).await.map_err(store_error)? {
            added.insert(row.try_get_by_index(0).map_err(store_error)?);
        }
    }
    Ok(added)
}

/// Inserts these rows, of which there may be none.
async fn insert_all<E: EntityTrait>(
    transaction: &Transaction,
    rows: &[E::Model],
) -> Result<(), StoreError>
where
    E::Model: ModelTrait<Entity = E>,
{
    for rows in rows.chunks(ROWS) {
        transaction.execute(&insert_of::<E>(rows)?).await.map_err(store_error)?;
    }
    Ok(())
}

fn insert_of<E: EntityTrait>(rows: &[E::Model]) -> Result<InsertStatement, StoreError>
where
    E::Model: ModelTrait<Entity = E>,
{
    let mut insert = Query::insert();
    insert.into_table(E::default()).columns(E::Column::iter());
    for row in rows {
        let values = E::Column::iter().map(|column| Expr::val(row.get(column)));
        insert.values(values).map_err(|_| misused())?;
    }
    Ok(insert)
}

fn misused() -> StoreError {
    StoreError::Corrupt(Box::new(Failure::Unexpected))
}
