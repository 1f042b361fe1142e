//! What users do, one thing after the other, each at the same time as everybody else.

mod account;
mod config;
mod profile;
mod session;

pub(crate) use self::account::{id_of, without_dashes};
pub(crate) use self::session::refreshing;

use rand::RngExt;
use rand::rngs::SmallRng;
use reqwest::Method;
use serde_json::Value;
use tokio::sync::watch;

use crate::http::{Answer, Ask, Line, Reply};
use crate::user::{Existence, User, Write};

/// From here on, of a hundred, an act is about who the user is.
const IDENTITY: u32 = 90;

/// Lives until it is told to stop, or something about the user is in doubt that only a look can
/// settle.
pub(crate) async fn live(
    user: &mut User,
    line: &Line,
    random: &mut SmallRng,
    stop: &watch::Receiver<bool>,
) {
    while !*stop.borrow() {
        let mut actor = Actor { user, line, random };
        match actor.user.existence {
            Existence::Unborn => actor.sign_up().await,
            Existence::Alive if actor.user.is_sure() => actor.do_something().await,
            _ => return,
        }
    }
}

/// Signs up, and no more.
///
/// # Panics
/// When that does not work.
pub(crate) async fn be_born(user: &mut User, line: &Line, random: &mut SmallRng) {
    Actor { user: &mut *user, line, random }.sign_up().await;
    assert_eq!(user.existence, Existence::Alive, "the first sign-up does not work");
}

/// A user at work.
pub(crate) struct Actor<'a> {
    pub(crate) user: &'a mut User,
    pub(crate) line: &'a Line,
    pub(crate) random: &'a mut SmallRng,
}

impl Actor<'_> {
    async fn do_something(&mut self) {
        // Who was just not answered does nothing that would put in doubt who they are.
        let most = if self.user.writes.last().is_some_and(|write| !write.acknowledged) {
            IDENTITY
        } else {
            100
        };
        match self.random.random_range(0..most) {
            0..36 => self.save().await,
            36..46 => self.save_at_once().await,
            46..52 => self.restore().await,
            52..62 => self.change_profile().await,
            62..66 => self.advance().await,
            66..72 => self.change_twilio().await,
            72..80 => self.refresh().await,
            80..90 if self.user.pushes => self.push().await,
            80..90 => self.look().await,
            90..94 => self.log_in_elsewhere().await,
            94..97 => self.end_elsewhere().await,
            97..99 => self.change_password().await,
            _ => self.delete_account().await,
        }
    }

    async fn ask(&mut self, method: Method, path: &str, body: Option<Value>) -> (String, Reply) {
        let id = self.user.next_request();
        let token = self.user.access().map(str::to_owned);
        let ask =
            Ask { method, path, token: token.as_deref(), if_match: None, body, id: id.clone() };
        (id, self.line.ask(ask).await)
    }

    /// Notes a write that leaves an event; what was answered, if it was done.
    fn note(&mut self, request: String, kind: &'static str, reply: Reply) -> Done {
        let (done, acknowledged) = match reply {
            Reply::Answered(answer) if answer.status < 300 => (Done::Yes(answer), true),
            Reply::Answered(answer) => return Done::Refused(answer),
            Reply::Unknown => (Done::Perhaps, false),
            Reply::Unsent => return Done::No,
        };
        let write = Write { request, kind, acknowledged, settings: None, revision: None };
        self.user.writes.push(write);
        done
    }

    /// Reads something; it must not fail for any reason of ours.
    async fn look(&mut self) {
        const PATHS: [&str; 5] = [
            "/api/v1/studio/config",
            "/api/v1/studio/config/revisions",
            "/api/v1/auth/me/activity",
            "/api/v1/auth/sessions",
            "/api/v1/user/profile",
        ];
        let path = PATHS[self.random.random_range(0..PATHS.len())];
        let (_, reply) = self.ask(Method::GET, path, None).await;
        if let Reply::Answered(answer) = reply {
            expect_success(&answer, path);
        }
    }
}

/// What became of a write.
pub(crate) enum Done {
    Yes(Answer),
    Refused(Answer),
    Perhaps,
    No,
}

/// A refusal of what must not be refused.
pub(crate) fn expect_success(answer: &Answer, what: &str) {
    assert!(answer.status < 300, "{what} was refused: {answer:?}");
}
