//! Signing up, being deleted, another password.

use reqwest::Method;
use serde_json::json;

use super::{Actor, Done};
use crate::user::{Existence, Session};

impl Actor<'_> {
    pub(super) async fn sign_up(&mut self) {
        let body = json!({
            "email": self.user.email(),
            "password": self.user.password.sure(),
            "name": "Ada",
        });
        let (id, reply) = self.ask(Method::POST, "/api/v1/auth/signup", Some(body)).await;
        self.user.existence = match self.note(id, "signed_up", reply) {
            Done::Yes(answer) => {
                self.user.session = Session::of(&answer.body);
                self.user.id = id_of(&answer.body["user"]);
                // Without the rest of the answer, a look has to find out who they are.
                if self.user.session.is_some() { Existence::Alive } else { Existence::PerhapsBorn }
            }
            Done::Perhaps => Existence::PerhapsBorn,
            Done::No => Existence::Unborn,
            Done::Refused(answer) => panic!("a sign-up was refused: {answer:?}"),
        };
    }

    pub(super) async fn delete_account(&mut self) {
        let body = json!({"password": self.user.password.sure()});
        let (id, reply) = self.ask(Method::DELETE, "/api/v1/auth/me", Some(body)).await;
        match self.note(id, "account_deleted", reply) {
            Done::Yes(_) => self.user.existence = Existence::Dead,
            Done::Perhaps => self.user.existence = Existence::PerhapsDead,
            Done::No => {}
            Done::Refused(answer) => panic!("a deletion was refused: {answer:?}"),
        }
    }

    /// Ends every other session, with the same write.
    pub(super) async fn change_password(&mut self) {
        let new = format!("correct horse battery {}", self.user.next_request());
        let body = json!({"current_password": self.user.password.sure(), "new_password": new});
        let (id, reply) = self.ask(Method::POST, "/api/v1/auth/password", Some(body)).await;
        match self.note(id, "password_changed", reply) {
            Done::Yes(_) => {
                self.user.password.acknowledge(new);
                self.user.others.iter_mut().for_each(|other| other.ended.acknowledge(true));
            }
            Done::Perhaps => {
                self.user.password.doubt(new);
                let others = self.user.others.iter_mut().filter(|other| !*other.ended.sure());
                others.for_each(|other| other.ended.doubt(true));
            }
            Done::No => {}
            Done::Refused(answer) => panic!("a password was refused: {answer:?}"),
        }
    }
}

/// The id of a user of an answer, as the database tells it.
pub(crate) fn id_of(user: &serde_json::Value) -> String {
    without_dashes(user["id"].as_str().unwrap_or_default())
}

pub(crate) fn without_dashes(id: &str) -> String {
    id.replace('-', "")
}
