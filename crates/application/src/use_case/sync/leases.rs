//! The one right to do something about a user's assistant: taken, held, given back.

use std::future::Future;
use std::sync::Arc;

use domain::value::UserId;

use super::hold::{LEASE_TTL, hold};
use crate::port::{AssistantSyncStore, Claim, Clock, Ids, Lease, SyncRecord};
use crate::use_case::patience::Patience;
use crate::{OperatorPorts, Ports, StoreError};

/// The leases of syncs, which everybody takes who does what no push may overlap with.
#[derive(Clone)]
pub(in crate::use_case) struct SyncLeases {
    syncs: Arc<dyn AssistantSyncStore>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

/// Whose turn it is.
pub(super) enum Turn {
    /// Ours, and this is what is known.
    Ours(Lease, Box<SyncRecord>),
    /// Nobody's: there is no such user any more.
    Gone,
    /// Another's, for longer than patience lasts.
    Busy,
}

impl SyncLeases {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            syncs: Arc::clone(&ports.syncs),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// For what an operator does.
    pub(in crate::use_case) fn of_operator(ports: &OperatorPorts) -> Self {
        Self {
            syncs: Arc::clone(&ports.syncs),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// Asks once; refused when more syncs than these were confirmed.
    pub(super) async fn claim(
        &self,
        owner: UserId,
        confirmations: i64,
    ) -> Result<Claim, StoreError> {
        self.syncs.claim(owner, self.ids.next(), confirmations, LEASE_TTL).await
    }

    /// Asks until it is granted, for as long as patience lasts. `None` when it was not, or
    /// when nothing is known of the owner, who is gone then: the gate tells which.
    pub(in crate::use_case) async fn take(
        &self,
        owner: UserId,
    ) -> Result<Option<(Lease, SyncRecord)>, StoreError> {
        match self.turn(owner).await? {
            Turn::Ours(lease, record) => Ok(Some((lease, *record))),
            Turn::Gone | Turn::Busy => Ok(None),
        }
    }

    /// The same, where there is no gate.
    pub(super) async fn turn(&self, owner: UserId) -> Result<Turn, StoreError> {
        let mut patience = Patience::new(&self.clock, &self.ids);
        loop {
            let known = self.syncs.load(owner).await?;
            match self.claim(owner, known.confirmations).await? {
                Claim::Granted(lease, record) => return Ok(Turn::Ours(lease, Box::new(record))),
                Claim::Refused(record) if record == SyncRecord::default() => return Ok(Turn::Gone),
                Claim::Refused(_) => {}
            }
            if !patience.wait().await {
                return Ok(Turn::Busy);
            }
        }
    }

    /// Does `work` while renewing the lease; `None`, and the work dropped, as soon as the
    /// lease is lost.
    pub(in crate::use_case) fn hold<T>(
        &self,
        owner: UserId,
        lease: Lease,
        work: impl Future<Output = T>,
    ) -> impl Future<Output = Option<T>> {
        hold(&self.syncs, &self.clock, owner, lease, work)
    }

    /// Gives a lease back under which nothing was done. One that cannot be runs out.
    pub(in crate::use_case) async fn give_back(&self, owner: UserId, lease: Lease) {
        if let Err(error) = self.syncs.release(owner, lease).await {
            tracing::warn!(user = %owner, %error, "a lease could not be given back");
        }
    }
}
