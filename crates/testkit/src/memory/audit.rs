//! What happened.

use std::net::IpAddr;

use application::port::AuditLog;
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::{AuditEvent, AuditKind};
use domain::value::{AuditEventId, RequestOrigin, UserId};

use super::MemoryStores;
use super::state::State;

/// How long an address from which a user logged in is known.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

#[async_trait]
impl AuditLog for MemoryStores {
    async fn record(&self, event: &AuditEvent) -> Result<(), StoreError> {
        let mut state = self.state()?;
        state.check_event(event)?;
        state.write_event(event);
        Ok(())
    }

    async fn list(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Option<Vec<AuditEvent>>, StoreError> {
        let state = self.state()?;
        let member = state.member(caller, now);
        Ok(member.map(|_| state.events_before(caller.user_id(), before, limit)))
    }
}

impl State {
    /// Whether the event can be written: before anything is changed that it comes with.
    pub(super) fn check_event(&self, event: &AuditEvent) -> Result<(), StoreError> {
        if self.events.contains_key(&event.id) {
            return Err(StoreError::Corrupt("the event exists".into()));
        }
        Ok(())
    }

    /// A user's events before that one, latest first.
    pub(super) fn events_before(
        &self,
        owner: UserId,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> Vec<AuditEvent> {
        let events = self.events.values().rev().filter(|event| {
            event.user_id == Some(owner) && before.is_none_or(|before| event.id < before)
        });
        events.take(limit as usize).cloned().collect()
    }

    /// Writes an event that can be written.
    pub(super) fn write_event(&mut self, event: &AuditEvent) {
        self.events.insert(event.id, event.clone());
    }

    /// Whether the user has logged in from this address lately.
    pub(super) fn logged_in_from(&self, user: UserId, ip: IpAddr, now: DateTime<Utc>) -> bool {
        self.events.values().any(|event| {
            event.user_id == Some(user)
                && event.kind == AuditKind::LoggedIn
                && event.origin.ip == Some(ip)
                && event.at > now - REMEMBERED
        })
    }

    /// Leaves of a user's events only what happened and when.
    pub(super) fn scrub_events(&mut self, user: UserId) {
        for event in self.events.values_mut().filter(|event| event.user_id == Some(user)) {
            event.origin = RequestOrigin::default();
            event.fields = Vec::new();
        }
    }
}
