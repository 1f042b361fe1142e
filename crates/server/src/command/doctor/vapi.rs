//! Whether Vapi can be reached, and takes our key.

use application::GatewayError;
use async_trait::async_trait;

use super::Check;
use super::finding::Finding;
use super::scene::{AskedVapi, Scene};

const AREA: &str = "Vapi";

pub(super) struct VapiReachable;

#[async_trait]
impl Check for VapiReachable {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        vec![match &scene.vapi {
            AskedVapi::OwnSandbox => {
                Finding::ok(AREA, "the sandbox stands in, which a server starts itself")
            }
            AskedVapi::NotSetUp(why) => Finding::problem(
                AREA,
                format!("its client cannot be set up: {why}"),
                "correct AVA_API_VAPI_BASE_URL, or the variables of the system's proxy",
            ),
            AskedVapi::Asked { base_url, has_key, answer } => judge(base_url, *has_key, answer),
        }]
    }
}

fn judge(base_url: &str, has_key: bool, answer: &Result<(), GatewayError>) -> Finding {
    match answer {
        Ok(()) if has_key => {
            Finding::ok(AREA, format!("{base_url} answers, and takes the server-wide key"))
        }
        // A key that nobody has was sent, to see whether anybody is there.
        Ok(()) | Err(GatewayError::KeyRefused) if !has_key => {
            Finding::ok(AREA, format!("{base_url} answers; users bring keys of their own"))
        }
        Ok(()) | Err(GatewayError::KeyRefused) => Finding::problem(
            AREA,
            format!("{base_url} refuses the server-wide key"),
            "put a private key of your Vapi organisation that is in force into \
             AVA_API_VAPI_API_KEY",
        ),
        Err(GatewayError::RateLimited { .. }) => Finding::warning(
            AREA,
            format!("{base_url} answers that it is asked too often"),
            "look at what else uses the key; pushes wait as long as Vapi says",
        ),
        Err(error @ (GatewayError::Unavailable { .. } | GatewayError::TimedOut { .. })) => {
            Finding::problem(
                AREA,
                format!("{base_url} cannot be reached: {error}"),
                "see whether this host may reach it (DNS, firewall, HTTPS_PROXY), or correct \
                 AVA_API_VAPI_BASE_URL",
            )
        }
        Err(
            error @ (GatewayError::Rejected { .. }
            | GatewayError::NotFound
            | GatewayError::Conflict),
        ) => Finding::problem(
            AREA,
            format!("{base_url} does not answer as Vapi does: {error}"),
            "correct AVA_API_VAPI_BASE_URL",
        ),
    }
}

#[cfg(test)]
mod tests {
    use application::Reach;

    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::scene;

    async fn found(vapi: AskedVapi) -> Finding {
        let [finding] = VapiReachable.look(&Scene { vapi, ..scene(&[]) }).await.try_into().unwrap();
        assert_eq!(finding.remedy.is_some(), finding.level != Level::Ok);
        finding
    }

    async fn answered(has_key: bool, answer: Result<(), GatewayError>) -> (Level, String) {
        let base_url = "https://vapi".to_owned();
        let finding = found(AskedVapi::Asked { base_url, has_key, answer }).await;
        (finding.level, finding.what)
    }

    #[tokio::test]
    async fn a_key_that_is_taken_is_fine_and_one_that_is_refused_a_problem() {
        assert_eq!(answered(true, Ok(())).await.0, Level::Ok);
        let (level, what) = answered(true, Err(GatewayError::KeyRefused)).await;
        assert_eq!(
            (level, what.as_str()),
            (Level::Problem, "https://vapi refuses the server-wide key")
        );
    }

    #[tokio::test]
    async fn without_a_key_whoever_refuses_one_is_there() {
        for answer in [Ok(()), Err(GatewayError::KeyRefused)] {
            let (level, what) = answered(false, answer).await;
            assert_eq!(level, Level::Ok);
            assert!(what.ends_with("users bring keys of their own"), "{what}");
        }
    }

    #[tokio::test]
    async fn who_does_not_answer_and_who_is_no_vapi_is_a_problem() {
        let reach = Reach::NotSent;
        for error in [GatewayError::Unavailable { reach }, GatewayError::TimedOut { reach }] {
            let (level, what) = answered(false, Err(error)).await;
            assert_eq!(level, Level::Problem);
            assert!(what.starts_with("https://vapi cannot be reached: Vapi"), "{what}");
        }
        for error in [GatewayError::NotFound, GatewayError::Conflict] {
            let (level, what) = answered(true, Err(error)).await;
            assert_eq!(level, Level::Problem);
            assert!(what.contains("does not answer as Vapi does"), "{what}");
        }
        let unset = found(AskedVapi::NotSetUp("no proxy".to_owned())).await;
        assert_eq!(unset.level, Level::Problem);
    }

    #[tokio::test]
    async fn to_be_asked_to_wait_is_a_warning() {
        let limited = answered(true, Err(GatewayError::RateLimited { retry_after: None })).await;
        assert_eq!(limited.0, Level::Warning);
    }

    #[tokio::test]
    async fn a_sandbox_of_our_own_is_always_there() {
        assert_eq!(found(AskedVapi::OwnSandbox).await.level, Level::Ok);
    }
}
