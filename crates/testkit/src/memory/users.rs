//! Users.

use std::net::IpAddr;

use application::port::{
    AccountDeletion, Credentials, PasswordChange, PasswordHash, RefreshTokenHash, StoredUser,
    UserStore,
};
use application::{Caller, StoreError, Unique};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::account::Identifier;
use domain::audit::AuditEvent;
use domain::session::Session;
use domain::user::User;
use domain::value::UserId;

use super::MemoryStores;
use super::removals::RemovalRow;
use super::state::{State, UserRow};

#[async_trait]
impl UserStore for MemoryStores {
    async fn add(
        &self,
        user: &User,
        password_hash: &PasswordHash,
        session: &Session,
        refresh_token: &RefreshTokenHash,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let mut state = self.state()?;
        state.check_event(event)?;
        state.check_unique(user)?;
        if state.users.contains_key(&user.id) {
            return Err(StoreError::Corrupt("the user exists".into()));
        }
        state.users.insert(user.id, UserRow::new(user, password_hash));
        let added = state.insert_session(session, refresh_token);
        if added.is_ok() {
            state.write_event(event);
        } else {
            state.users.remove(&user.id);
        }
        added
    }

    async fn find_credentials(
        &self,
        identifier: &Identifier,
        address: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Option<Credentials>, StoreError> {
        let state = self.state()?;
        let found = state.users.values().find(|row| match identifier {
            Identifier::Email(email) => row.stored.user.email == *email,
            Identifier::Phone(phone) => row.stored.user.phone.as_ref() == Some(phone),
            Identifier::Unknown => false,
        });
        Ok(found.map(|row| {
            let here = |ip| state.logged_in_from(row.stored.user.id, ip, now);
            Credentials { logged_in_from_here: address.is_some_and(here), ..row.credentials() }
        }))
    }

    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<StoredUser>, StoreError> {
        Ok(self.state()?.member(caller, now).map(|row| row.stored.clone()))
    }

    async fn load_credentials(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Credentials>, StoreError> {
        Ok(self.state()?.member(caller, now).map(UserRow::credentials))
    }

    async fn change_password(&self, change: &PasswordChange) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        change.event.iter().try_for_each(|event| state.check_event(event))?;
        let Some(row) = state.user_with(change.owner, &change.from) else {
            return Ok(false);
        };
        row.password_hash = Some(change.to.clone());
        if let Some(keep) = change.end_all_but {
            state.end_sessions(change.owner, Some(keep), change.at);
        }
        if let Some(event) = &change.event {
            state.write_event(event);
        }
        Ok(true)
    }

    async fn delete(&self, deletion: &AccountDeletion) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        state.check_event(&deletion.event)?;
        let is_there = match &deletion.verified {
            Some(verified) => state.user_with(deletion.owner, verified).is_some(),
            None => state.users.contains_key(&deletion.owner),
        };
        if !is_there {
            return Ok(false);
        }
        if let Some(removal) = deletion.removal.clone() {
            let row = RemovalRow { removal, due_at: self.database_time() };
            state.removals.insert(row.removal.id, row);
        }
        state.write_event(&deletion.event);
        Ok(state.delete_user(deletion.owner))
    }

    async fn update(&self, user: &User, expected_version: i64) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        let Some(current) = state.users.get(&user.id).map(|row| &row.stored) else {
            return Ok(false);
        };
        if current.version != expected_version {
            return Ok(false);
        }
        let next = User {
            email: current.user.email.clone(),
            created_at: current.user.created_at,
            ..user.clone()
        };
        state.check_unique(&next)?;
        if let Some(row) = state.users.get_mut(&user.id) {
            row.stored = StoredUser { user: next, version: expected_version + 1 };
        }
        Ok(true)
    }
}

impl UserRow {
    pub(super) fn new(user: &User, password_hash: &PasswordHash) -> Self {
        Self {
            stored: StoredUser { user: user.clone(), version: 0 },
            password_hash: Some(password_hash.clone()),
            disabled_at: None,
        }
    }

    fn credentials(&self) -> Credentials {
        Credentials {
            user: self.stored.user.clone(),
            password_hash: self.password_hash.clone().filter(|_| self.disabled_at.is_none()),
            logged_in_from_here: false,
        }
    }
}

impl State {
    /// The row of a user who has this password hash, and is not disabled.
    pub(super) fn user_with(&mut self, id: UserId, hash: &PasswordHash) -> Option<&mut UserRow> {
        let row = self.users.get_mut(&id).filter(|row| row.disabled_at.is_none());
        row.filter(|row| row.password_hash.as_ref() == Some(hash))
    }

    /// Whether nobody else has the email or the phone of this user.
    pub(super) fn check_unique(&self, user: &User) -> Result<(), StoreError> {
        let mut others = self.users.values().map(|row| &row.stored.user);
        others.try_for_each(|other| {
            if other.id == user.id {
                Ok(())
            } else if other.email == user.email {
                Err(StoreError::Taken(Unique::Email))
            } else if user.phone.is_some() && other.phone == user.phone {
                Err(StoreError::Taken(Unique::Phone))
            } else {
                Ok(())
            }
        })
    }
}
