//! Users.

use application::port::{
    Credentials, PasswordChange, PasswordHash, RefreshTokenHash, StoredUser, UserStore,
};
use application::{Caller, StoreError, Unique};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::account::Identifier;
use domain::session::Session;
use domain::user::User;

use super::MemoryStores;
use super::state::{State, UserRow};

#[async_trait]
impl UserStore for MemoryStores {
    async fn add(
        &self,
        user: &User,
        password_hash: &PasswordHash,
        session: &Session,
        refresh_token: &RefreshTokenHash,
    ) -> Result<(), StoreError> {
        let mut state = self.state()?;
        state.check_unique(user)?;
        if state.users.contains_key(&user.id) {
            return Err(StoreError::Corrupt("the user exists".into()));
        }
        let stored = StoredUser { user: user.clone(), version: 0 };
        let row = UserRow { stored, password_hash: Some(password_hash.clone()) };
        state.users.insert(user.id, row);
        let added = state.insert_session(session, refresh_token);
        if added.is_err() {
            state.users.remove(&user.id);
        }
        added
    }

    async fn find_credentials(
        &self,
        identifier: &Identifier,
    ) -> Result<Option<Credentials>, StoreError> {
        let state = self.state()?;
        let found = state.users.values().find(|row| match identifier {
            Identifier::Email(email) => row.stored.user.email == *email,
            Identifier::Phone(phone) => row.stored.user.phone.as_ref() == Some(phone),
            Identifier::Unknown => false,
        });
        Ok(found.map(UserRow::credentials))
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
        let row = state.users.get_mut(&change.owner);
        let Some(row) = row.filter(|row| row.password_hash.as_ref() == Some(&change.from)) else {
            return Ok(false);
        };
        row.password_hash = Some(change.to.clone());
        if let Some(keep) = change.end_all_but {
            state.end_others(change.owner, keep, change.at);
        }
        Ok(true)
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
    fn credentials(&self) -> Credentials {
        Credentials { user: self.stored.user.clone(), password_hash: self.password_hash.clone() }
    }
}

impl State {
    /// Whether nobody else has the email or the phone of this user.
    fn check_unique(&self, user: &User) -> Result<(), StoreError> {
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
