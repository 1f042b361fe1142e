//! Logging in and out, and refreshing.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Actor, Done, expect_success};
use crate::http::{Ask, Reply};
use crate::user::Session;

/// How many other devices a user has.
const MOST_OTHERS: usize = 3;

impl Actor<'_> {
    /// The child of an acknowledged refresh works. Two at the same time get one child.
    pub(super) async fn refresh(&mut self) {
        let Some(session) = self.user.session.clone().filter(|session| session.doubted.is_none())
        else {
            return;
        };
        let tabs = if rand::RngExt::random_bool(self.random, 0.3) { 2 } else { 1 };
        let ids: Vec<_> = (0..tabs).map(|_| self.user.next_request()).collect();
        let asked = ids.into_iter().map(|id| self.line.ask(refreshing(&session.refresh, id)));
        let replies = futures_util::future::join_all(asked).await;
        let now = self.user.session.as_mut().expect("a session");
        let mut children: Vec<Session> = Vec::new();
        for reply in replies {
            match reply {
                Reply::Answered(answer) => {
                    expect_success(&answer, "a refresh");
                    children.extend(Session::of(&answer.body));
                }
                Reply::Unknown => now.doubted = Some(tokio::time::Instant::now()),
                Reply::Unsent => {}
            }
        }
        if let Some(child) = children.pop() {
            let same = children.iter().all(|other| other.refresh == child.refresh);
            assert!(same, "two uses of one refresh token at the same time got different ones");
            *now = child;
        } else if now.doubted.is_none() && tabs > 0 {
            // Nothing was sent, or the answer was cut off after its status.
            now.doubted = Some(tokio::time::Instant::now());
        }
    }

    pub(super) async fn log_in_elsewhere(&mut self) {
        if self.user.others.iter().filter(|other| !other.ended.sure()).count() >= MOST_OTHERS {
            return;
        }
        let (id, reply) = self.log_in(&self.user.password.sure().clone()).await;
        match self.note(id, "logged_in", reply) {
            Done::Yes(answer) => self.user.others.extend(Session::of(&answer.body)),
            Done::Perhaps | Done::No => {}
            Done::Refused(answer) => panic!("a login was refused: {answer:?}"),
        }
    }

    pub(crate) async fn log_in(&mut self, password: &str) -> (String, Reply) {
        let id = self.user.next_request();
        let body = json!({"identifier": self.user.email(), "password": password});
        let ask = Ask {
            method: Method::POST,
            path: "/api/v1/auth/login",
            token: None,
            if_match: None,
            body: Some(body),
            id: id.clone(),
        };
        (id, self.line.ask(ask).await)
    }

    /// Another device logs out.
    pub(super) async fn end_elsewhere(&mut self) {
        let alive = |other: &&mut Session| !other.ended.sure() && other.ended.is_sure();
        let Some(other) = self.user.others.iter_mut().find(alive) else { return };
        let access = other.access.clone();
        let id = self.user.next_request();
        let ask = Ask {
            method: Method::POST,
            path: "/api/v1/auth/logout",
            token: Some(&access),
            if_match: None,
            body: Some(json!({})),
            id: id.clone(),
        };
        let reply = self.line.ask(ask).await;
        let done = self.note(id.clone(), "logged_out", reply);
        let other = self.user.others.iter_mut().find(|other| other.access == access);
        let other = other.expect("the same");
        match done {
            Done::Yes(_) => other.ended.acknowledge(true),
            Done::Perhaps => {
                other.ended.doubt(true);
                other.ending = Some(id);
            }
            Done::No => {}
            Done::Refused(answer) => panic!("a logout was refused: {answer:?}"),
        }
    }
}

/// A request for the child of a refresh token.
pub(crate) fn refreshing(token: &str, id: String) -> Ask<'static> {
    let body: Value = json!({"refresh_token": token});
    Ask {
        method: Method::POST,
        path: "/api/v1/auth/refresh",
        token: None,
        if_match: None,
        body: Some(body),
        id,
    }
}
