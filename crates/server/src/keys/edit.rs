//! Edits of key files, none of which loses another.

use std::fs::{self, File, OpenOptions, Permissions};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use anyhow::Context;
use secrecy::SecretString;

use super::file::{directory_of, make, read, sync, write_beside};

/// A file that nobody else edits as long as this is kept. However this process ends, the system
/// lets go of the lock.
pub(crate) struct Editing {
    path: PathBuf,
    _lock: File,
}

impl Editing {
    /// Waits for who else is editing it. The file itself need not be there.
    pub(crate) fn begin(path: &Path) -> anyhow::Result<Self> {
        // A link stays one: what it leads to is edited.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let lock_path = path.with_file_name(name);
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&lock_path)
            .and_then(|lock| lock.lock().map(|()| lock))
            .with_context(|| format!("cannot lock {}", lock_path.display()))?;
        Ok(Self { path, _lock: lock })
    }

    /// What it holds now.
    pub(crate) fn read(&self) -> anyhow::Result<Option<SecretString>> {
        read(&self.path).with_context(|| format!("cannot read {}", self.path.display()))
    }

    /// Makes it.
    pub(crate) fn make(&self, text: &SecretString) -> anyhow::Result<SecretString> {
        make(&self.path, text)
    }

    /// Puts this text in the place of what it holds, with the same mode and owner, so that a
    /// server that could read it still can.
    pub(crate) fn replace(&self, text: &SecretString) -> anyhow::Result<()> {
        let replaced = || {
            let old = fs::metadata(&self.path)?;
            let file = write_beside(&self.path, text)?;
            let new = file.as_file().metadata()?;
            if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
                fchown(file.as_file(), Some(old.uid()), Some(old.gid()))?;
            }
            file.as_file().set_permissions(Permissions::from_mode(old.mode() & 0o7777))?;
            file.as_file().sync_all()?;
            file.persist(&self.path).map_err(|error| error.error)?;
            sync(directory_of(&self.path))
        };
        replaced().with_context(|| format!("cannot write {}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use secrecy::ExposeSecret;

    use super::*;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        (directory, path)
    }

    fn text(path: &Path) -> String {
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn an_edit_keeps_the_mode() {
        let (_directory, path) = place();
        fs::write(&path, "one").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        Editing::begin(&path).unwrap().replace(&"two".into()).unwrap();
        assert_eq!(text(&path), "two");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_link_to_a_file_stays_one() {
        let (directory, path) = place();
        let link = directory.path().join("link");
        fs::write(&path, "one").unwrap();
        symlink(&path, &link).unwrap();
        Editing::begin(&link).unwrap().replace(&"two".into()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(text(&path), "two");
    }

    #[test]
    fn of_many_edits_at_the_same_time_none_is_lost() {
        let (_directory, path) = place();
        fs::write(&path, "").unwrap();
        std::thread::scope(|scope| {
            for line in ["a\n", "b\n", "c\n", "d\n"] {
                let path = &path;
                scope.spawn(move || {
                    for _ in 0..5 {
                        let editing = Editing::begin(path).unwrap();
                        let before = editing.read().unwrap().unwrap();
                        let after = format!("{}{line}", before.expose_secret());
                        editing.replace(&after.into()).unwrap();
                    }
                });
            }
        });
        let edited = text(&path);
        for line in ["a", "b", "c", "d"] {
            assert_eq!(edited.lines().filter(|kept| *kept == line).count(), 5);
        }
    }

    #[test]
    fn where_no_lock_can_be_no_edit_begins() {
        let refused = Editing::begin(Path::new("/nonexistent/keys")).err().unwrap();
        assert_eq!(refused.to_string(), "cannot lock /nonexistent/keys.lock");
    }
}
