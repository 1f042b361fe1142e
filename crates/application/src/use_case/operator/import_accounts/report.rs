//! What became of everybody. It names users by their ids, and fields, and never a value: those
//! are people's addresses, prompts and secrets.

use std::collections::BTreeMap;

use domain::value::UserId;

/// What was done to a value on the way, or why it was left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Adjustment {
    /// It was outside its bounds: the nearest bound.
    Clamped,
    /// It was a fraction where a whole number is asked for: the nearest one.
    Rounded,
    /// It was longer than it may be: its beginning.
    Cut,
    /// It held control characters: without them.
    Cleaned,
    /// It was nothing that can be: the default in its place.
    Defaulted,
    /// It was nothing that can be: left behind.
    Invalid,
    /// Another user has it, who changed theirs later or was here before: left behind.
    Taken,
    /// It is of the former service, or claimed by several users: nobody's, left behind.
    Shared,
    /// The key that it is encrypted under was not given: left behind.
    NoKey,
    /// It does not open with the key that was given: left behind.
    Unopened,
    /// There were several: the newest was taken.
    Newest,
}

impl Adjustment {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clamped => "clamped",
            Self::Rounded => "rounded",
            Self::Cut => "cut",
            Self::Cleaned => "cleaned",
            Self::Defaulted => "defaulted",
            Self::Invalid => "invalid",
            Self::Taken => "taken",
            Self::Shared => "shared",
            Self::NoKey => "no_key",
            Self::Unopened => "unopened",
            Self::Newest => "newest",
        }
    }

    /// For a person.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Clamped => "was out of bounds; the nearest bound was taken",
            Self::Rounded => "was no whole number; the nearest one was taken",
            Self::Cut => "was too long; its beginning was taken",
            Self::Cleaned => "held control characters, which were taken out",
            Self::Defaulted => "was invalid; the default was taken",
            Self::Invalid => "was invalid, and was left behind",
            Self::Taken => "is another user's, and was left behind",
            Self::Shared => "is not theirs alone, and was left behind",
            Self::NoKey => "is encrypted, and was left behind; its key was not given",
            Self::Unopened => "does not open with the given key, and was left behind",
            Self::Newest => "were several; the newest was taken",
        }
    }
}

/// A field that was not taken over as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Note {
    /// Its API name.
    pub field: &'static str,
    /// What was done.
    pub adjustment: Adjustment,
}

/// Why somebody could not be taken over at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// They have no address, or none that can be.
    NoEmail,
    /// Another former user has the same address in another letter case, and was updated later.
    SameEmail,
    /// Another former user has the same id in another spelling, and was updated later.
    SameId,
    /// Somebody here has their address.
    EmailTaken,
}

impl Refusal {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoEmail => "no_email",
            Self::SameEmail => "same_email",
            Self::SameId => "same_id",
            Self::EmailTaken => "email_taken",
        }
    }

    /// For a person.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::NoEmail => "has no valid email",
            Self::SameEmail => {
                "has the email of another user, but for its letter case, who was updated later"
            }
            Self::SameId => {
                "has the id of another user, but for its spelling, who was updated later"
            }
            Self::EmailTaken => "has the email of a user who is here already",
        }
    }
}

/// A former user, by ids alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported<T> {
    /// The id here: the former one, where that is a UUID.
    pub id: UserId,
    /// The former one, as it may be shown.
    pub former_id: String,
    /// What there is to say.
    pub what: T,
}

/// What an import has done, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// How many users the former service has.
    pub found: u64,
    /// How many of them were added.
    pub added: u64,
    /// How many were here already, and were left alone.
    pub already_there: u64,
    /// How many were here once and were deleted, and do not come back.
    pub deleted_since: u64,
    /// How many have no id, and so cannot even be named.
    pub without_id: u64,
    /// Those who could not be taken over.
    pub refused: Vec<Imported<Refusal>>,
    /// Those of the added who are not quite as they were, and how.
    pub adjusted: Vec<Imported<Vec<Note>>>,
    /// Columns that hold something and that nothing here corresponds to, as `table.column`, with
    /// how many rows hold something there.
    pub left_columns: BTreeMap<String, u64>,
}

/// Who is not added, and why.
pub(super) enum Left {
    /// They are here already.
    AlreadyThere,
    /// They were here, and were deleted.
    Deleted,
    /// They cannot be taken over.
    Refused(Imported<Refusal>),
}

impl ImportReport {
    pub(super) fn leave(&mut self, left: Left) {
        match left {
            Left::AlreadyThere => self.already_there += 1,
            Left::Deleted => self.deleted_since += 1,
            Left::Refused(refused) => self.refused.push(refused),
        }
    }

    pub(super) fn add(&mut self, notes: Imported<Vec<Note>>) {
        self.added += 1;
        if !notes.what.is_empty() {
            self.adjusted.push(notes);
        }
    }

    /// Whether everybody is here, or was once.
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty() && self.without_id == 0
    }

    /// How often which field was adjusted how.
    pub fn summary(&self) -> BTreeMap<Note, u64> {
        let mut counts = BTreeMap::new();
        for note in self.adjusted.iter().flat_map(|adjusted| &adjusted.what) {
            *counts.entry(*note).or_default() += 1;
        }
        counts
    }
}
