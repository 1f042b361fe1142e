//! Argon2's memory, kept from one hash to the next.
//!
//! A hash that allocates its own 19 MiB leaves them to the allocator, and glibc's was seen
//! to grow to 700 MB with two hashes at once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::Block;
use argon2::password_hash::phc::Output;

use super::argon2_recipe::Argon2Recipe;

/// Argon2 with the memory of as many hashes as ever ran at once. Memory for a stored hash
/// with larger parameters than ours is given back to the system.
pub(super) struct Argon2Memory {
    /// Blocks that are kept for a hash: what ours need.
    kept_blocks: usize,
    idle: Mutex<Vec<Vec<Block>>>,
}

impl Argon2Memory {
    /// Keeps memory of the size that this recipe needs.
    pub(super) const fn sized_for(recipe: &Argon2Recipe) -> Self {
        Self { kept_blocks: recipe.block_count(), idle: Mutex::new(Vec::new()) }
    }

    pub(super) fn derive(
        &self,
        password: &[u8],
        recipe: &Argon2Recipe,
    ) -> Result<Output, argon2::Error> {
        let mut blocks = self.take(recipe.block_count())?;
        let mut bytes = [0; Output::MAX_LENGTH];
        let out = bytes.get_mut(..recipe.output_len()).ok_or(argon2::Error::OutputTooLong)?;
        let hashed = recipe.algorithm().hash_password_into_with_memory(
            password,
            recipe.salt(),
            out,
            &mut blocks,
        );
        self.give_back(blocks);
        hashed?;
        Output::new(out).map_err(|_| argon2::Error::OutputTooShort)
    }

    fn take(&self, block_count: usize) -> Result<Vec<Block>, argon2::Error> {
        if block_count <= self.kept_blocks
            && let Some(blocks) = self.idle().pop()
        {
            return Ok(blocks);
        }
        let block_count = block_count.max(self.kept_blocks);
        let mut blocks = Vec::new();
        blocks.try_reserve_exact(block_count).map_err(|_| argon2::Error::OutOfMemory)?;
        blocks.resize(block_count, Block::new());
        Ok(blocks)
    }

    fn give_back(&self, blocks: Vec<Block>) {
        if blocks.len() == self.kept_blocks {
            self.idle().push(blocks);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Vec<Block>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipe(memory_kib: u32) -> Argon2Recipe {
        let text = format!(
            "$argon2id$v=19$m={memory_kib},t=1,p=1$c2FsdCBvZiAxNiBieXRlcw$mq9Kzp6sF9vlHCEhNQ/BH4L5s2dvN+qmqOLxLGl+qv0"
        );
        Argon2Recipe::parse(&text).unwrap().0
    }

    fn by_the_library(password: &[u8], recipe: &Argon2Recipe) -> Vec<u8> {
        let mut out = vec![0; 32];
        recipe.algorithm().hash_password_into(password, recipe.salt(), &mut out).unwrap();
        out
    }

    #[test]
    fn what_one_hash_leaves_in_memory_does_not_change_the_next() {
        let recipe = recipe(64);
        let argon2 = Argon2Memory::sized_for(&recipe);
        for password in [&b"first"[..], b"second", b"", b"first"] {
            let output = argon2.derive(password, &recipe).unwrap();
            assert_eq!(output.as_bytes(), by_the_library(password, &recipe));
        }
    }

    #[test]
    fn memory_is_kept_for_the_next_hash_but_not_more_than_ours_need() {
        let (small, ours, large) = (recipe(32), recipe(64), recipe(1024));
        let argon2 = Argon2Memory::sized_for(&ours);
        argon2.derive(b"password", &ours).unwrap();
        let kept = argon2.idle()[0].as_ptr();
        for recipe in [&small, &large, &ours] {
            let output = argon2.derive(b"password", recipe).unwrap();
            assert_eq!(output.as_bytes(), by_the_library(b"password", recipe));
            assert_eq!(argon2.idle().len(), 1);
            assert_eq!(argon2.idle()[0].as_ptr(), kept);
        }
    }
}
