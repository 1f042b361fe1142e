//! A user takes everything that is stored about them.

use std::sync::Arc;

use domain::session::Session;
use domain::user::User;

use crate::port::{
    Clock, Integrations, SecretStore, SessionStore, StudioConfigStore, StudioRecord, UserStore,
};
use crate::{CallError, Caller, Ports};

/// What is stored about a user, but their revisions and events, of which there may be many:
/// they are read page by page.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountExport {
    /// The user.
    pub user: User,
    /// Their sessions, ended ones too.
    pub sessions: Vec<Session>,
    /// Their configuration and how the assistant stands.
    pub studio: StudioRecord,
    /// What may be shown of their secrets.
    pub integrations: Integrations,
}

/// Collects what is stored about the caller.
#[derive(Clone)]
pub struct ExportAccount {
    users: Arc<dyn UserStore>,
    sessions: Arc<dyn SessionStore>,
    configs: Arc<dyn StudioConfigStore>,
    secrets: Arc<dyn SecretStore>,
    clock: Arc<dyn Clock>,
}

impl ExportAccount {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            users: Arc::clone(&ports.users),
            sessions: Arc::clone(&ports.sessions),
            configs: Arc::clone(&ports.configs),
            secrets: Arc::clone(&ports.secrets),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Everything but revisions and events.
    pub async fn run(&self, caller: Caller) -> Result<AccountExport, CallError> {
        let now = self.clock.now();
        let gone = CallError::Unauthenticated;
        let Some(stored) = self.users.load(caller, now).await? else { return Err(gone) };
        let Some(sessions) = self.sessions.list_kept(caller, now).await? else { return Err(gone) };
        let Some(studio) = self.configs.load(caller, now).await? else { return Err(gone) };
        let Some(integrations) = self.secrets.load(caller, now).await? else { return Err(gone) };
        Ok(AccountExport { user: stored.user, sessions, studio, integrations })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{
        Mocks, at, caller, session, stored_secret, stored_user, studio, user,
    };

    fn integrations() -> Integrations {
        Integrations { vapi_key: Some(stored_secret("sealed")), twilio: None }
    }

    /// The first stores know the caller, the others nobody.
    fn known_to(stores: usize) -> Mocks {
        let mut mocks = Mocks::default();
        let of_now =
            |who: &Caller, now: &chrono::DateTime<chrono::Utc>| (*who, *now) == (caller(), at(0));
        let user = (stores > 0).then(|| stored_user(user()));
        mocks.users.expect_load().withf(of_now).return_once(|_, _| Ok(user));
        let sessions = (stores > 1).then(|| vec![session()]);
        mocks.sessions.expect_list_kept().withf(of_now).return_once(|_, _| Ok(sessions));
        let studio = (stores > 2).then(|| studio(7));
        mocks.configs.expect_load().withf(of_now).return_once(|_, _| Ok(studio));
        let integrations = (stores > 3).then(integrations);
        mocks.secrets.expect_load().withf(of_now).return_once(|_, _| Ok(integrations));
        mocks
    }

    #[tokio::test]
    async fn everything_that_is_stored_is_in_it() {
        let export = ExportAccount::new(&known_to(4).ports()).run(caller()).await.unwrap();
        let expected = AccountExport {
            user: user(),
            sessions: vec![session()],
            studio: studio(7),
            integrations: integrations(),
        };
        assert_eq!(export, expected);
    }

    #[tokio::test]
    async fn who_goes_while_it_is_collected_gets_nothing() {
        for stores in 0..4 {
            let outcome = ExportAccount::new(&known_to(stores).ports()).run(caller()).await;
            assert!(matches!(outcome, Err(CallError::Unauthenticated)), "{stores}");
        }
    }
}
