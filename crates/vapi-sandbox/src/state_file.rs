//! The state as a JSON file that is either the old one or the new one, never half of either.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::resource::{Collection, Resource};
use crate::state::State;

/// The layout that this version writes and reads.
const VERSION: u32 = 1;

/// What stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    version: u32,
    assistants: Vec<Arc<Resource>>,
    phone_numbers: Vec<Arc<Resource>>,
}

/// Where the state is kept.
#[derive(Debug)]
pub(crate) struct StateFile(PathBuf);

impl StateFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// The state in the file; an empty one where there is no file yet.
    pub(crate) fn load(&self) -> io::Result<State> {
        let text = match fs::read(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return self.load_nothing(),
            Err(error) => return Err(self.named(&error, "cannot be read")),
        };
        let document: Document = serde_json::from_slice(&text).map_err(|error| {
            self.named(&error.into(), "is not a sandbox's state; move it away to start afresh")
        })?;
        if document.version != VERSION {
            let error =
                io::Error::new(ErrorKind::InvalidData, format!("version {}", document.version));
            return Err(self.named(&error, "was written by another version of the sandbox"));
        }
        let mut state = State::default();
        for resource in document.assistants {
            state.restore(Collection::Assistants, resource);
        }
        for resource in document.phone_numbers {
            state.restore(Collection::PhoneNumbers, resource);
        }
        Ok(state)
    }

    /// A file that is not there yet still has to have a directory to be made in.
    fn load_nothing(&self) -> io::Result<State> {
        match fs::metadata(self.directory()) {
            Ok(_) => Ok(State::default()),
            Err(error) => Err(self.named(&error, "has no directory to stand in")),
        }
    }

    /// Replaces the file; once this returns, not even a power cut forgets the state.
    pub(crate) fn save(&self, state: &State) -> io::Result<()> {
        let directory = self.directory();
        let copies = |collection| state.all(collection).into_iter().cloned().collect();
        let document = Document {
            version: VERSION,
            assistants: copies(Collection::Assistants),
            phone_numbers: copies(Collection::PhoneNumbers),
        };
        let file = NamedTempFile::new_in(directory)?;
        let mut writer = BufWriter::new(&file);
        serde_json::to_writer(&mut writer, &document)?;
        writer.flush()?;
        drop(writer);
        file.as_file().sync_all()?;
        file.persist(&self.0)?;
        sync_directory(directory)
    }

    fn directory(&self) -> &Path {
        match self.0.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }

    fn named(&self, error: &io::Error, what: &str) -> io::Error {
        let path = self.0.display();
        io::Error::new(error.kind(), format!("state file {path} {what}: {error}"))
    }
}

/// Makes the new name itself last; only Unix opens directories as files.
fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(directory)?.sync_all()?;
    }
    Ok(())
}
