//! Everything that is stored about somebody.

use anyhow::Context;
use application::OperatorPorts;
use application::port::RevisionRecord;
use application::use_case::operator::{ExportUser, ViewUserEvents, ViewUserRevisions};
use domain::account::UserHandle;
use domain::audit::AuditEvent;
use domain::studio::Revision;
use domain::value::{AuditEventId, UserId};
use http_actix::{ExportText, ExportedHistory};

use super::desk::at_desk;
use crate::config::Config;
use crate::terminal::print;
use crate::vapi;

/// Prints what the user would get who asks for it.
pub(crate) async fn export(config: &Config, whom: &UserHandle) -> anyhow::Result<()> {
    at_desk(config, async |ports| {
        let export = ExportUser::new(ports).run(whom).await?;
        let history = HistoryOf::new(ports, export.user.id);
        let mut text = ExportText::new(&export, None, vapi::mode(&config.vapi), history)?;
        while let Some(part) = text.next().await.context("the export is not whole")? {
            print(&part)?;
        }
        Ok(print("\n")?)
    })
    .await
}

struct HistoryOf {
    revisions: ViewUserRevisions,
    events: ViewUserEvents,
    owner: UserId,
}

impl HistoryOf {
    fn new(ports: &OperatorPorts, owner: UserId) -> Self {
        let (revisions, events) = (ViewUserRevisions::new(ports), ViewUserEvents::new(ports));
        Self { revisions, events, owner }
    }
}

impl ExportedHistory for HistoryOf {
    type Error = anyhow::Error;

    async fn revisions(
        &self,
        before: Option<Revision>,
        limit: u32,
    ) -> anyhow::Result<Vec<RevisionRecord>> {
        Ok(self.revisions.run(self.owner, before, limit).await?)
    }

    async fn events(
        &self,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> anyhow::Result<Vec<AuditEvent>> {
        Ok(self.events.run(self.owner, before, limit).await?)
    }
}
