//! Changing a user so that no change made at the same time is lost.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Faults;
use domain::user::User;

use crate::port::{Clock, Ids, UserStore};
use crate::use_case::patience::Patience;
use crate::{Caller, ChangeError, Failure, Ports};

/// Loads, changes and stores a user.
#[derive(Clone)]
pub(super) struct UserChange {
    users: Arc<dyn UserStore>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl UserChange {
    pub(super) fn new(ports: &Ports) -> Self {
        Self {
            users: Arc::clone(&ports.users),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// Applies `change` to the latest state and stores it; again, when another change came
    /// between. What changes nothing is not stored.
    pub(super) async fn apply(
        &self,
        caller: Caller,
        change: impl Fn(&mut User, DateTime<Utc>) -> Result<(), Faults> + Send + Sync,
    ) -> Result<User, ChangeError> {
        let mut patience = Patience::new(&self.clock, &self.ids);
        loop {
            let now = self.clock.now();
            let stored = self.users.load(caller, now).await?.ok_or(ChangeError::Unauthenticated)?;
            let mut user = stored.user.clone();
            change(&mut user, now)?;
            if user == stored.user {
                return Ok(user);
            }
            user.updated_at = now;
            if self.users.update(&user, stored.version).await? {
                return Ok(user);
            }
            if !patience.wait().await {
                return Err(Failure::contended("the user").into());
            }
        }
    }
}
