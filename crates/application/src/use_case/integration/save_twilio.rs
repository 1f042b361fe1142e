//! A user enters their Twilio credentials.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::audit::AuditKind;
use domain::integration::{SecretKind, TwilioCredentials, TwilioFields};
use domain::value::{RequestOrigin, UserId};
use secrecy::{ExposeSecret, SecretString};

use crate::port::{Clock, SecretSealer, SecretStore, StoredSecret};
use crate::use_case::auditor::Auditor;
use crate::{Caller, ChangeError, Ports, SealError};

/// Stores Twilio credentials: account id and token sealed together, the phone number beside them.
#[derive(Clone)]
pub struct SaveTwilio {
    secrets: Arc<dyn SecretStore>,
    sealer: Arc<dyn SecretSealer>,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
}

impl SaveTwilio {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            secrets: Arc::clone(&ports.secrets),
            sealer: Arc::clone(&ports.sealer),
            auditor: Auditor::new(ports),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Answers what was stored.
    pub async fn run(
        &self,
        caller: Caller,
        fields: &TwilioFields,
        origin: &RequestOrigin,
    ) -> Result<StoredSecret, ChangeError> {
        let now = self.clock.now();
        self.secrets.load(caller, now).await?.ok_or(ChangeError::Unauthenticated)?;
        let credentials = fields.parse()?;
        let owner = caller.user_id();
        let secret = sealed_twilio(&*self.sealer, owner, &credentials, now)?;
        let event = self.auditor.event(owner, AuditKind::TwilioSaved, origin);
        let stored =
            self.secrets.put(owner, SecretKind::TwilioAuthToken, secret.clone(), &event).await?;
        if stored { Ok(secret) } else { Err(ChangeError::Unauthenticated) }
    }
}

/// Credentials as they are stored.
pub(in crate::use_case) fn sealed_twilio(
    sealer: &dyn SecretSealer,
    owner: UserId,
    credentials: &TwilioCredentials,
    at: DateTime<Utc>,
) -> Result<StoredSecret, SealError> {
    let phone = credentials.phone_number.as_ref();
    Ok(StoredSecret {
        sealed: sealer.seal(owner, SecretKind::TwilioAuthToken, &joined(credentials))?,
        preview: credentials.account_sid.preview(),
        detail: phone.map(|phone| phone.as_str().to_owned()),
        verified_at: None,
        updated_at: at,
    })
}

/// `<account id>:<token>`; the id has no colon.
fn joined(credentials: &TwilioCredentials) -> SecretString {
    let token = credentials.auth_token.expose_secret();
    SecretString::from(format!("{}:{token}", credentials.account_sid.as_str()))
}

#[cfg(test)]
mod tests {
    use domain::Raw;

    use super::*;
    use crate::port::Integrations;
    use crate::use_case::fixture::{
        Mocks, at, caller, origin, sealed, tells, text, user_id, words,
    };

    const SID: &str = "AC0123456789abcdef0123456789abcdef";
    const TOKEN: &str = "0123456789abcdef0123456789abcdef";

    fn fields(phone_number: Raw) -> TwilioFields {
        TwilioFields { account_sid: text(SID), auth_token: text(TOKEN), phone_number }
    }

    fn storing(user_is_there: bool) -> Mocks {
        let mut mocks = Mocks::default();
        mocks.entrust(Some(Integrations::default()));
        mocks
            .sealer
            .expect_seal()
            .withf(|owner, kind, secret| {
                (*owner, *kind) == (user_id(), SecretKind::TwilioAuthToken)
                    && secret.expose_secret() == format!("{SID}:{TOKEN}")
            })
            .times(1)
            .return_once(|_, _, _| Ok(sealed("sealed")));
        mocks
            .secrets
            .expect_put()
            .withf(|owner, kind, _, event| {
                (*owner, *kind) == (user_id(), SecretKind::TwilioAuthToken)
                    && tells(event, Some(user_id()), AuditKind::TwilioSaved, &[])
            })
            .times(1)
            .return_once(move |_, _, _, _| Ok(user_is_there));
        mocks
    }

    async fn save(mocks: Mocks, fields: TwilioFields) -> Result<StoredSecret, ChangeError> {
        SaveTwilio::new(&mocks.ports()).run(caller(), &fields, &origin()).await
    }

    #[tokio::test]
    async fn id_and_token_are_sealed_together_and_the_number_stands_beside() {
        let stored = save(storing(true), fields(text("+1 202 555 0100"))).await.unwrap();
        let expected = StoredSecret {
            sealed: sealed("sealed"),
            preview: "AC01…cdef".into(),
            detail: Some("+12025550100".into()),
            verified_at: None,
            updated_at: at(0),
        };
        assert_eq!(stored, expected);
    }

    #[tokio::test]
    async fn a_number_is_not_needed() {
        assert_eq!(save(storing(true), fields(Raw::Absent)).await.unwrap().detail, None);
    }

    #[tokio::test]
    async fn all_faults_are_told_and_nothing_is_sealed() {
        let mut mocks = Mocks::default();
        mocks.entrust(Some(Integrations::default()));
        let bad = TwilioFields {
            account_sid: text("AC1"),
            auth_token: Raw::Absent,
            phone_number: text("12"),
        };
        let Err(ChangeError::Invalid(faults)) = save(mocks, bad).await else { panic!("taken") };
        let expected = [
            ("account_sid", "invalid_format"),
            ("auth_token", "required"),
            ("phone_number", "invalid_format"),
        ];
        assert_eq!(words(&faults), expected);
    }

    #[tokio::test]
    async fn who_is_gone_stores_nothing() {
        let mut gone_before = Mocks::default();
        gone_before.entrust(None);
        for mocks in [gone_before, storing(false)] {
            let outcome = save(mocks, fields(Raw::Absent)).await;
            assert!(matches!(outcome, Err(ChangeError::Unauthenticated)));
        }
    }
}
