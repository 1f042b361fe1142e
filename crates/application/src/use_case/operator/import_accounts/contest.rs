//! Who of the former users gets what only one can have. The former service told addresses apart
//! by their letter case, and phone numbers by their spelling.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use domain::value::{AssistantId, UserId};

use super::judge::{Belongings, belongings, id_of};
use super::report::Refusal;
use crate::port::FormerAccount;

/// What was found out about one user, where it is anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ruling {
    /// They cannot be taken over.
    pub(super) refusal: Option<Refusal>,
    /// Somebody who was updated later has their phone.
    pub(super) phone_is_lost: bool,
    /// Several lay claim to their assistant: nobody gets it, for one of them may have written
    /// another's into their configuration.
    pub(super) assistant_is_shared: bool,
}

/// All rulings, by the former ids.
#[derive(Debug, Default)]
pub(super) struct Rulings(HashMap<String, Ruling>);

impl Rulings {
    pub(super) fn of(&self, former_id: &str) -> Ruling {
        self.0.get(former_id).copied().unwrap_or_default()
    }
}

/// Collects what everybody has, and then rules.
#[derive(Debug, Default)]
pub(super) struct Contest(Vec<Contestant>);

#[derive(Debug)]
struct Contestant {
    former_id: String,
    id: UserId,
    has: Belongings,
    ruling: Ruling,
}

impl Contest {
    pub(super) fn enter(&mut self, account: &FormerAccount) {
        self.0.push(Contestant {
            former_id: account.id.clone(),
            id: id_of(&account.id),
            has: belongings(account),
            ruling: Ruling::default(),
        });
    }

    /// Rules. Who is refused has no claim on anything else.
    pub(super) fn rule(mut self) -> Rulings {
        // The one who was updated last comes first, and of those who cannot be told apart by that
        // always the same.
        self.0.sort_by(|one, other| {
            let freshness = |it: &Contestant| Reverse(it.has.freshness);
            freshness(one).cmp(&freshness(other)).then_with(|| one.former_id.cmp(&other.former_id))
        });
        for one in &mut self.0 {
            one.ruling.refusal = one.has.email.is_none().then_some(Refusal::NoEmail);
        }
        self.later_ones(|it| Some(it.id), |ruling| ruling.refusal = Some(Refusal::SameId));
        self.later_ones(
            |it| it.has.email.clone(),
            |ruling| ruling.refusal = Some(Refusal::SameEmail),
        );
        self.later_ones(|it| it.has.phone.clone(), |ruling| ruling.phone_is_lost = true);
        self.rule_on_assistants();
        let ruled = self.0.into_iter().filter(|one| one.ruling != Ruling::default());
        Rulings(ruled.map(|one| (one.former_id, one.ruling)).collect())
    }

    /// Rules on all but the first of those who have the same.
    fn later_ones<K: Hash + Eq>(
        &mut self,
        what: impl Fn(&Contestant) -> Option<K>,
        rule: impl Fn(&mut Ruling),
    ) {
        let mut owners = HashSet::new();
        for one in self.0.iter_mut().filter(|one| one.ruling.refusal.is_none()) {
            let Some(what) = what(one) else { continue };
            if !owners.insert(what) {
                rule(&mut one.ruling);
            }
        }
    }

    fn rule_on_assistants(&mut self) {
        let mut claims: HashMap<AssistantId, u64> = HashMap::new();
        for one in self.0.iter().filter(|one| one.ruling.refusal.is_none()) {
            one.has.assistant.into_iter().for_each(|id| *claims.entry(id).or_default() += 1);
        }
        for one in &mut self.0 {
            let claims = one.has.assistant.and_then(|id| claims.get(&id).copied());
            one.ruling.assistant_is_shared = claims.is_some_and(|claims| claims > 1);
        }
    }
}

#[cfg(test)]
mod tests;
