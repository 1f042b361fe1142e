//! What an account brings.

use application::StoreError;
use application::port::{ConfigSave, FirstConfig, ImportedAccount};
use domain::Change;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, InsertStatement, Query, Value};

use super::{ROWS, insert_all, misused};
use crate::clock::cut;
use crate::entity::studio_config::{Column, Entity};
use crate::entity::{assistant_sync, audit_event, integration_secret, studio_config_revision};
use crate::failure::store_error;
use crate::record::{self, studio_config::columns};
use crate::sql::Transaction;

/// Everything but the users themselves, what is written down of it last.
pub(super) async fn insert_belongings(
    transaction: &Transaction,
    accounts: &[&ImportedAccount],
) -> Result<(), StoreError> {
    let revisions: Vec<_> = accounts.iter().filter_map(|account| revision_row(account)).collect();
    insert_all::<studio_config_revision::Entity>(transaction, &revisions).await?;
    insert_configs(transaction, accounts).await?;
    let secrets: Vec<_> = accounts.iter().flat_map(|account| secret_rows(account)).collect();
    insert_all::<integration_secret::Entity>(transaction, &secrets).await?;
    let links: Vec<_> = accounts.iter().filter_map(|account| link_row(account)).collect();
    insert_all::<assistant_sync::Entity>(transaction, &links).await?;
    let events: Vec<_> =
        accounts.iter().map(|account| record::audit_event::row_of(&account.event)).collect();
    insert_all::<audit_event::Entity>(transaction, &events).await
}

/// As the first save of it would have been.
fn revision_row(account: &ImportedAccount) -> Option<studio_config_revision::Model> {
    let FirstConfig { config, changed, at } = account.config.clone()?;
    let save = ConfigSave {
        expected: 0,
        config,
        changed,
        smtp_password: Change::Keep,
        keep: None,
        at,
        event: account.event.clone(),
    };
    Some(record::studio_config_revision::row_of(account.user.id, &save))
}

async fn insert_configs(
    transaction: &Transaction,
    accounts: &[&ImportedAccount],
) -> Result<(), StoreError> {
    let rows: Result<Vec<_>, _> = accounts
        .iter()
        .filter_map(|account| account.config.as_ref().map(|config| config_row(account, config)))
        .collect();
    for rows in rows?.chunks(ROWS) {
        transaction.execute(&insert_of(rows)?).await.map_err(store_error)?;
    }
    Ok(())
}

fn config_row(
    account: &ImportedAccount,
    first: &FirstConfig,
) -> Result<Vec<(Column, Value)>, StoreError> {
    let at = cut(first.at);
    let mut row = vec![
        (Column::UserId, account.user.id.as_uuid().into()),
        (Column::Revision, 1_i64.into()),
        (Column::CreatedAt, at.into()),
        (Column::UpdatedAt, at.into()),
    ];
    row.extend(columns(&first.config)?);
    Ok(row)
}

/// The columns come in the same order in every row.
fn insert_of(rows: &[Vec<(Column, Value)>]) -> Result<InsertStatement, StoreError> {
    let mut insert = Query::insert();
    insert.into_table(Entity);
    if let Some(first) = rows.first() {
        insert.columns(first.iter().map(|(column, _)| *column));
    }
    for row in rows {
        let values = row.iter().map(|(_, value)| Expr::val(value.clone()));
        insert.values(values).map_err(|_| misused())?;
    }
    Ok(insert)
}

fn secret_rows(account: &ImportedAccount) -> impl Iterator<Item = integration_secret::Model> {
    let owner = account.user.id;
    account
        .secrets
        .iter()
        .map(move |(kind, secret)| record::integration_secret::row_of(owner, *kind, secret.clone()))
}

/// A link of which nothing was ever confirmed, and which nobody works at.
fn link_row(account: &ImportedAccount) -> Option<assistant_sync::Model> {
    let brought = account.assistant.as_ref()?;
    let fingerprint = brought.key_fingerprint.as_ref();
    Some(assistant_sync::Model {
        user_id: account.user.id.as_uuid(),
        assistant_id: Some(brought.id.as_uuid()),
        key_fingerprint: fingerprint.map(|text| text.as_str().to_owned()),
        confirmations: 0,
        last_action: None,
        synced_revision: None,
        synced_at: None,
        last_error: None,
        drifted: false,
        confirmed: None,
        lease_holder: None,
        lease_fence: 0,
        lease_until: 0,
        intent_id: None,
        intent_search_from: None,
        intent_under_way_until: None,
        intent_expires_at: None,
    })
}
