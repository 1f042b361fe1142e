//! Servers and the keys that they know.

use application::StoreError;
use application::port::ServerKeys;

use super::words;
use crate::entity::server::Model;
use crate::failure::bad_row;

const TABLE: &str = "servers";

/// A server.
pub(crate) fn server_keys(row: &Model) -> Result<ServerKeys, StoreError> {
    Ok(ServerKeys {
        server: row.id,
        sealing: words(&row.sealing).ok_or_else(|| bad_row(TABLE, "sealing"))?,
        signing: words(&row.signing).ok_or_else(|| bad_row(TABLE, "signing"))?,
    })
}
