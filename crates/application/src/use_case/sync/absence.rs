//! There is no linked assistant to go on with: what a push does then.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::sync::SyncAction;
use domain::value::AssistantId;

use super::former_key::FormerKey;
use super::outcome::SyncError;
use crate::port::OpenIntent;

/// Why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absence {
    /// None was ever linked.
    Never,
    /// One was, and was let go of.
    Forgotten,
    /// Vapi no longer has the linked one.
    Deleted,
    /// The linked one lives where the key does not lead.
    Elsewhere,
}

impl Absence {
    /// Nothing is linked, or what is is not there under the key of today.
    pub(super) const fn of(
        linked: Option<AssistantId>,
        forgotten: bool,
        former_key: &FormerKey,
    ) -> Self {
        match (linked, former_key) {
            (None, _) if forgotten => Self::Forgotten,
            (None, _) => Self::Never,
            (Some(_), FormerKey::None) => Self::Deleted,
            (Some(_), FormerKey::OfTheServer(_) | FormerKey::Gone) => Self::Elsewhere,
        }
    }

    /// From when on what bears the owner's marker is looked for before one is made.
    pub(super) fn search_from(self, intent: Option<OpenIntent>) -> Option<DateTime<Utc>> {
        match self {
            // The organisation may have an assistant of this user already.
            Self::Forgotten | Self::Elsewhere => Some(DateTime::UNIX_EPOCH),
            Self::Never | Self::Deleted => intent.map(|intent| intent.search_from),
        }
    }

    /// What it is called to make one.
    pub(super) const fn when_made(self) -> SyncAction {
        match self {
            Self::Deleted => SyncAction::Recreated,
            Self::Never | Self::Forgotten | Self::Elsewhere => SyncAction::Created,
        }
    }

    /// What it is called to go on with one that was found, to which this was done.
    pub(super) const fn when_found(self, done: SyncAction) -> SyncAction {
        match self {
            Self::Never | Self::Forgotten => done,
            Self::Deleted => SyncAction::Recreated,
            Self::Elsewhere => SyncAction::Updated,
        }
    }
}

/// None is made while an earlier attempt may still make one.
pub(super) fn none_is_on_its_way(intent: Option<OpenIntent>) -> Result<(), SyncError> {
    match intent {
        Some(OpenIntent { still_on_its_way, .. }) if still_on_its_way > Duration::ZERO => {
            Err(SyncError::Unclear { retry_after: still_on_its_way })
        }
        _ => Ok(()),
    }
}
