//! Passwords, as many at once as there are cores.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;

use actix_web::web;
use anyhow::{Context, anyhow};
use tokio::sync::Semaphore;

use crate::argon2id::{Memory, Recipe};

/// Verifies them.
#[derive(Clone)]
pub(super) struct Passwords {
    desks: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Memory>>>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self { desks: Arc::new(Semaphore::new(cores)), idle: Arc::default() }
    }
}

impl Passwords {
    pub(super) async fn verify(&self, password: String, hash: &str) -> anyhow::Result<bool> {
        let recipe = Recipe::parse(hash)?;
        let _desk = self.desks.acquire().await?;
        let mut memory = self.idle().pop().unwrap_or_default();
        let (matches, memory) = web::block(move || {
            let matches = recipe.matches(password.as_bytes(), &mut memory);
            (matches, memory)
        })
        .await
        .map_err(|error| anyhow!("{error}"))
        .context("hashing was cut off")?;
        self.idle().push(memory);
        matches
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Memory>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
