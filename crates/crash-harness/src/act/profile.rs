//! Profile, onboarding, credentials, pushes.

use rand::RngExt;
use reqwest::Method;
use serde_json::json;

use super::{Actor, Done};
use crate::http::Reply;
use crate::user::PROFILE;

/// The last step that a user sets.
const LAST_STEP: i64 = 8;

impl Actor<'_> {
    pub(super) async fn change_profile(&mut self) {
        let field = PROFILE[self.random.random_range(0..PROFILE.len())];
        let value = json!(self.user.next_request());
        let body = json!({ field: value });
        let (_, reply) = self.ask(Method::PATCH, "/api/v1/user/profile", Some(body)).await;
        let cell = self.user.profile.get_mut(field).expect("a field");
        // The first change of a profile also begins the onboarding.
        match reply {
            Reply::Answered(answer) => {
                super::expect_success(&answer, "a profile");
                cell.acknowledge(value);
                if *self.user.step.sure() == 0 {
                    self.user.step.acknowledge(1);
                }
            }
            Reply::Unknown => {
                cell.doubt(value);
                if *self.user.step.sure() == 0 {
                    self.user.step.doubt(1);
                }
            }
            Reply::Unsent => {}
        }
    }

    pub(super) async fn advance(&mut self) {
        if !self.user.step.is_sure() || *self.user.step.sure() >= LAST_STEP {
            return;
        }
        let step = self.user.step.sure() + 1;
        let body = json!({"onboarding_step": step});
        let (_, reply) = self.ask(Method::PATCH, "/api/v1/user/onboarding", Some(body)).await;
        match reply {
            Reply::Answered(answer) => {
                super::expect_success(&answer, "a step");
                self.user.step.acknowledge(step);
            }
            Reply::Unknown => self.user.step.doubt(step),
            Reply::Unsent => {}
        }
    }

    pub(super) async fn change_twilio(&mut self) {
        const PATH: &str = "/api/v1/twilio-settings";
        let stored = !*self.user.twilio.sure();
        if !self.user.twilio.is_sure() {
            return;
        }
        let body = json!({
            "account_sid": "AC0123456789abcdef0123456789abcdef",
            "auth_token": "0123456789abcdef0123456789abcdef",
        });
        let (method, body) =
            if stored { (Method::POST, Some(body)) } else { (Method::DELETE, None) };
        let (id, reply) = self.ask(method, PATH, body).await;
        let kind = if stored { "twilio_saved" } else { "twilio_removed" };
        match self.note(id, kind, reply) {
            Done::Yes(_) => self.user.twilio.acknowledge(stored),
            Done::Perhaps => self.user.twilio.doubt(stored),
            Done::No => {}
            Done::Refused(answer) => panic!("credentials were refused: {answer:?}"),
        }
    }

    /// What becomes of it is seen at Vapi. Its event is written down after it, if it can be.
    pub(super) async fn push(&mut self) {
        let (_, reply) = self.ask(Method::POST, "/api/v1/studio/sync-vapi", None).await;
        if let Reply::Answered(answer) = reply {
            super::expect_success(&answer, "a push");
        }
    }
}
