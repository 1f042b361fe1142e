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

#[cfg(test)]
mod tests {
    use domain::value::{CompanySize, Name};
    use mockall::Sequence;

    use super::*;
    use crate::port::StoredUser;
    use crate::use_case::fixture::{Mocks, at, caller, is_unavailable, stored_user, user};
    use crate::{StoreError, Unique};

    fn rename(user: &mut User, _: DateTime<Utc>) -> Result<(), Faults> {
        user.name = Some(Name::parse("Countess").map_err(|fault| Faults::of("name", fault))?);
        Ok(())
    }

    fn loads(mocks: &mut Mocks, stored: Option<StoredUser>) {
        mocks
            .users
            .expect_load()
            .withf(|who, _| *who == caller())
            .returning(move |_, _| Ok(stored.clone()));
    }

    async fn apply_rename(mocks: Mocks) -> Result<User, ChangeError> {
        UserChange::new(&mocks.ports()).apply(caller(), rename).await
    }

    #[tokio::test]
    async fn who_is_gone_is_nobody() {
        let mut mocks = Mocks::default();
        loads(&mut mocks, None);
        assert!(matches!(apply_rename(mocks).await, Err(ChangeError::Unauthenticated)));
    }

    #[tokio::test]
    async fn a_change_is_stored_over_the_version_it_was_made_from() {
        let mut mocks = Mocks::default();
        loads(&mut mocks, Some(stored_user(user())));
        let expected =
            User { name: Some(Name::parse("Countess").unwrap()), updated_at: at(0), ..user() };
        let stored = expected.clone();
        mocks
            .users
            .expect_update()
            .withf(move |user, version| *user == stored && *version == 3)
            .times(1)
            .return_once(|_, _| Ok(true));
        assert_eq!(apply_rename(mocks).await.unwrap(), expected);
    }

    #[tokio::test]
    async fn what_changes_nothing_is_not_stored() {
        let mut mocks = Mocks::default();
        let before = User { name: Some(Name::parse("Countess").unwrap()), ..user() };
        loads(&mut mocks, Some(stored_user(before.clone())));
        assert_eq!(apply_rename(mocks).await.unwrap(), before);
    }

    #[tokio::test]
    async fn who_loses_a_race_keeps_the_winners_change() {
        let mut mocks = Mocks::default();
        let mut order = Sequence::new();
        let mut winner = user();
        winner.organization.company_size = Some(CompanySize::parse("11-50").unwrap());
        let looks =
            [(stored_user(user()), false), (StoredUser { user: winner.clone(), version: 4 }, true)];
        for (look, wins) in looks {
            let version = look.version;
            mocks
                .users
                .expect_load()
                .times(1)
                .in_sequence(&mut order)
                .return_once(|_, _| Ok(Some(look)));
            mocks
                .users
                .expect_update()
                .withf(move |_, expected| *expected == version)
                .times(1)
                .in_sequence(&mut order)
                .return_once(move |_, _| Ok(wins));
        }
        let changed = apply_rename(mocks).await.unwrap();
        assert_eq!(changed.organization, winner.organization);
        assert_eq!(changed.name.unwrap().as_str(), "Countess");
    }

    #[tokio::test]
    async fn after_five_seconds_of_lost_races_the_caller_is_asked_to_come_back() {
        let mut mocks = Mocks::default();
        let clock = Arc::clone(&mocks.clock);
        loads(&mut mocks, Some(stored_user(user())));
        mocks.users.expect_update().times(2..).returning(|_, _| Ok(false));
        let error = apply_rename(mocks).await.unwrap_err();
        assert!(matches!(error, ChangeError::Failed(failure) if is_unavailable(&failure)));
        assert_eq!(clock.monotonic().as_secs(), 5);
    }

    #[tokio::test]
    async fn what_another_user_has_is_taken_and_not_tried_again() {
        let mut mocks = Mocks::default();
        loads(&mut mocks, Some(stored_user(user())));
        mocks
            .users
            .expect_update()
            .times(1)
            .return_once(|_, _| Err(StoreError::Taken(Unique::Phone)));
        assert!(matches!(apply_rename(mocks).await, Err(ChangeError::Taken(Unique::Phone))));
    }
}
