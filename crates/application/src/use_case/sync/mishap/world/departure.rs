//! The user goes, and the job behind them.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::Raw;

use super::{State, World};
use crate::port::{AccountDeletion, PasswordCheck};
use crate::use_case::account::DeleteAccount;
use crate::use_case::fixture::{Mocks, SlowDeletion, caller, credentials, origin, settings};
use crate::use_case::sync::RemoveLeftAssistants;
use crate::{ChangeError, Failure, Ports};

/// How long the store takes to delete someone.
const TAKES: Duration = Duration::from_secs(3);

impl World {
    /// One deletion by a process; `None` when it was killed.
    pub(in super::super) async fn delete_account(
        self: &Arc<Self>,
    ) -> Option<Result<(), ChangeError>> {
        let delete = DeleteAccount::new(&self.ports_of_departure(), &settings());
        let (password, origin) = (Raw::Text("secret".into()), origin());
        let deleted = self.until_killed(delete.run(caller(), &password, &origin)).await?;
        Some(deleted.map(|stays| assert_eq!(stays, None)))
    }

    /// They try again and again until they are gone, whoever was at work or killed before.
    pub(in super::super) async fn insist_on_deletion(self: &Arc<Self>) {
        self.live_on();
        for _ in 0..12 {
            match self.delete_account().await.unwrap() {
                Ok(()) | Err(ChangeError::Unauthenticated) => return,
                Err(ChangeError::Failed(Failure::Unavailable(_))) => {}
                Err(error) => panic!("{error}"),
            }
        }
        panic!("nobody ever gets away");
    }

    /// One run of the job; `None` when it was killed.
    pub(in super::super) async fn remove_what_is_left(self: &Arc<Self>) -> Option<bool> {
        let remove = RemoveLeftAssistants::new(&self.ports_of_departure(), &settings());
        self.until_killed(remove.run()).await.map(Result::unwrap)
    }

    /// The end of each story: nobody, and nothing at Vapi, whatever is made there late.
    pub(in super::super) async fn assert_nothing_in_the_end(self: &Arc<Self>, story: &str) {
        self.live_on();
        let mut runs = 0;
        while self.remove_what_is_left().await.unwrap() {
            runs += 1;
            assert!(runs < 20, "{story}: the job is never done");
            self.clock.advance(Duration::from_mins(1));
        }
        self.clock.advance(Duration::from_hours(1));
        let state = self.state();
        assert!(state.gone, "{story}");
        assert_eq!(state.assistants, [], "{story}");
    }

    fn ports_of_departure(self: &Arc<Self>) -> Ports {
        let mut mocks = Mocks::default();
        let [gate, deletion, job, end] = [(); 4].map(|()| Arc::clone(self));
        mocks
            .users
            .expect_load_credentials()
            .returning(move |_, _| Ok((!gate.state().gone).then(|| credentials(Some("phc")))));
        mocks.users.expect_delete().returning(move |asked| Ok(deletion.state().delete(asked)));
        mocks.hasher.expect_verify().returning(|_, _| Ok(PasswordCheck::Right));
        mocks.removals.expect_take_due().returning(move |_| Ok(job.state().removal.clone()));
        mocks.removals.expect_done().returning(move |_| {
            end.state().removal = None;
            Ok(())
        });
        let ports = self.ports(mocks);
        let world = Arc::clone(self);
        let first = move || {
            let world = Arc::clone(&world);
            Box::pin(async move { world.wait(TAKES).await }) as Pin<Box<_>>
        };
        Ports { users: Arc::new(SlowDeletion { store: ports.users, first }), ..ports }
    }
}

impl State {
    fn delete(&mut self, deletion: &AccountDeletion) -> bool {
        if self.gone {
            return false;
        }
        self.removal.clone_from(&deletion.removal);
        self.gone = true;
        (self.record, self.attempt, self.lease) = Default::default();
        true
    }
}
