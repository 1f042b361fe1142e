//! Ids.

use std::sync::atomic::{AtomicU64, Ordering};

use application::port::Ids;
use uuid::Uuid;

/// Ids in the shape of a UUID v7, that count: `…-000000000001`, `…-000000000002`.
#[derive(Debug, Default)]
pub struct SequentialIds {
    given: AtomicU64,
}

impl SequentialIds {
    /// Ids from 1 on.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Ids for SequentialIds {
    fn next(&self) -> Uuid {
        let number = self.given.fetch_add(1, Ordering::Relaxed) + 1;
        let mut random = [0; 10];
        random[2..].copy_from_slice(&number.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(1_767_323_045_678, &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let ids = SequentialIds::new();
        let given: Vec<_> = (0..300).map(|_| ids.next()).collect();
        assert!(given.is_sorted_by(|before, after| before < after));
        assert!(given.iter().all(|id| id.get_version_num() == 7));
        assert!(given[0].to_string().ends_with("-000000000001"));
    }
}
