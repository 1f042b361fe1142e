//! What a server does beside answering: tidying, and what was left for later.

use std::sync::Arc;
use std::time::Duration;

use application::port::RateLimiter;
use application::use_case::TidySessions;
use application::use_case::sync::RemoveLeftAssistants;
use application::{StoreError, UseCases};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::telemetry::{Task, ran};

/// Grace of a replaced refresh token is 10 s; what outlives it is wiped soon after.
const TIDY_SESSIONS_EVERY: Duration = Duration::from_secs(10);
/// Counts are back at nothing within minutes to hours.
const TIDY_COUNTS_EVERY: Duration = Duration::from_mins(1);
/// Whoever deletes an account expects its assistant to be gone soon.
const REMOVE_ASSISTANTS_EVERY: Duration = Duration::from_secs(10);

/// Starts all of it; it ends when what is answered is dropped.
pub(crate) fn start(use_cases: &UseCases, counters: Vec<Arc<dyn RateLimiter>>) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(keep_sessions_tidy(use_cases.tidy_sessions.clone()));
    for counter in counters {
        jobs.spawn(keep_counts_tidy(counter));
    }
    jobs.spawn(remove_left_assistants(use_cases.remove_left_assistants.clone()));
    jobs
}

async fn keep_sessions_tidy(tidy: TidySessions) {
    loop {
        sleep(TIDY_SESSIONS_EVERY).await;
        tell(Task::TidySessions, "sessions", &tidy.run().await);
    }
}

async fn keep_counts_tidy(counter: Arc<dyn RateLimiter>) {
    loop {
        sleep(TIDY_COUNTS_EVERY).await;
        tell(Task::TidyCounts, "counts of limits", &counter.tidy().await);
    }
}

async fn remove_left_assistants(remove: RemoveLeftAssistants) {
    loop {
        sleep(REMOVE_ASSISTANTS_EVERY).await;
        loop {
            let removed = remove.run().await;
            ran(Task::RemoveAssistants, removed.is_ok());
            match removed {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::warn!(%error, "assistants of deleted users could not be removed");
                    break;
                }
            }
        }
    }
}

fn tell(task: Task, what: &str, tidied: &Result<u64, StoreError>) {
    ran(task, tidied.is_ok());
    match tidied {
        Ok(0) => {}
        Ok(rows) => tracing::debug!(what, rows, "tidied"),
        Err(error) => tracing::warn!(what, %error, "could not be tidied"),
    }
}

#[cfg(test)]
mod tests {
    use application::port::{AccountDeletion, AssistantRemoval, SecretSealer};
    use application::{Quota, Rate, Settings, VapiMode};
    use chrono::TimeDelta;
    use domain::audit::AuditKind;
    use testkit::doubles::{PlainSealer, TokioClock};
    use testkit::house::House;
    use testkit::sample;

    use super::*;

    fn use_cases(house: &House<TokioClock>) -> UseCases {
        let settings = Settings {
            access_token_ttl: TimeDelta::minutes(15),
            rotate_refresh_tokens: true,
            vapi_mode: VapiMode::Sandbox,
            server_vapi_key: Some(sample::vapi_key("server")),
            rate_limits: None,
            revisions_kept: None,
        };
        UseCases::new(&house.ports(), &settings)
    }

    /// A user who has deleted their account and left an assistant.
    async fn leave_behind(house: &House<TokioClock>, name: &str) {
        let stores = house.stores.stores();
        let member = stores.sign_up(name).await;
        let key = sample::vapi_key("server");
        let removal = AssistantRemoval {
            key_fingerprint: PlainSealer::new().fingerprint(&key),
            assistant: Some(house.gateway.make(&key, "{}").id),
            search_from: None,
            ..sample::removal(member.id(), name)
        };
        let deletion = AccountDeletion {
            owner: member.id(),
            verified: Some(sample::password_hash("pw")),
            removal: Some(removal),
            event: sample::event(member.id(), AuditKind::AccountDeleted),
        };
        assert!(stores.users.delete(&deletion).await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn every_assistant_that_was_left_is_removed_soon() {
        let house = House::new(TokioClock::new());
        for name in ["ada", "bob", "cyd"] {
            leave_behind(&house, name).await;
        }
        let _jobs = start(&use_cases(&house), Vec::new());
        sleep(REMOVE_ASSISTANTS_EVERY + Duration::from_secs(1)).await;
        assert!(house.gateway.assistants(&sample::vapi_key("server")).is_empty());
        assert!(house.stores.removals().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn counts_that_are_back_at_nothing_are_forgotten() {
        let house = House::new(TokioClock::new());
        let limiter = house.stores.stores().limiter;
        let quota = Quota { name: "test", rate: Rate::new(1, 30) };
        limiter.take(quota, "ada").await.unwrap();
        let _jobs = start(&use_cases(&house), vec![Arc::clone(&limiter)]);
        sleep(TIDY_COUNTS_EVERY + Duration::from_secs(1)).await;
        assert_eq!(limiter.tidy().await.unwrap(), 0, "they were forgotten before");
    }
}
