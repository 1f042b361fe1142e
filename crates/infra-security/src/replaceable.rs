//! What every call reads, and an operator replaces while the server runs.

use std::sync::{Arc, PoisonError, RwLock};

/// A value that is replaced as a whole: who has read it keeps it as it was.
pub(crate) struct Replaceable<T>(RwLock<Arc<T>>);

impl<T> Replaceable<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(RwLock::new(Arc::new(value)))
    }

    /// The value; to be read once a call, so that the call sees one and not two.
    pub(crate) fn current(&self) -> Arc<T> {
        // The lock is held for a copy of the pointer and cannot be poisoned half-way.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Another one, from the next call on.
    pub(crate) fn replace(&self, value: T) {
        let value = Arc::new(value);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_read_it_keeps_it_when_it_is_replaced() {
        let value = Replaceable::new("old");
        let read = value.current();
        value.replace("new");
        assert_eq!((*read, *value.current()), ("old", "new"));
    }
}
