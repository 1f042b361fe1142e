//! What a running sandbox consists of, shared by its routes and its owner.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::fault::Faults;
use crate::merge::merge;
use crate::org::Org;
use crate::refusal::Refusal;
use crate::request_log::RequestLog;
use crate::resource::Collection;
use crate::schema::PHONE_NUMBER;
use crate::state::State;
use crate::store::Store;

#[derive(Debug)]
pub(crate) struct Engine {
    pub(crate) store: Arc<Store>,
    pub(crate) faults: Faults,
    pub(crate) requests: RequestLog,
    /// What every call waits first.
    pub(crate) delay: Duration,
}

impl Engine {
    /// The resources of every org as Vapi answers them, newest first.
    pub(crate) fn answers(&self, collection: Collection) -> Vec<Value> {
        let state = self.store.read();
        let all = state.all(collection);
        all.iter().map(|resource| resource.answer(collection)).collect()
    }

    /// Merges into an assistant without asking the schema, as somebody in the dashboard would.
    pub(crate) async fn edit_assistant(
        &self,
        id: Uuid,
        patch: Map<String, Value>,
    ) -> Result<Value, Refusal> {
        let write = move |state: &mut State| {
            state.change(Collection::Assistants, id, |resource, at| {
                merge(&mut resource.properties, patch);
                resource.updated_at = at;
            })
        };
        let resource = self.store.write(write).await?;
        Ok(resource.answer(Collection::Assistants))
    }

    /// Deletes an assistant of any org.
    pub(crate) async fn delete_assistant(&self, id: Uuid) -> Result<Value, Refusal> {
        let write = move |state: &mut State| state.remove(Collection::Assistants, id);
        let resource = self.store.write(write).await?;
        Ok(resource.answer(Collection::Assistants))
    }

    /// Gives an org a phone number, as an import would have.
    pub(crate) async fn seed_phone_number(
        &self,
        org: Org,
        properties: Map<String, Value>,
    ) -> Result<Value, Refusal> {
        let provider = properties.get(PHONE_NUMBER.tag).and_then(Value::as_str);
        if provider.and_then(|provider| PHONE_NUMBER.variant(provider)).is_none() {
            return Err(Refusal::bad_request("a phone number needs a provider that Vapi knows"));
        }
        let write =
            move |state: &mut State| Ok(state.create(Collection::PhoneNumbers, org, properties));
        let resource = self.store.write(write).await?;
        Ok(resource.answer(Collection::PhoneNumbers))
    }

    /// Forgets everything: resources, faults and requests.
    pub(crate) async fn reset(&self) -> Result<(), Refusal> {
        self.faults.clear();
        self.requests.clear();
        let write = |state: &mut State| {
            state.clear();
            Ok(())
        };
        self.store.write(write).await
    }
}
