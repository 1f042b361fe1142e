//! The key that the linked assistant lives under, when another counts by now.

use super::assistant_key::{AssistantKey, AssistantKeys};
use crate::port::KeyFingerprint;

/// A key that was in use before.
pub(super) enum FormerKey {
    /// The key is the same as ever.
    None,
    /// The user had no key of their own before.
    OfTheServer(Box<AssistantKey>),
    /// It was the user's own, which is not kept.
    Gone,
}

impl FormerKey {
    /// The one of this fingerprint, if it is another than today's.
    pub(super) fn of(
        keys: &AssistantKeys,
        current: &AssistantKey,
        before: Option<&KeyFingerprint>,
    ) -> Self {
        match before {
            Some(before) if *before != current.fingerprint => keys
                .server_wide_of(Some(before))
                .map_or(Self::Gone, |key| Self::OfTheServer(Box::new(key))),
            _ => Self::None,
        }
    }
}
