//! What the sandbox keeps: assistants and phone numbers.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::clock::written;
use crate::org::Org;
use crate::refusal::Refusal;
use crate::schema::{ASSISTANT, Object, PHONE_NUMBER, check, fill};

/// The two kinds of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Collection {
    Assistants,
    PhoneNumbers,
}

impl Collection {
    /// Vapi's 404 for an id that the org does not have.
    pub(crate) fn unknown(self, id: Uuid) -> Refusal {
        let (noun, field) = match self {
            Self::Assistants => ("Assistant", "assistantId"),
            Self::PhoneNumbers => ("Phone Number", "phoneNumberId"),
        };
        Refusal::not_found(format!("Couldn't Get {noun}. `{field}` {id} Does Not Exist."))
    }
}

/// An assistant or a phone number: what was sent, without defaults.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Resource {
    pub(crate) id: Uuid,
    pub(crate) org_id: Uuid,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) properties: Map<String, Value>,
}

impl Resource {
    /// The resource once its body has passed the check; `null` is the same as absent.
    pub(crate) fn create(org: Org, at: DateTime<Utc>, mut properties: Map<String, Value>) -> Self {
        properties.retain(|_, value| !value.is_null());
        #[expect(
            clippy::disallowed_methods,
            reason = "the sandbox is a world of its own; only here"
        )]
        let id = Uuid::new_v4();
        Self { id, org_id: org.0, created_at: at, updated_at: at, properties }
    }

    /// Replaces every top-level key of `patch` whole and clears those that are `null`.
    pub(crate) fn patch(&mut self, at: DateTime<Utc>, patch: Map<String, Value>) {
        self.properties.extend(patch);
        self.properties.retain(|_, value| !value.is_null());
        self.updated_at = at;
    }

    /// The resource as Vapi answers it, defaults and all.
    pub(crate) fn answer(&self, collection: Collection) -> Value {
        let mut answer = self.properties.clone();
        if let Some(object) = self.object(collection) {
            fill(object, &mut answer);
        }
        answer.extend([
            ("id".to_owned(), json!(self.id)),
            ("orgId".to_owned(), json!(self.org_id)),
            ("createdAt".to_owned(), json!(written(self.created_at))),
            ("updatedAt".to_owned(), json!(written(self.updated_at))),
        ]);
        match collection {
            Collection::Assistants => answer.extend([
                ("isServerUrlSecretSet".to_owned(), json!(false)),
                ("latestVersion".to_owned(), Value::Null),
            ]),
            Collection::PhoneNumbers => answer.extend([("status".to_owned(), json!("active"))]),
        }
        Value::Object(answer)
    }

    /// What Vapi's validator says of a patch of this resource.
    pub(crate) fn check_patch(
        &self,
        collection: Collection,
        patch: &Map<String, Value>,
    ) -> Result<(), Refusal> {
        let Some(object) = self.object(collection) else {
            return Err(Refusal::internal());
        };
        let mut patch = patch.clone();
        if collection == Collection::PhoneNumbers {
            let sent = patch.remove(PHONE_NUMBER.tag);
            let stored = self.provider().unwrap_or_default();
            if sent.is_some_and(|sent| sent != stored) {
                let complaint = format!("provider must be one of the following values: {stored}");
                return Err(Refusal::invalid(vec![complaint]));
            }
        }
        check(object, &patch).map_err(Refusal::invalid)
    }

    fn object(&self, collection: Collection) -> Option<&'static Object> {
        match collection {
            Collection::Assistants => Some(&ASSISTANT),
            Collection::PhoneNumbers => PHONE_NUMBER.variant(self.provider()?),
        }
    }

    fn provider(&self) -> Option<&str> {
        self.properties.get(PHONE_NUMBER.tag)?.as_str()
    }
}
