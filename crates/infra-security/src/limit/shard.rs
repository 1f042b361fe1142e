//! A part of all subjects, under one lock.

use std::collections::HashMap;

use super::gcra::Instant;

/// SHA-256 of the name of a quota, NUL, and a subject.
pub(super) type Digest = [u8; 32];

/// When each subject's count is back at nothing. Holds no more subjects than it has room for.
/// What is left when some are forgotten goes into a new map: one that is taken out of and put
/// into grows, though it never holds more.
pub(super) struct Shard {
    room: usize,
    subjects: HashMap<Digest, Instant>,
}

impl Shard {
    pub(super) fn with_room(room: usize) -> Self {
        Self { room, subjects: HashMap::new() }
    }

    /// When the subject's count is back at nothing; long ago for one that is not counted.
    pub(super) fn tat(&self, subject: &Digest) -> Instant {
        self.subjects.get(subject).copied().unwrap_or_default()
    }

    /// Counts.
    pub(super) fn set(&mut self, subject: Digest, tat: Instant, now: Instant) {
        if self.subjects.len() >= self.room && !self.subjects.contains_key(&subject) {
            self.make_room(now);
        }
        self.subjects.insert(subject, tat);
    }

    /// Forgets subjects whose count is back at nothing. Answers how many.
    pub(super) fn tidy(&mut self, now: Instant) -> usize {
        let before = self.subjects.len();
        let left = self.subjects.values().filter(|tat| **tat > now).count();
        if left < before {
            let subjects = std::mem::take(&mut self.subjects);
            self.subjects = HashMap::with_capacity(left);
            self.subjects.extend(subjects.into_iter().filter(|(_, tat)| *tat > now));
        }
        before - left
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.subjects.len()
    }

    /// Forgets whose count is back at nothing, and where there are few of them, those that are
    /// nearest to it: at least an eighth of all, so that many pay for one pass over all.
    fn make_room(&mut self, now: Instant) {
        let mut subjects: Vec<(Digest, Instant)> = self.subjects.drain().collect();
        let few = self.room.div_ceil(8);
        subjects.sort_unstable_by_key(|(_, tat)| *tat);
        self.subjects = HashMap::with_capacity(self.room);
        self.subjects.extend(subjects.into_iter().skip(few).filter(|(_, tat)| *tat > now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(number: u64) -> Digest {
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&number.to_le_bytes());
        digest
    }

    /// A shard of these subjects, each with its number as its instant.
    fn counting(room: usize, numbers: impl IntoIterator<Item = u64>) -> Shard {
        let mut shard = Shard::with_room(room);
        numbers.into_iter().for_each(|number| shard.set(subject(number), number, 0));
        shard
    }

    fn counted(shard: &Shard) -> Vec<u64> {
        let mut tats: Vec<u64> = shard.subjects.values().copied().collect();
        tats.sort_unstable();
        tats
    }

    #[test]
    fn who_is_back_at_nothing_is_forgotten() {
        let mut shard = counting(8, [5, 6, 7]);
        assert_eq!(shard.tidy(6), 2);
        assert_eq!(counted(&shard), [7]);
        assert_eq!(shard.tat(&subject(6)), 0);
    }

    #[test]
    fn a_new_subject_finds_room_where_others_are_back_at_nothing() {
        let mut shard = counting(8, 1..=8);
        shard.set(subject(100), 100, 3);
        assert_eq!(counted(&shard), [4, 5, 6, 7, 8, 100]);
    }

    #[test]
    fn where_all_are_counted_those_nearest_to_nothing_make_room() {
        let mut shard = counting(16, (1..=16).rev());
        shard.set(subject(100), 100, 0);
        assert_eq!(counted(&shard), (3..=16).chain([100]).collect::<Vec<_>>());
    }

    #[test]
    fn of_those_equally_near_only_as_many_go_as_must() {
        let mut shard = Shard::with_room(16);
        (0..16).for_each(|number| shard.set(subject(number), 9, 0));
        shard.set(subject(100), 100, 0);
        assert_eq!(counted(&shard), [vec![9; 14], vec![100]].concat());
    }

    #[test]
    fn a_subject_that_is_counted_needs_no_room() {
        let mut shard = counting(8, 1..=8);
        shard.set(subject(1), 9, 0);
        assert_eq!(counted(&shard), (2..=9).collect::<Vec<_>>());
    }

    #[test]
    fn a_flood_leaves_no_more_than_there_is_room_for_nor_a_map_for_more() {
        // Seven eighths of a map of 1024 places.
        let room = 896;
        let mut shard = counting(room, 0..20_000);
        assert!(shard.subjects.len() <= room);
        assert!(shard.subjects.capacity() <= room);
        assert!(counted(&shard).into_iter().eq(20_000 - shard.subjects.len() as u64..20_000));
        shard.tidy(20_000);
        assert_eq!(shard.subjects.capacity(), 0);
    }
}
