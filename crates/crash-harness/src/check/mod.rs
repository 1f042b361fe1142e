//! What is there, compared with what was told.

mod events;
mod history;
mod invariants;
mod person;
mod vapi;

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::Value;

use crate::http::{Answer, Ask, Line, Reply};
use crate::place::Place;
use crate::tally::Tally;
use crate::user::{Existence, User};

pub(crate) use self::vapi::settle as settle_at_vapi;

/// Compares everything; what is wrong. Afterwards nothing is in doubt.
pub(crate) async fn check_all(
    place: &Place,
    users: &mut Vec<User>,
    tally: &mut Tally,
) -> Vec<String> {
    let mut database = place.database().await;
    database.until_quiet().await;
    let looks = users.iter_mut().map(|user| Look::at(user, &place.line));
    let seen = join_all(looks).await;
    let mut wrong = Vec::new();
    for (user, seen) in users.iter_mut().zip(seen) {
        wrong.extend(seen.wrong.iter().map(|what| format!("user {}: {what}", user.number)));
        wrong.extend(events::compare(&mut database, user, &seen.applied, tally).await);
        user.writes.clear();
    }
    wrong.extend(invariants::hold(&mut database, users).await);
    wrong.extend(vapi::at_most_one_each(&place.vapi));
    users.retain(|user| user.existence != Existence::Dead);
    wrong
}

/// A look at one user by the API.
struct Look<'a> {
    user: &'a mut User,
    line: &'a Line,
    seen: Seen,
}

/// What was seen.
#[derive(Default)]
struct Seen {
    wrong: Vec<String>,
    /// Whether a request was carried out, where the state tells.
    applied: BTreeMap<String, bool>,
}

impl<'a> Look<'a> {
    async fn at(user: &'a mut User, line: &'a Line) -> Seen {
        let mut look = Self { user, line, seen: Seen::default() };
        look.at_person().await;
        look.seen
    }

    fn wrong(&mut self, what: impl Into<String>) {
        self.seen.wrong.push(what.into());
    }

    /// The server is up and its database is there: it answers.
    async fn ask(&mut self, ask: Ask<'_>) -> Answer {
        let what = format!("{} {}", ask.method, ask.path);
        match self.line.ask(ask).await {
            Reply::Answered(answer) => answer,
            Reply::Unknown | Reply::Unsent => {
                self.wrong(format!("{what} was not answered after the return"));
                Answer { status: 0, body: Value::Null }
            }
        }
    }

    async fn get_as(&mut self, path: &str, token: Option<&str>) -> Answer {
        let id = self.user.next_request();
        let method = reqwest::Method::GET;
        self.ask(Ask { method, path, token, if_match: None, body: None, id }).await
    }

    /// As the user, who must be let in.
    async fn get(&mut self, path: &str) -> Value {
        let token = self.user.access().map(str::to_owned);
        let answer = self.get_as(path, token.as_deref()).await;
        if answer.status != 200 {
            self.wrong(format!("GET {path} answers {answer:?}"));
        }
        answer.body
    }
}
