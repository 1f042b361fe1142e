//! Everything that a sandbox remembers, as one value.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::clock::now;
use crate::org::Org;
use crate::refusal::Refusal;
use crate::resource::{Collection, Resource};

type Shelf = BTreeMap<Uuid, Arc<Resource>>;

/// All resources of all orgs. Copies share the resources, so a copy per write is cheap.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    assistants: Shelf,
    phone_numbers: Shelf,
    /// When the last write was.
    last_write: DateTime<Utc>,
}

impl State {
    /// Puts back what was kept elsewhere.
    pub(crate) fn restore(&mut self, collection: Collection, resource: Arc<Resource>) {
        self.last_write = self.last_write.max(resource.created_at).max(resource.updated_at);
        self.shelf_mut(collection).insert(resource.id, resource);
    }

    /// The resources of every org, newest first.
    pub(crate) fn all(&self, collection: Collection) -> Vec<&Arc<Resource>> {
        let mut all: Vec<_> = self.shelf(collection).values().collect();
        all.sort_by_key(|resource| std::cmp::Reverse(resource.created_at));
        all
    }

    /// The org's resources, newest first.
    pub(crate) fn of_org(
        &self,
        collection: Collection,
        org: Org,
    ) -> impl Iterator<Item = &Resource> {
        let all = self.all(collection).into_iter();
        all.map(Arc::as_ref).filter(move |resource| resource.org_id == org.0)
    }

    /// The org's own resource; another org's is as unknown as none.
    pub(crate) fn get(
        &self,
        collection: Collection,
        org: Org,
        id: Uuid,
    ) -> Result<&Resource, Refusal> {
        self.shelf(collection)
            .get(&id)
            .map(Arc::as_ref)
            .filter(|resource| resource.org_id == org.0)
            .ok_or_else(|| collection.unknown(id))
    }

    pub(crate) fn create(
        &mut self,
        collection: Collection,
        org: Org,
        properties: Map<String, Value>,
    ) -> Arc<Resource> {
        let resource = Arc::new(Resource::create(org, self.tick(), properties));
        self.shelf_mut(collection).insert(resource.id, Arc::clone(&resource));
        resource
    }

    /// Changes a resource, whosoever it is, and moves its `updatedAt`.
    pub(crate) fn change(
        &mut self,
        collection: Collection,
        id: Uuid,
        change: impl FnOnce(&mut Resource, DateTime<Utc>),
    ) -> Result<Arc<Resource>, Refusal> {
        let at = self.tick();
        let resources = self.shelf_mut(collection);
        let resource = resources.get_mut(&id).ok_or_else(|| collection.unknown(id))?;
        change(Arc::make_mut(resource), at);
        Ok(Arc::clone(resource))
    }

    /// Removes a resource, whosoever it is.
    pub(crate) fn remove(
        &mut self,
        collection: Collection,
        id: Uuid,
    ) -> Result<Arc<Resource>, Refusal> {
        self.shelf_mut(collection).remove(&id).ok_or_else(|| collection.unknown(id))
    }

    /// Forgets every resource, but not the time.
    pub(crate) fn clear(&mut self) {
        self.assistants.clear();
        self.phone_numbers.clear();
    }

    /// The time of a write. No two are the same, so that whoever walks back through a list by time
    /// loses none.
    fn tick(&mut self) -> DateTime<Utc> {
        self.last_write = now().max(self.last_write + TimeDelta::milliseconds(1));
        self.last_write
    }

    fn shelf(&self, collection: Collection) -> &Shelf {
        match collection {
            Collection::Assistants => &self.assistants,
            Collection::PhoneNumbers => &self.phone_numbers,
        }
    }

    fn shelf_mut(&mut self, collection: Collection) -> &mut Shelf {
        match collection {
            Collection::Assistants => &mut self.assistants,
            Collection::PhoneNumbers => &mut self.phone_numbers,
        }
    }
}
