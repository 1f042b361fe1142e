//! Everybody, for an operator.

use application::StoreError;
use application::port::{
    Integrations, ListedUser, PasswordHash, RevisionRecord, StudioRecord, UserDirectory, UserQuery,
    UserRecords,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::account::UserHandle;
use domain::audit::AuditEvent;
use domain::session::Session;
use domain::studio::{AccountDefaults, Revision};
use domain::user::User;
use domain::value::{AuditEventId, UserId};

use super::MemoryStores;
use super::state::{State, UserRow};

#[async_trait]
impl UserDirectory for MemoryStores {
    async fn list(&self, query: &UserQuery) -> Result<Vec<ListedUser>, StoreError> {
        let state = self.state()?;
        let listed = state.users.iter().filter(|(id, row)| {
            query.after.is_none_or(|after| **id > after)
                && query.search.as_ref().is_none_or(|text| holds(&row.stored.user, text))
        });
        Ok(listed.take(query.limit as usize).map(|(_, row)| row.listed()).collect())
    }

    async fn find(&self, who: &UserHandle) -> Result<Option<ListedUser>, StoreError> {
        let state = self.state()?;
        let found = state.users.values().find(|row| match who {
            UserHandle::Id(id) => row.stored.user.id == *id,
            UserHandle::Email(email) => row.stored.user.email == *email,
        });
        Ok(found.map(UserRow::listed))
    }

    async fn add(
        &self,
        user: &User,
        password_hash: &PasswordHash,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let mut state = self.state()?;
        state.check_event(event)?;
        state.check_unique(user)?;
        if state.users.contains_key(&user.id) {
            return Err(StoreError::Corrupt("the user exists".into()));
        }
        state.users.insert(user.id, UserRow::new(user, password_hash));
        state.write_event(event);
        Ok(())
    }

    async fn set_password(
        &self,
        owner: UserId,
        password_hash: &PasswordHash,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let set = |row: &mut UserRow| row.password_hash = Some(password_hash.clone());
        self.state()?.write_user(owner, |_| true, set, Some(at), event)
    }

    async fn disable(
        &self,
        owner: UserId,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let is_enabled = |row: &UserRow| row.disabled_at.is_none();
        let disable = |row: &mut UserRow| row.disabled_at = Some(at);
        self.state()?.write_user(owner, is_enabled, disable, Some(at), event)
    }

    async fn enable(&self, owner: UserId, event: &AuditEvent) -> Result<bool, StoreError> {
        let is_disabled = |row: &UserRow| row.disabled_at.is_some();
        let enable = |row: &mut UserRow| row.disabled_at = None;
        self.state()?.write_user(owner, is_disabled, enable, None, event)
    }
}

#[async_trait]
impl UserRecords for MemoryStores {
    async fn sessions(&self, owner: UserId) -> Result<Vec<Session>, StoreError> {
        Ok(self.state()?.sessions_of(owner, |_| true))
    }

    async fn studio(&self, owner: UserId) -> Result<Option<StudioRecord>, StoreError> {
        let (state, now) = (self.state()?, self.database_time());
        let row = state.users.get(&owner);
        let account = row.map(|row| AccountDefaults::from(&row.stored.user));
        Ok(account.map(|account| state.studio_record(owner, account, now)))
    }

    async fn integrations(&self, owner: UserId) -> Result<Option<Integrations>, StoreError> {
        let state = self.state()?;
        Ok(state.users.get(&owner).map(|_| state.integrations(owner)))
    }

    async fn revisions(
        &self,
        owner: UserId,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionRecord>>, StoreError> {
        let state = self.state()?;
        Ok(state.users.get(&owner).map(|_| state.revisions_before(owner, before, limit)))
    }

    async fn events(
        &self,
        owner: UserId,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Option<Vec<AuditEvent>>, StoreError> {
        let state = self.state()?;
        Ok(state.users.get(&owner).map(|_| state.events_before(owner, before, limit)))
    }
}

impl UserRow {
    fn listed(&self) -> ListedUser {
        ListedUser { user: self.stored.user.clone(), disabled_at: self.disabled_at }
    }
}

impl State {
    /// Writes to a user who is there and fit for it, ends their sessions at that time where there
    /// is one, and writes the event.
    fn write_user(
        &mut self,
        owner: UserId,
        is_fit: impl FnOnce(&UserRow) -> bool,
        write: impl FnOnce(&mut UserRow),
        end_sessions_at: Option<DateTime<Utc>>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        self.check_event(event)?;
        let Some(row) = self.users.get_mut(&owner).filter(|row| is_fit(row)) else {
            return Ok(false);
        };
        write(row);
        if let Some(at) = end_sessions_at {
            self.end_sessions(owner, None, at);
        }
        self.write_event(event);
        Ok(true)
    }
}

fn holds(user: &User, text: &str) -> bool {
    let searched = [
        Some(user.email.as_str()),
        user.phone.as_ref().map(domain::value::PhoneNumber::as_str),
        user.name.as_ref().map(domain::value::BoundedText::as_str),
        user.organization.name.as_ref().map(domain::value::BoundedText::as_str),
    ];
    let text = text.to_ascii_lowercase();
    searched.into_iter().flatten().any(|field| field.to_ascii_lowercase().contains(&text))
}
