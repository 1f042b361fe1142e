//! Those who wait at this server for the end of one user's push.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, Weak};

use domain::value::UserId;
use tokio::sync::Mutex;

/// A queue for each user whose push somebody waits for. Who is first in it asks the store, again
/// and again, and the others wait for their turn: if all of them asked, a few hundred pushes of
/// one user would leave the database no time for anybody else.
#[derive(Clone, Default)]
pub(super) struct Queues(Arc<std::sync::Mutex<HashMap<UserId, Weak<Mutex<()>>>>>);

impl Queues {
    /// The queue of this user's. It is forgotten once nobody stands in it.
    pub(super) fn of(&self, owner: UserId) -> Arc<Mutex<()>> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(&owner).and_then(Weak::upgrade) {
            return queue;
        }
        queues.retain(|_, queue| queue.strong_count() > 0);
        let queue = Arc::default();
        queues.insert(owner, Arc::downgrade(&queue));
        queue
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{nth_id, user_id};

    #[test]
    fn one_user_has_one_queue_while_somebody_stands_in_it() {
        let queues = Queues::default();
        let (first, second) = (queues.of(user_id()), queues.of(user_id()));
        assert!(Arc::ptr_eq(&first, &second));
        let of_another = queues.of(UserId::new(nth_id(99)));
        assert!(!Arc::ptr_eq(&first, &of_another));
        drop((first, second));
        let _third = queues.of(UserId::new(nth_id(98)));
        assert_eq!(queues.0.lock().unwrap().len(), 2, "the one that was left is forgotten");
    }
}
