//! An operator takes everything that is stored about somebody.

use std::sync::Arc;

use domain::account::UserHandle;
use domain::audit::AuditKind;
use domain::value::RequestOrigin;

use super::find_user::FindUser;
use crate::port::{AuditLog, UserRecords};
use crate::use_case::account::AccountExport;
use crate::use_case::auditor::Auditor;
use crate::{OperatorError, OperatorPorts};

/// Collects what is stored about a user, after it was written down that somebody does.
#[derive(Clone)]
pub struct ExportUser {
    find: FindUser,
    records: Arc<dyn UserRecords>,
    log: Arc<dyn AuditLog>,
    auditor: Auditor,
}

impl ExportUser {
    /// Wires it to the ports it needs.
    pub fn new(ports: &OperatorPorts) -> Self {
        Self {
            find: FindUser::new(ports),
            records: Arc::clone(&ports.records),
            log: Arc::clone(&ports.audit),
            auditor: Auditor::of_operator(ports),
        }
    }

    /// Everything but revisions and events, which are read page by page.
    pub async fn run(&self, who: &UserHandle) -> Result<AccountExport, OperatorError> {
        let user = self.find.run(who).await?.user;
        let (owner, origin) = (user.id, RequestOrigin::default());
        let event = self.auditor.event(owner, AuditKind::ExportedByOperator, &origin);
        self.log.record(&event).await?;
        let gone = OperatorError::Unknown;
        let sessions = self.records.sessions(owner).await?;
        let Some(studio) = self.records.studio(owner).await? else { return Err(gone) };
        let Some(integrations) = self.records.integrations(owner).await? else { return Err(gone) };
        Ok(AccountExport { user, sessions, studio, integrations })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::Integrations;
    use crate::use_case::fixture::{
        OperatorMocks, away, by_id, listed, session, studio, tells_of_operator, user,
    };

    fn finding() -> OperatorMocks {
        let mut mocks = OperatorMocks::default();
        mocks.finds(Some(listed(None)));
        mocks
    }

    fn writing() -> OperatorMocks {
        let mut mocks = finding();
        mocks
            .audit
            .expect_record()
            .withf(|event| tells_of_operator(event, AuditKind::ExportedByOperator))
            .times(1)
            .return_once(|_| Ok(()));
        mocks.records.expect_sessions().return_once(|_| Ok(vec![session()]));
        mocks
    }

    async fn export(mocks: OperatorMocks) -> Result<AccountExport, OperatorError> {
        ExportUser::new(&mocks.ports()).run(&by_id()).await
    }

    #[tokio::test]
    async fn everything_is_read_and_that_is_written_down() {
        let mut mocks = writing();
        mocks.records.expect_studio().return_once(|_| Ok(Some(studio(4))));
        let none = Integrations::default();
        mocks.records.expect_integrations().return_once(|_| Ok(Some(none)));
        let exported = export(mocks).await.unwrap();
        assert_eq!((exported.user, exported.sessions), (user(), vec![session()]));
        assert_eq!(exported.studio, studio(4));
    }

    #[tokio::test]
    async fn nothing_is_read_that_could_not_be_written_down() {
        let mut mocks = finding();
        mocks.audit.expect_record().return_once(|_| Err(away()));
        assert!(matches!(export(mocks).await, Err(OperatorError::Failed(_))));
    }

    #[tokio::test]
    async fn who_goes_on_the_way_is_unknown() {
        let mut mocks = writing();
        mocks.records.expect_studio().return_once(|_| Ok(None));
        assert!(matches!(export(mocks).await, Err(OperatorError::Unknown)));
    }
}
