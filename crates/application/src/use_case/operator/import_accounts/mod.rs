//! An operator takes over the accounts of the service that this one replaces.
//!
//! Everybody is read twice: first to learn who shares an address, a phone number or an assistant
//! with whom ([`contest`]), then to be judged ([`judge`]), sealed ([`entrust`]) and added. Who
//! is here already is left alone, so that it may be cut off and run again at any time.

mod applying;
mod contest;
mod entrust;
mod judge;
mod pages;
mod report;

use std::sync::Arc;

use domain::integration::VapiKey;

use self::applying::{Applying, Fresh};
use self::contest::{Contest, Rulings};
use self::entrust::Entrusting;
use self::judge::unread_columns;
use self::pages::Pages;
pub use self::report::{Adjustment, ImportReport, Imported, Note, Refusal};
use crate::port::{
    AccountImport, Applicant, Clock, FormerAccount, FormerAccounts, FormerSecrets, Ids,
    SecretSealer, Standing,
};
use crate::{SealError, StoreError};

/// An import was cut off; what was added before stays, and the next one goes on after it.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The former service's database.
    #[error("the former service's accounts cannot be read")]
    Source(#[source] StoreError),
    /// Ours.
    #[error("accounts cannot be added")]
    Target(#[source] StoreError),
    /// A secret cannot be sealed.
    #[error("a secret cannot be sealed")]
    Seal(#[from] SealError),
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportProgress {
    /// So many were looked at, to learn who shares what with whom.
    Read(u64),
    /// So many were added, or need not be.
    Settled(u64),
}

/// Where to.
#[derive(Clone)]
pub enum ImportTarget {
    /// Nowhere: only what would be done is told, beside what is here already, if anything is.
    Nowhere(Option<Arc<dyn AccountImport>>),
    /// Here.
    Here {
        /// Adds them.
        store: Arc<dyn AccountImport>,
        /// Seals their secrets.
        sealer: Arc<dyn SecretSealer>,
        /// The Vapi key for users without their own.
        server_key: Option<VapiKey>,
    },
}

/// Takes over everybody who is not here yet.
#[derive(Clone)]
pub struct ImportAccounts {
    source: Arc<dyn FormerAccounts>,
    secrets: Arc<dyn FormerSecrets>,
    target: ImportTarget,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl ImportAccounts {
    /// Wires it to the ports it needs.
    pub fn new(
        source: Arc<dyn FormerAccounts>,
        secrets: Arc<dyn FormerSecrets>,
        target: ImportTarget,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self { source, secrets, target, clock, ids }
    }

    /// Tells after each batch how far it is.
    pub async fn run(
        &self,
        on_progress: &(dyn Fn(ImportProgress) + Send + Sync),
    ) -> Result<ImportReport, ImportError> {
        let found = self.source.count().await.map_err(ImportError::Source)?;
        let mut report = ImportReport { found, ..ImportReport::default() };
        let rulings = self.rule(&mut report, on_progress).await?;
        let mut pages = Pages::of(&*self.source);
        while let Some(page) = pages.next().await? {
            self.settle(page, &rulings, &mut report).await?;
            on_progress(ImportProgress::Settled(pages.seen));
        }
        report.without_id = found.saturating_sub(pages.seen);
        Ok(report)
    }

    async fn rule(
        &self,
        report: &mut ImportReport,
        on_progress: &(dyn Fn(ImportProgress) + Send + Sync),
    ) -> Result<Rulings, ImportError> {
        let mut contest = Contest::default();
        let mut pages = Pages::of(&*self.source);
        while let Some(page) = pages.next().await? {
            for account in &page {
                contest.enter(account);
                for column in unread_columns(account) {
                    *report.left_columns.entry(column).or_default() += 1;
                }
            }
            on_progress(ImportProgress::Read(pages.seen));
        }
        Ok(contest.rule())
    }

    /// Adds those of a page who are not here.
    async fn settle(
        &self,
        page: Vec<FormerAccount>,
        rulings: &Rulings,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        let page: Vec<_> =
            page.into_iter().map(|account| Applying::new(account, rulings)).collect();
        let applicants: Vec<_> = page.iter().map(Applying::applicant).collect();
        let standings = self.look(&applicants).await?;
        let mut fresh = Vec::new();
        for (applying, standing) in page.into_iter().zip(standings) {
            match applying.judge(standing, &*self.secrets, self.clock.now()) {
                Err(left) => report.leave(left),
                Ok(candidate) => fresh.push(candidate),
            }
        }
        self.add(fresh, report).await
    }

    async fn look(&self, applicants: &[Applicant]) -> Result<Vec<Standing>, ImportError> {
        let store = match &self.target {
            ImportTarget::Here { store, .. } | ImportTarget::Nowhere(Some(store)) => store,
            ImportTarget::Nowhere(None) => return Ok(vec![Standing::New; applicants.len()]),
        };
        store.look(applicants).await.map_err(ImportError::Target)
    }

    /// Adds them, and whoever's phone somebody had taken meanwhile once more without it.
    async fn add(
        &self,
        mut fresh: Vec<Fresh>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        let ImportTarget::Here { store, sealer, server_key } = &self.target else {
            for fresh in fresh {
                report.add(fresh.notes());
            }
            return Ok(());
        };
        while !fresh.is_empty() {
            let entrusting = Entrusting {
                sealer: &**sealer,
                ids: &*self.ids,
                server_key: server_key.as_ref(),
                now: self.clock.now(),
            };
            let accounts: Result<Vec<_>, _> =
                fresh.iter().map(|fresh| entrusting.account(&fresh.candidate)).collect();
            let standings = store.add(&accounts?).await.map_err(ImportError::Target)?;
            fresh = fresh
                .into_iter()
                .zip(standings)
                .filter_map(|(fresh, standing)| fresh.ended(standing, report))
                .collect();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
