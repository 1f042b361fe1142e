//! What is known of a user's assistant at Vapi.

use chrono::{DateTime, Utc};

use crate::studio::Revision;

/// How the configuration and the assistant at Vapi stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SyncState {
    /// Nothing was ever pushed.
    Never,
    /// What is saved is what was confirmed.
    InSync,
    /// Saved, not pushed.
    Pending,
    /// A sync is at work.
    Syncing,
    /// Changed at Vapi behind our back.
    Drifted,
    /// The last push failed.
    Failed,
}

impl SyncState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Never, Self::InSync, Self::Pending, Self::Syncing, Self::Drifted, Self::Failed];

    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::InSync => "in_sync",
            Self::Pending => "pending",
            Self::Syncing => "syncing",
            Self::Drifted => "drifted",
            Self::Failed => "failed",
        }
    }
}

/// What a sync did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SyncAction {
    /// Made the assistant.
    Created,
    /// Changed it.
    Updated,
    /// Found nothing to change.
    Unchanged,
    /// Made it again, because Vapi no longer had it.
    Recreated,
}

impl SyncAction {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::Created, Self::Updated, Self::Unchanged, Self::Recreated];

    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Recreated => "recreated",
        }
    }

    /// The action of this word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }
}

/// What was last confirmed or last failed, apart from which revision is current.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncFacts {
    /// Whether a sync is at work right now.
    pub at_work: bool,
    /// The revision that Vapi last confirmed.
    pub synced_revision: Option<Revision>,
    /// When.
    pub synced_at: Option<DateTime<Utc>>,
    /// Why the last sync failed, in words for the user; `None` when it did not.
    pub last_error: Option<String>,
    /// Whether the assistant was seen to be changed at Vapi since.
    pub drifted: bool,
}

impl SyncFacts {
    /// The state while `current` is the saved revision.
    pub fn state(&self, current: Revision) -> SyncState {
        if self.at_work {
            SyncState::Syncing
        } else if self.last_error.is_some() {
            SyncState::Failed
        } else {
            match self.synced_revision {
                None => SyncState::Never,
                Some(_) if self.drifted => SyncState::Drifted,
                Some(synced) if synced == current => SyncState::InSync,
                Some(_) => SyncState::Pending,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_follows_from_the_facts() {
        let never = SyncFacts::default();
        assert_eq!(never.state(0), SyncState::Never);
        let synced = SyncFacts { synced_revision: Some(3), ..SyncFacts::default() };
        assert_eq!(synced.state(3), SyncState::InSync);
        assert_eq!(synced.state(4), SyncState::Pending);
        let failed = SyncFacts { last_error: Some("no".into()), ..synced.clone() };
        assert_eq!(failed.state(3), SyncState::Failed);
        assert_eq!(SyncFacts { at_work: true, ..failed }.state(3), SyncState::Syncing);
        assert_eq!(SyncFacts { drifted: true, ..synced }.state(3), SyncState::Drifted);
    }

    #[test]
    fn actions_round_trip() {
        for action in SyncAction::ALL {
            assert_eq!(SyncAction::parse(action.as_str()), Some(action));
        }
    }
}
