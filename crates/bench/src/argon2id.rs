//! Argon2id, with memory that is kept from one hash to the next.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// What a stored hash was made with, and what came of it.
#[derive(Clone)]
pub(crate) struct Recipe {
    params: Params,
    salt: Vec<u8>,
    output: Vec<u8>,
}

/// Blocks of 1 KiB.
pub(crate) type Memory = Vec<Block>;

impl Recipe {
    pub(crate) fn parse(hash: &str) -> anyhow::Result<Self> {
        let phc = PasswordHash::new(hash).map_err(|error| anyhow!("no password hash: {error}"))?;
        let number = |name| phc.params.get_decimal(name).context("a parameter is missing");
        let (salt, output) = phc.salt.zip(phc.hash).context("no salt, or no output")?;
        let params = Params::new(number("m")?, number("t")?, number("p")?, Some(output.len()))
            .map_err(|error| anyhow!("bad parameters: {error}"))?;
        let (salt, output): (&[u8], &[u8]) = (salt.as_ref(), output.as_bytes());
        Ok(Self { params, salt: salt.to_vec(), output: output.to_vec() })
    }

    pub(crate) fn matches(&self, password: &[u8], memory: &mut Memory) -> anyhow::Result<bool> {
        memory.resize(self.params.block_count(), Block::new());
        let mut output = vec![0; self.output.len()];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
            .hash_password_into_with_memory(password, &self.salt, &mut output, memory)
            .map_err(|error| anyhow!("cannot hash: {error}"))?;
        Ok(output == self.output)
    }
}

/// How many hashes a second this machine makes with all its cores, and nothing beside.
pub(crate) fn rate(recipe: &Recipe, password: &str, span: Duration) -> anyhow::Result<f64> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let begun = Instant::now();
    let hash = || -> anyhow::Result<u32> {
        let (mut memory, mut hashes) = (Memory::new(), 0);
        while begun.elapsed() < span {
            black_box(recipe.matches(password.as_bytes(), &mut memory)?);
            hashes += 1;
        }
        Ok(hashes)
    };
    let hashes = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(hash)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().map_err(|_| anyhow!("a thread panicked"))?)
            .sum::<anyhow::Result<u32>>()
    })?;
    Ok(f64::from(hashes) / begun.elapsed().as_secs_f64())
}
