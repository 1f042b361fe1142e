//! Whether a user is there as a whole: account, sessions, profile, credentials.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::Look;
use crate::act::{id_of, refreshing};
use crate::http::{Answer, Ask};
use crate::user::{Existence, PROFILE, Session, Write};

/// The same token gets the same child for ten seconds; after that it ends its session. Less, for
/// the time that the clocks and the way take.
const GRACE: Duration = Duration::from_secs(8);

const PASSWORD_CHANGED: &str = "password_changed";

impl Look<'_> {
    pub(super) async fn at_person(&mut self) {
        match self.user.existence {
            Existence::Unborn => return,
            Existence::PerhapsBorn => self.at_birth().await,
            Existence::PerhapsDead => self.at_death().await,
            Existence::Alive | Existence::Dead => {}
        }
        match self.user.existence {
            Existence::Alive => self.at_living().await,
            Existence::Dead => self.at_dead().await,
            _ => {}
        }
    }

    async fn at_birth(&mut self) {
        let password = self.user.password.sure().clone();
        let answer = self.log_in(&password).await;
        let told = self.user.writes.iter().any(|write| write.acknowledged);
        if let Some(write) = self.user.writes.first() {
            self.seen.applied.insert(write.request.clone(), answer.status == 200);
        }
        if answer.status == 200 {
            self.user.existence = Existence::Alive;
            self.user.session = Session::of(&answer.body);
            self.user.id = id_of(&answer.body["user"]);
        } else {
            self.user.existence = Existence::Unborn;
            if told || answer.status != 401 {
                self.wrong(format!("a sign-up was lost: {answer:?}"));
            }
        }
    }

    async fn at_death(&mut self) {
        let token = self.user.access().map(str::to_owned);
        let answer = self.get_as("/api/v1/auth/me", token.as_deref()).await;
        self.user.existence = if answer.status == 200 { Existence::Alive } else { Existence::Dead };
    }

    async fn at_dead(&mut self) {
        let token = self.user.access().map(str::to_owned);
        let answer = self.get_as("/api/v1/auth/me", token.as_deref()).await;
        let password = self.user.password.sure().clone();
        let login = self.log_in(&password).await;
        if (answer.status, login.status) != (401, 401) {
            self.wrong(format!("a deletion was lost: {answer:?}, {login:?}"));
        }
    }

    async fn at_living(&mut self) {
        if self.user.writes.iter().any(|write| write.kind == PASSWORD_CHANGED) {
            self.at_password().await;
        }
        let me = self.get("/api/v1/auth/me").await;
        if id_of(&me) != self.user.id || me["email"] != self.user.email() {
            self.wrong(format!("somebody else: {me}"));
        }
        self.at_profile().await;
        self.at_others().await;
        self.at_refresh_token().await;
        self.at_history().await;
    }

    /// One of those that were sent works.
    async fn at_password(&mut self) {
        let candidates: Vec<_> = self.user.password.all().cloned().collect();
        let mut works = None;
        for password in candidates.iter().rev() {
            if self.log_in(password).await.status == 200 {
                works = Some(password);
                break;
            }
        }
        let Some(password) = works else { return self.wrong("no password works") };
        let changed = password != &candidates[0];
        let unknown = |write: &&Write| write.kind == PASSWORD_CHANGED && !write.acknowledged;
        if let Some(write) = self.user.writes.iter().find(unknown) {
            self.seen.applied.insert(write.request.clone(), changed);
        }
        // It ended the others, or it did not happen.
        for other in self.user.others.iter_mut().filter(|other| !other.ended.is_sure()) {
            if changed || other.ending.is_none() {
                other.ended.acknowledge(changed);
            }
        }
        self.user.password.acknowledge(password.clone());
    }

    async fn at_profile(&mut self) {
        let profile = self.get("/api/v1/user/profile").await;
        for field in PROFILE {
            let seen = &profile[field];
            if !self.user.profile.get_mut(field).expect("a field").settle(seen) {
                self.wrong(format!("{field} is {seen}"));
            }
        }
        let onboarding = self.get("/api/v1/user/onboarding").await;
        let step = onboarding["onboarding_step"].as_i64().unwrap_or(-1);
        if !self.user.step.settle(&step) {
            self.wrong(format!("the step is {step}"));
        }
        let twilio = self.get("/api/v1/twilio-settings").await;
        let stored = twilio["has_twilio_credentials"] == true;
        let change = |write: &&Write| write.kind.starts_with("twilio") && !write.acknowledged;
        if let Some(write) = self.user.writes.iter().find(change) {
            let applied = stored == (write.kind == "twilio_saved");
            self.seen.applied.insert(write.request.clone(), applied);
        }
        if !self.user.twilio.settle(&stored) {
            self.wrong(format!("credentials: {twilio}"));
        }
    }

    /// Each is let in until it was ended.
    async fn at_others(&mut self) {
        let mut others = std::mem::take(&mut self.user.others);
        for other in &mut others {
            let answer = self.get_as("/api/v1/auth/me", Some(&other.access)).await;
            let ended = answer.status == 401;
            let in_doubt = !other.ended.is_sure();
            if !other.ended.settle(&ended) {
                self.wrong(format!("a session's end: {ended}"));
            }
            if let Some(request) = other.ending.take().filter(|_| in_doubt) {
                self.seen.applied.insert(request, ended);
            }
        }
        others.retain(|other| !other.ended.sure());
        self.user.others = others;
    }

    /// The child of an acknowledged rotation works; after one in doubt its parent does.
    async fn at_refresh_token(&mut self) {
        let Some(session) = self.user.session.clone() else { return };
        let id = self.user.next_request();
        let answer = self.ask(refreshing(&session.refresh, id)).await;
        let too_late = session.doubted.is_some_and(|since| since.elapsed() > GRACE);
        if answer.status == 200 {
            self.user.session = Session::of(&answer.body);
        } else if too_late && answer.status == 401 {
            // It was replaced, and used again long after: that ends a session.
            let password = self.user.password.sure().clone();
            let login = self.log_in(&password).await;
            self.user.session = Session::of(&login.body);
        } else {
            self.wrong(format!("a refresh token is worth nothing: {answer:?}"));
        }
    }

    async fn log_in(&mut self, password: &str) -> Answer {
        let id = self.user.next_request();
        let body = json!({"identifier": self.user.email(), "password": password});
        let path = "/api/v1/auth/login";
        let method = Method::POST;
        self.ask(Ask { method, path, token: None, if_match: None, body: Some(body), id }).await
    }
}
