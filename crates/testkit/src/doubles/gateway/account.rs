//! What Vapi keeps.

use std::collections::{BTreeMap, BTreeSet};

use application::GatewayError;
use application::port::{Ids, LiveAssistant, RemoteBody};
use chrono::{DateTime, Utc};
use domain::integration::VapiKey;
use domain::value::AssistantId;
use serde_json::{Map, Value};

use super::shape;
use crate::doubles::SequentialIds;

/// The accounts, by their keys.
#[derive(Default)]
pub(super) struct Accounts {
    by_key: BTreeMap<String, BTreeMap<AssistantId, Kept>>,
    refused: BTreeSet<String>,
    ids: SequentialIds,
}

struct Kept {
    created_at: DateTime<Utc>,
    body: Map<String, Value>,
}

/// One account.
pub(super) struct Account<'a> {
    assistants: &'a mut BTreeMap<AssistantId, Kept>,
    ids: &'a SequentialIds,
}

impl Accounts {
    pub(super) fn refuse(&mut self, key: &VapiKey) {
        self.refused.insert(key.expose().to_owned());
    }

    pub(super) fn check(&self, key: &VapiKey) -> Result<(), GatewayError> {
        if self.refused.contains(key.expose()) { Err(GatewayError::KeyRefused) } else { Ok(()) }
    }

    pub(super) fn of(&mut self, key: &VapiKey) -> Account<'_> {
        let assistants = self.by_key.entry(key.expose().to_owned()).or_default();
        Account { assistants, ids: &self.ids }
    }
}

impl Account<'_> {
    /// All assistants, oldest first.
    pub(super) fn all(&self) -> Vec<LiveAssistant> {
        let mut all: Vec<_> = self.assistants.iter().map(|(id, kept)| kept.live(*id)).collect();
        all.sort_by_key(|live| (live.created_at, live.id));
        all
    }

    pub(super) fn find(&self, id: AssistantId) -> Result<LiveAssistant, GatewayError> {
        self.assistants.get(&id).map(|kept| kept.live(id)).ok_or(GatewayError::NotFound)
    }

    pub(super) fn create(&mut self, fields: &RemoteBody, now: DateTime<Utc>) -> LiveAssistant {
        let id = AssistantId::parse(&self.ids.next().to_string()).unwrap();
        let kept = Kept { created_at: now, body: shape::object(fields.expose()) };
        let live = kept.live(id);
        self.assistants.insert(id, kept);
        live
    }

    pub(super) fn update(
        &mut self,
        id: AssistantId,
        fields: &RemoteBody,
    ) -> Result<LiveAssistant, GatewayError> {
        let kept = self.assistants.get_mut(&id).ok_or(GatewayError::NotFound)?;
        kept.body.extend(shape::object(fields.expose()));
        Ok(kept.live(id))
    }

    pub(super) fn delete(&mut self, id: AssistantId) {
        self.assistants.remove(&id);
    }
}

impl Kept {
    fn live(&self, id: AssistantId) -> LiveAssistant {
        shape::live(id, self.created_at, &self.body)
    }
}
