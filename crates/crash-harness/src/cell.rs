//! A value that was told to be stored, and those that may be instead.

/// What a place holds, as far as it was told.
#[derive(Debug, Clone)]
pub(crate) struct Cell<T> {
    sure: T,
    maybe: Vec<T>,
}

impl<T: PartialEq + Clone> Cell<T> {
    pub(crate) const fn new(sure: T) -> Self {
        Self { sure, maybe: Vec::new() }
    }

    /// It was acknowledged. Whatever was sent before came before.
    pub(crate) fn acknowledge(&mut self, value: T) {
        self.sure = value;
        self.maybe.clear();
    }

    /// It was sent, and nobody knows what became of it.
    pub(crate) fn doubt(&mut self, value: T) {
        self.maybe.push(value);
    }

    /// What is there by now. False when it cannot be.
    #[must_use]
    pub(crate) fn settle(&mut self, seen: &T) -> bool {
        let known = self.sure == *seen || self.maybe.contains(seen);
        self.acknowledge(seen.clone());
        known
    }

    pub(crate) const fn sure(&self) -> &T {
        &self.sure
    }

    pub(crate) const fn is_sure(&self) -> bool {
        self.maybe.is_empty()
    }

    /// Everything that it may be, the likeliest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.sure).chain(&self.maybe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_acknowledged_must_be_there_unless_something_came_after() {
        let mut cell = Cell::new(1);
        assert!(!cell.clone().settle(&2));
        cell.acknowledge(2);
        assert!(!cell.clone().settle(&1), "an acknowledged value was lost");
        cell.doubt(3);
        assert!(cell.clone().settle(&2) && cell.clone().settle(&3));
        assert!(cell.settle(&3));
        assert!(cell.is_sure() && *cell.sure() == 3);
        cell.doubt(4);
        cell.acknowledge(5);
        assert!(!cell.settle(&4), "it came before");
    }
}
