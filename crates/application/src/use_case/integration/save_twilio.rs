//! A user enters their Twilio credentials.

use std::sync::Arc;

use domain::integration::{SecretKind, TwilioCredentials, TwilioFields};
use secrecy::{ExposeSecret, SecretString};

use crate::port::{Clock, SecretSealer, SecretStore, StoredSecret};
use crate::{Caller, ChangeError, Ports};

/// Stores Twilio credentials: account id and token sealed together, the phone number beside them.
#[derive(Clone)]
pub struct SaveTwilio {
    secrets: Arc<dyn SecretStore>,
    sealer: Arc<dyn SecretSealer>,
    clock: Arc<dyn Clock>,
}

impl SaveTwilio {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            secrets: Arc::clone(&ports.secrets),
            sealer: Arc::clone(&ports.sealer),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Answers what was stored.
    pub async fn run(
        &self,
        caller: Caller,
        fields: &TwilioFields,
    ) -> Result<StoredSecret, ChangeError> {
        let now = self.clock.now();
        self.secrets.load(caller, now).await?.ok_or(ChangeError::Unauthenticated)?;
        let credentials = fields.parse()?;
        let secret = StoredSecret {
            sealed: self.sealer.seal(
                caller.user_id(),
                SecretKind::TwilioAuthToken,
                &joined(&credentials),
            )?,
            preview: credentials.account_sid.preview(),
            detail: credentials.phone_number.map(|phone| phone.as_str().to_owned()),
            verified_at: None,
            updated_at: now,
        };
        let stored =
            self.secrets.put(caller.user_id(), SecretKind::TwilioAuthToken, secret.clone()).await?;
        if stored { Ok(secret) } else { Err(ChangeError::Unauthenticated) }
    }
}

/// `<account id>:<token>`; the id has no colon.
fn joined(credentials: &TwilioCredentials) -> SecretString {
    let token = credentials.auth_token.expose_secret();
    SecretString::from(format!("{}:{token}", credentials.account_sid.as_str()))
}
