//! Files of keys, read and made so that nobody ever reads half of one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};

/// What tells one state of a file from another without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    modified: (i64, i64),
    length: u64,
    inode: (u64, u64),
}

impl Stamp {
    /// Of the file at this path, links followed.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let file = fs::metadata(path)?;
        Ok(Self {
            modified: (file.mtime(), file.mtime_nsec()),
            length: file.len(),
            inode: (file.dev(), file.ino()),
        })
    }
}

/// What the file holds, if there is one.
pub(super) fn read(path: &Path) -> io::Result<Option<SecretString>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(SecretString::from(text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes the file with this text, readable by its owner alone, unless there is one, and answers
/// what it holds then. Of two that make it at the same time one wins, and both read the same.
pub(super) fn make(path: &Path, text: &SecretString) -> anyhow::Result<SecretString> {
    write_beside(path, text)
        .and_then(|file| match file.persist_noclobber(path) {
            Ok(_) => sync(directory_of(path)),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error.error),
        })
        .with_context(|| format!("cannot write {}", path.display()))?;
    let made = read(path).with_context(|| format!("cannot read {}", path.display()))?;
    made.with_context(|| format!("{} was deleted", path.display()))
}

/// A new file in the same directory, for its owner alone, that is to take this one's place.
pub(super) fn write_beside(
    path: &Path,
    text: &SecretString,
) -> io::Result<tempfile::NamedTempFile> {
    // Temporary files are made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(directory_of(path))?;
    file.write_all(text.expose_secret().as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

pub(super) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(directory) if directory != Path::new("") => directory,
        _ => Path::new("."),
    }
}

/// Makes what was renamed in it survive a power cut.
pub(super) fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        (directory, path)
    }

    #[test]
    fn a_file_is_made_once_and_for_its_owner_alone() {
        let (_directory, path) = place();
        assert!(read(&path).unwrap().is_none());
        assert_eq!(make(&path, &"one\n".into()).unwrap().expose_secret(), "one\n");
        assert_eq!(make(&path, &"two\n".into()).unwrap().expose_secret(), "one\n");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_cannot_be_done_names_the_file() {
        let write = make(Path::new("/nonexistent/keys"), &"x".into()).unwrap_err();
        assert_eq!(write.to_string(), "cannot write /nonexistent/keys");
    }

    #[test]
    fn a_stamp_tells_a_file_from_what_took_its_place() {
        let (_directory, path) = place();
        fs::write(&path, "one").unwrap();
        let before = Stamp::of(&path).unwrap();
        assert_eq!(before, Stamp::of(&path).unwrap());
        let other = write_beside(&path, &"two".into()).unwrap();
        other.persist(&path).unwrap();
        assert_ne!(before, Stamp::of(&path).unwrap());
    }
}
