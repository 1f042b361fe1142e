//! The state behind its lock: reads never wait for the disk, and a write is on disk before anybody
//! sees it.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::task::spawn_blocking;

use crate::refusal::Refusal;
use crate::state::State;
use crate::state_file::StateFile;

#[derive(Debug)]
pub(crate) struct Store {
    /// Held only to take or replace the pointer.
    current: RwLock<Arc<State>>,
    /// Held from the first look at the state to the moment when the next one is current.
    writer: Mutex<()>,
    file: Option<StateFile>,
}

impl Store {
    /// Reads the file, which blocks.
    pub(crate) fn open(path: Option<PathBuf>) -> io::Result<Self> {
        let file = path.map(StateFile::new);
        let state = file.as_ref().map_or_else(|| Ok(State::default()), StateFile::load)?;
        Ok(Self { current: RwLock::new(Arc::new(state)), writer: Mutex::new(()), file })
    }

    pub(crate) fn read(&self) -> Arc<State> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs `change` on a copy and makes that current once it is kept. Off the async workers, and
    /// to its end even when the caller goes away: a client that hangs up has its write or has it
    /// not, but never half of it.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        change: impl FnOnce(&mut State) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let store = Arc::clone(self);
        match spawn_blocking(move || store.write_now(change)).await {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::error!(%error, "a write was cut short");
                Err(Refusal::internal())
            }
        }
    }

    fn write_now<T>(
        &self,
        change: impl FnOnce(&mut State) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = State::clone(&self.read());
        let outcome = change(&mut next)?;
        if let Some(file) = &self.file {
            file.save(&next).map_err(|error| {
                tracing::error!(%error, "the state file cannot be written");
                Refusal::internal()
            })?;
        }
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        Ok(outcome)
    }
}
