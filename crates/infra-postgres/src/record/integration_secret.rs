//! Sealed secrets.

use application::StoreError;
use application::port::{OwnedSecret, SealedSecret, StoredSecret};
use chrono::{DateTime, Utc};
use domain::integration::SecretKind;
use domain::value::UserId;

use crate::clock::cut;
use crate::entity::integration_secret::Model;
use crate::failure::bad_row;

pub(crate) const TABLE: &str = "integration_secrets";

/// A secret's row.
pub(crate) fn row_of(owner: UserId, kind: SecretKind, secret: StoredSecret) -> Model {
    Model {
        user_id: owner.as_uuid(),
        kind: kind.as_str().to_owned(),
        ciphertext: secret.sealed.ciphertext,
        key_id: secret.sealed.key_id,
        preview: secret.preview,
        detail: secret.detail,
        verified_at: secret.verified_at.map(cut),
        updated_at: cut(secret.updated_at),
    }
}

/// The row of a mail password, of which nothing is ever shown.
pub(crate) fn mail_password_row(owner: UserId, sealed: SealedSecret, at: DateTime<Utc>) -> Model {
    let secret = StoredSecret {
        sealed,
        preview: String::new(),
        detail: None,
        verified_at: None,
        updated_at: at,
    };
    row_of(owner, SecretKind::SmtpPassword, secret)
}

/// A secret.
pub(crate) fn stored_secret(row: Model) -> StoredSecret {
    StoredSecret {
        sealed: SealedSecret { key_id: row.key_id, ciphertext: row.ciphertext },
        preview: row.preview,
        detail: row.detail,
        verified_at: row.verified_at,
        updated_at: row.updated_at,
    }
}

/// A secret with whose it is.
pub(crate) fn owned_secret(row: Model) -> Result<OwnedSecret, StoreError> {
    Ok(OwnedSecret {
        owner: UserId::new(row.user_id),
        kind: SecretKind::parse(&row.kind).ok_or_else(|| bad_row(TABLE, "kind"))?,
        sealed: SealedSecret { key_id: row.key_id, ciphertext: row.ciphertext },
    })
}
