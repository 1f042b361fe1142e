//! A user, as they know themselves by what they were told.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tokio::time::Instant;

use crate::cell::Cell;

/// The settings that users set, each to a text that nobody has set before.
pub(crate) const SETTINGS: [&str; 8] = [
    "firstMessage",
    "systemPrompt",
    "guidelines",
    "persona",
    "tone",
    "businessHours",
    "smtpServer",
    "smtpUsername",
];
/// The fields of a profile that users set.
pub(crate) const PROFILE: [&str; 3] = ["industry", "company_size", "organization_name"];

/// Whether there is such a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existence {
    /// They never signed up.
    Unborn,
    /// They asked to, and nobody knows what became of it.
    PerhapsBorn,
    Alive,
    /// They asked to be deleted, and nobody knows what became of it.
    PerhapsDead,
    Dead,
}

/// Something that was asked for, and by what it can be found.
#[derive(Debug, Clone)]
pub(crate) struct Write {
    /// The request's id, which stands with the event.
    pub(crate) request: String,
    /// The event's kind.
    pub(crate) kind: &'static str,
    pub(crate) acknowledged: bool,
    /// What it set, when it set the configuration.
    pub(crate) settings: Option<Map<String, Value>>,
    /// The revision that it was told to have made.
    pub(crate) revision: Option<i64>,
}

/// A login on a device.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) access: String,
    pub(crate) refresh: String,
    /// Since when nobody knows whether the refresh token was replaced.
    pub(crate) doubted: Option<Instant>,
    pub(crate) ended: Cell<bool>,
    /// The request that may have ended it.
    pub(crate) ending: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) number: usize,
    pub(crate) existence: Existence,
    /// As text, without dashes; empty until it was told.
    pub(crate) id: String,
    pub(crate) password: Cell<String>,
    /// The one that everything is done in.
    pub(crate) session: Option<Session>,
    pub(crate) others: Vec<Session>,
    pub(crate) profile: BTreeMap<&'static str, Cell<Value>>,
    pub(crate) step: Cell<i64>,
    pub(crate) twilio: Cell<bool>,
    pub(crate) settings: BTreeMap<&'static str, Cell<Value>>,
    /// Up to here the history was compared.
    pub(crate) revision: i64,
    /// The settings of each revision that was compared.
    pub(crate) history: BTreeMap<i64, BTreeMap<&'static str, Value>>,
    /// Since the history was compared.
    pub(crate) writes: Vec<Write>,
    /// Whether they push.
    pub(crate) pushes: bool,
    requests: usize,
}

impl User {
    pub(crate) fn new(number: usize) -> Self {
        Self {
            number,
            existence: Existence::Unborn,
            id: String::new(),
            password: Cell::new(format!("correct horse battery {number}")),
            session: None,
            others: Vec::new(),
            profile: PROFILE.map(|field| (field, Cell::new(Value::Null))).into(),
            step: Cell::new(0),
            twilio: Cell::new(false),
            settings: SETTINGS.map(|field| (field, Cell::new(default_of(field)))).into(),
            revision: 0,
            history: BTreeMap::new(),
            writes: Vec::new(),
            pushes: number.is_multiple_of(2),
            requests: 0,
        }
    }

    pub(crate) fn email(&self) -> String {
        format!("user{}@example.com", self.number)
    }

    /// The id of another request, and a text that nobody has used.
    pub(crate) fn next_request(&mut self) -> String {
        self.requests += 1;
        format!("u{}-{}", self.number, self.requests)
    }

    /// Whether nothing of who they are is in doubt.
    pub(crate) fn is_sure(&self) -> bool {
        self.existence == Existence::Alive && self.password.is_sure()
    }

    pub(crate) fn access(&self) -> Option<&str> {
        self.session.as_ref().map(|session| session.access.as_str())
    }

    /// The revision that the last save was told to have made, where that is known.
    pub(crate) fn last_revision(&self) -> Option<i64> {
        let mut saves = self.writes.iter().filter(|write| write.settings.is_some());
        saves.try_fold(self.revision, |last, save| Some(last.max(save.revision?)))
    }

    /// Whether any save is in doubt.
    pub(crate) fn has_doubted_saves(&self) -> bool {
        self.writes.iter().any(|write| !write.acknowledged && write.settings.is_some())
    }
}

impl Session {
    /// Of an answer with tokens.
    pub(crate) fn of(tokens: &Value) -> Option<Self> {
        let text = |name: &str| tokens[name].as_str().map(str::to_owned);
        Some(Self {
            access: text("access_token")?,
            refresh: text("refresh_token")?,
            doubted: None,
            ended: Cell::new(false),
            ending: None,
        })
    }
}

/// What a setting is before anybody has set it.
fn default_of(field: &str) -> Value {
    json!(match field {
        "firstMessage" => "Hello! How can I help you today?",
        "systemPrompt" => "You are a helpful AI assistant.",
        "persona" => "professional",
        "tone" => "friendly",
        "businessHours" => "09:00-18:00",
        _ => "",
    })
}
