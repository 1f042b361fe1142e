//! Sessions that end while they are refreshed, and while others end theirs.

use domain::session::{RefreshVerdict, Session};

use super::{add_session, find, rotation, session_by};
use crate::contract::Stores;
use crate::contract::acts::{revoke, revoke_others};
use crate::contract::race::race;
use crate::sample::at;

pub async fn a_session_that_is_ended_while_it_is_refreshed_stays_ended(stores: &Stores) {
    what_ends_while_it_is_refreshed_stays_ended(stores, async |race: Race| {
        for session in &race.doomed {
            let owner = session.user_id;
            assert!(revoke(&race.stores, owner, session.id, at(30)).await);
        }
    })
    .await;
}

pub async fn other_sessions_that_are_ended_while_they_are_refreshed_stay_ended(stores: &Stores) {
    what_ends_while_it_is_refreshed_stays_ended(stores, async |race: Race| {
        let (owner, keep) = (race.kept.user_id, race.kept.id);
        let ended = revoke_others(&race.stores, owner, keep, at(30)).await;
        assert_eq!(ended, DOOMED as u64);
    })
    .await;
}

pub async fn of_many_who_end_the_others_at_once_one_ends_each(stores: &Stores) {
    const MANY: usize = 16;
    let ada = stores.sign_up("ada").await;
    let mut sessions = Vec::new();
    for number in 0..MANY {
        sessions.push(add_session(stores, &ada, &format!("session-{number}")).await);
    }
    let ended = race(MANY, |number| {
        let (stores, Session { user_id, id, .. }) = (stores.clone(), sessions[number].clone());
        async move {
            // A row that is used moves to elsewhere in its table, and so in the order of locks.
            stores.sessions.touch(user_id, id, at(5), at(900)).await.unwrap();
            revoke_others(&stores, user_id, id, at(10)).await
        }
    });
    let ended = ended.await.into_iter().sum::<u64>();
    assert_eq!(ended, MANY as u64 + 1, "each kept one is another's other");
    for number in 0..MANY {
        let session = session_by(stores, &format!("session-{number}")).await;
        assert_eq!(session.revoked_at, Some(at(10)));
    }
}

const DOOMED: usize = 3;

/// A member whose sessions are refreshed.
#[derive(Clone)]
pub(in crate::contract) struct Race {
    pub(in crate::contract) stores: Stores,
    /// Stays.
    pub(in crate::contract) kept: Session,
    /// Are to be ended, at second 30.
    pub(in crate::contract) doomed: Vec<Session>,
}

impl Race {
    async fn prepare(stores: &Stores, label: &str) -> Self {
        let member = stores.sign_up(label).await;
        let mut doomed = Vec::new();
        for number in 0..DOOMED {
            let label = format!("{}-{number}", member.id());
            doomed.push(add_session(stores, &member, &label).await);
        }
        Self { stores: stores.clone(), kept: member.session, doomed }
    }

    /// Each session with the label of its first token.
    fn sessions(&self) -> Vec<(Session, String)> {
        let owner = self.kept.user_id;
        let doomed = self.doomed.iter().enumerate();
        let doomed = doomed.map(|(number, session)| (session.clone(), format!("{owner}-{number}")));
        std::iter::once((self.kept.clone(), owner.to_string())).chain(doomed).collect()
    }
}

/// Of sessions that are ended while many clients refresh them and one more, no token is worth
/// anything after; of the other, exactly one is the current one.
pub(in crate::contract) async fn what_ends_while_it_is_refreshed_stays_ended<F>(
    stores: &Stores,
    end: impl Fn(Race) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    for round in 0..4 {
        let prepared = Race::prepare(stores, &format!("user-{round}")).await;
        let sessions = prepared.sessions();
        let refreshers = 3 * sessions.len();
        let given = race(refreshers + 1, |number| {
            let end = (number == refreshers).then(|| end(prepared.clone()));
            let (session, label) = sessions[number % sessions.len()].clone();
            let stores = stores.clone();
            async move {
                match end {
                    Some(end) => {
                        end.await;
                        Vec::new()
                    }
                    None => refresh(&stores, &session, label, number).await,
                }
            }
        });
        let first = sessions.iter().map(|(_, label)| label.clone());
        let given: Vec<_> = first.chain(given.await.into_iter().flatten()).collect();
        worth_nothing_but_the_kept_one(stores, &prepared.kept, &given).await;
    }
}

/// Replaces a token by a child, that by another, and so on, until refused. Answers the
/// children.
async fn refresh(stores: &Stores, session: &Session, first: String, number: usize) -> Vec<String> {
    let mut given = Vec::new();
    let mut parent = first;
    for step in 0..6 {
        let child = format!("{parent}-child-{number}");
        let rotation = rotation(session, &parent, &child, 20 + step);
        if !stores.sessions.rotate(&rotation).await.unwrap() {
            break;
        }
        given.push(child.clone());
        parent = child;
    }
    given
}

async fn worth_nothing_but_the_kept_one(stores: &Stores, kept: &Session, given: &[String]) {
    let mut current = 0;
    for (number, label) in given.iter().enumerate() {
        let token = find(stores, label).await.token;
        if token.session.id == kept.id {
            assert_eq!(token.session.revoked_at, None);
            current += usize::from(token.judge(at(31)) == RefreshVerdict::Rotate);
            continue;
        }
        assert_eq!(token.session.revoked_at, Some(at(30)));
        assert_eq!(token.judge(at(31)), RefreshVerdict::Ended);
        let again = rotation(&token.session, label, &format!("too late {number}"), 31);
        assert!(!stores.sessions.rotate(&again).await.unwrap());
    }
    assert_eq!(current, 1);
}
