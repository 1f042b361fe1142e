//! One former account on its way here.

use chrono::{DateTime, Utc};
use domain::value::UserId;

use super::contest::{Ruling, Rulings};
use super::judge::{
    ASSISTANT_FIELD, Belongings, Candidate, PHONE_FIELD, belongings, candidate, former_id_as_shown,
    id_of,
};
use super::report::{Adjustment, ImportReport, Imported, Left, Note, Refusal};
use crate::Unique;
use crate::port::{Applicant, FormerAccount, FormerSecrets, Standing};

/// An account, and what was ruled on it.
pub(super) struct Applying {
    account: FormerAccount,
    ruling: Ruling,
    id: UserId,
    has: Belongings,
}

/// An account that is to be added.
pub(super) struct Fresh {
    former_id: String,
    pub(super) candidate: Candidate,
}

impl Applying {
    pub(super) fn new(account: FormerAccount, rulings: &Rulings) -> Self {
        let (ruling, id) = (rulings.of(&account.id), id_of(&account.id));
        Self { ruling, id, has: belongings(&account), account }
    }

    pub(super) fn applicant(&self) -> Applicant {
        let phone = self.has.phone.clone().filter(|_| !self.ruling.phone_is_lost);
        Applicant { id: self.id, email: self.has.email.clone(), phone }
    }

    /// Whoever is here, or was, is left alone before anything else is asked.
    pub(super) fn judge(
        self,
        standing: Standing,
        secrets: &dyn FormerSecrets,
        now: DateTime<Utc>,
    ) -> Result<Fresh, Left> {
        let ruled = match standing {
            Standing::AlreadyThere => return Err(Left::AlreadyThere),
            Standing::Deleted => return Err(Left::Deleted),
            Standing::Taken(Unique::Email) => self.ruling.refusal.or(Some(Refusal::EmailTaken)),
            Standing::Taken(Unique::Phone) | Standing::New => self.ruling.refusal,
        };
        let email = match (ruled, self.has.email) {
            (Some(refusal), _) => return Err(refused(self.id, &self.account.id, refusal)),
            (None, None) => return Err(refused(self.id, &self.account.id, Refusal::NoEmail)),
            (None, Some(email)) => email,
        };
        let mut candidate = candidate(&self.account, email, secrets, now);
        if self.ruling.phone_is_lost || standing == Standing::Taken(Unique::Phone) {
            lose_phone(&mut candidate);
        }
        if self.ruling.assistant_is_shared {
            candidate.assistant = None;
            candidate.notes.add(ASSISTANT_FIELD, Adjustment::Shared);
        }
        Ok(Fresh { former_id: self.account.id, candidate })
    }
}

impl Fresh {
    /// What is to be told of somebody who was added.
    pub(super) fn notes(self) -> Imported<Vec<Note>> {
        let former_id = former_id_as_shown(&self.former_id);
        Imported { id: self.candidate.user.id, former_id, what: self.candidate.notes.into_vec() }
    }

    /// Told how the store found them; whoever's phone is taken by now is to be added without it.
    pub(super) fn ended(mut self, standing: Standing, report: &mut ImportReport) -> Option<Self> {
        match standing {
            Standing::New => report.add(self.notes()),
            Standing::AlreadyThere => report.leave(Left::AlreadyThere),
            Standing::Deleted => report.leave(Left::Deleted),
            Standing::Taken(Unique::Email) => {
                let id = self.candidate.user.id;
                report.leave(refused(id, &self.former_id, Refusal::EmailTaken));
            }
            Standing::Taken(Unique::Phone) => {
                lose_phone(&mut self.candidate);
                return Some(self);
            }
        }
        None
    }
}

fn lose_phone(candidate: &mut Candidate) {
    candidate.user.phone = None;
    candidate.user.phone_verified = false;
    candidate.notes.add(PHONE_FIELD, Adjustment::Taken);
}

fn refused(id: UserId, former_id: &str, refusal: Refusal) -> Left {
    let former_id = former_id_as_shown(former_id);
    Left::Refused(Imported { id, former_id, what: refusal })
}
