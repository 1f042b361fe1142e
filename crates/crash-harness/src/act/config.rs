//! Saving the configuration.

use rand::RngExt;
use rand::seq::IteratorRandom;
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::{Actor, Done, expect_success};
use crate::http::{Ask, Reply};
use crate::user::{SETTINGS, Write};

const PATH: &str = "/api/v1/studio/config";

impl Actor<'_> {
    /// One to three settings, sometimes only if nobody has saved since.
    pub(super) async fn save(&mut self) {
        let count = self.random.random_range(1..=3);
        let fields = SETTINGS.into_iter().sample(self.random, count);
        let settings = self.settings(&fields);
        let revision = self.user.last_revision();
        let sure = !self.user.has_doubted_saves();
        let if_match = revision.filter(|_| sure && self.random.random_bool(0.3));
        let id = self.user.next_request();
        let access = self.user.access().map(str::to_owned);
        let ask = patch(access.as_deref(), &settings, if_match, id.clone());
        let reply = self.line.ask(ask).await;
        self.note_save(id, settings, reply);
    }

    /// Several at the same time, of different settings: each of them is kept.
    pub(super) async fn save_at_once(&mut self) {
        let fields = SETTINGS.into_iter().sample(self.random, 4);
        let access = self.user.access().map(str::to_owned);
        let saves: Vec<_> = fields
            .into_iter()
            .map(|field| (self.user.next_request(), self.settings(&[field])))
            .collect();
        let asked = saves.iter().map(|(id, settings)| {
            self.line.ask(patch(access.as_deref(), settings, None, id.clone()))
        });
        let replies = futures_util::future::join_all(asked).await;
        for ((id, settings), reply) in saves.into_iter().zip(replies) {
            self.note_save(id, settings, reply);
        }
    }

    /// An earlier revision, which makes a new one.
    pub(super) async fn restore(&mut self) {
        let Some((number, settings)) = self.user.history.iter().choose(self.random) else { return };
        let as_it_is = settings.iter().all(|(field, value)| {
            let cell = &self.user.settings[field];
            cell.is_sure() && cell.sure() == value
        });
        // What changes nothing makes no revision.
        if as_it_is || self.user.has_doubted_saves() {
            return;
        }
        let path = format!("{PATH}/revisions/{number}/restore");
        let settings: Map<_, _> =
            settings.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
        let (id, reply) = self.ask(Method::POST, &path, None).await;
        self.note_settings(id, "config_restored", settings, reply);
    }

    fn settings(&mut self, fields: &[&'static str]) -> Map<String, Value> {
        let text = |field: &str, user: &mut crate::user::User| match field {
            // The shortest takes fifty.
            "businessHours" => format!("from {}", user.next_request()),
            field => format!("{field} {}", user.next_request()),
        };
        fields.iter().map(|field| ((*field).to_owned(), json!(text(field, self.user)))).collect()
    }

    fn note_save(&mut self, request: String, settings: Map<String, Value>, reply: Reply) {
        self.note_settings(request, "config_saved", settings, reply);
    }

    fn note_settings(
        &mut self,
        request: String,
        kind: &'static str,
        settings: Map<String, Value>,
        reply: Reply,
    ) {
        let done = self.note(request, kind, reply);
        if let Done::Refused(answer) = &done {
            expect_success(answer, kind);
        }
        for (field, value) in &settings {
            let field = SETTINGS.iter().find(|known| *known == field).expect("a setting");
            let cell = self.user.settings.get_mut(field).expect("a setting");
            match done {
                Done::Yes(_) => cell.acknowledge(value.clone()),
                Done::Perhaps => cell.doubt(value.clone()),
                Done::Refused(_) | Done::No => return,
            }
        }
        let revision = match &done {
            Done::Yes(answer) => answer.body["revision"].as_i64(),
            _ => None,
        };
        let write = self.user.writes.last_mut().expect("the one that was noted");
        *write = Write { settings: Some(settings), revision, ..write.clone() };
    }
}

fn patch<'a>(
    token: Option<&'a str>,
    settings: &Map<String, Value>,
    if_match: Option<i64>,
    id: String,
) -> Ask<'a> {
    let body = Some(Value::Object(settings.clone()));
    Ask { method: Method::PATCH, path: PATH, token, if_match, body, id }
}
