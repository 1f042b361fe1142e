//! The end of an account, whoever asked for it.

use std::sync::Arc;

use domain::audit::AuditKind;
use domain::value::{AssistantId, AssistantRemovalId, RequestOrigin, UserId};

use crate::StoreError;
use crate::port::{AccountDeletion, Ids, KeyFingerprint, PasswordHash, SyncRecord, UserStore};
use crate::use_case::auditor::Auditor;
use crate::use_case::sync::{LeftAssistants, SyncLeases};

/// Deletes a user and everything that is theirs.
#[derive(Clone)]
pub(in crate::use_case) struct Departure {
    pub(in crate::use_case) users: Arc<dyn UserStore>,
    pub(in crate::use_case) leases: SyncLeases,
    pub(in crate::use_case) auditor: Auditor,
    pub(in crate::use_case) ids: Arc<dyn Ids>,
}

/// Who goes, and how.
#[derive(Debug)]
pub(in crate::use_case) struct Leaver<'a> {
    pub(in crate::use_case) owner: UserId,
    /// The hash that was verified; `None` where an operator deletes.
    pub(in crate::use_case) verified: Option<PasswordHash>,
    /// Tells the server's key from others; `None` when there is none.
    pub(in crate::use_case) server_wide: Option<KeyFingerprint>,
    /// How it is written down.
    pub(in crate::use_case) kind: AuditKind,
    pub(in crate::use_case) origin: &'a RequestOrigin,
}

/// How it ended.
#[derive(Debug)]
pub(in crate::use_case) enum Departed {
    /// They are gone; with the assistant that stays at Vapi, under another key than ours.
    Gone(Option<AssistantId>),
    /// The store refused: they have another password, are disabled or gone.
    Refused,
    /// No lease was to be had: somebody is at work on the assistant, or the user is gone.
    Busy,
    /// The lease, which goes with its owner, was lost on the way: the user is gone if it was the
    /// deletion itself that ended it; then with the assistant that stays.
    Unclear(Option<AssistantId>),
}

impl Departure {
    /// Deletes under the lease, so that no push is at work that would make an assistant of
    /// nobody. What is under our key is deleted at Vapi after.
    pub(in crate::use_case) async fn run(
        &self,
        leaver: Leaver<'_>,
    ) -> Result<Departed, StoreError> {
        let owner = leaver.owner;
        let Some((lease, record)) = self.leases.take(owner).await? else {
            return Ok(Departed::Busy);
        };
        let (deletion, stays) = self.decide(leaver, &record);
        let deleted = self.leases.hold(owner, lease, self.users.delete(&deletion)).await;
        let refused = match deleted {
            Some(Ok(true)) => return Ok(Departed::Gone(stays)),
            Some(Ok(false)) => Ok(Departed::Refused),
            Some(Err(error)) => Err(error),
            None => return Ok(Departed::Unclear(stays)),
        };
        self.leases.give_back(owner, lease).await;
        refused
    }

    fn decide(
        &self,
        leaver: Leaver<'_>,
        record: &SyncRecord,
    ) -> (AccountDeletion, Option<AssistantId>) {
        let Leaver { owner, verified, server_wide, kind, origin } = leaver;
        let event = self.auditor.event(owner, kind, origin);
        let removal = AssistantRemovalId::new(self.ids.next());
        let left = LeftAssistants::of(owner, record, server_wide, removal, event.at);
        (AccountDeletion { owner, verified, removal: left.removal, event }, left.stays)
    }
}
