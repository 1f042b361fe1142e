//! Keys that are made and kept, and keys for an operator to keep.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use infra_security::{Keyring, random_secret};
use secrecy::SecretString;

const JWT_FILE: &str = "jwt-secret.key";
const ENCRYPTION_FILE: &str = "encryption-keys.txt";
const SECRET_BYTES: usize = 48;
const KEY_ID_BYTES: usize = 4;

/// The signing secret: as configured, else kept in the data directory.
pub(crate) fn jwt_secret(
    configured: Option<SecretString>,
    data_dir: &Path,
) -> anyhow::Result<SecretString> {
    configured
        .map_or_else(|| kept(&data_dir.join(JWT_FILE), || Ok(random_secret(SECRET_BYTES))), Ok)
}

/// The sealing keys: as configured, else kept in the data directory.
pub(crate) fn encryption_keys(
    configured: Option<SecretString>,
    data_dir: &Path,
) -> anyhow::Result<SecretString> {
    configured.map_or_else(|| kept(&data_dir.join(ENCRYPTION_FILE), new_encryption_key), Ok)
}

/// Lines for an environment file.
pub(crate) fn generate() -> anyhow::Result<String> {
    let (jwt, encryption) = (random_secret(SECRET_BYTES), new_encryption_key()?);
    Ok(format!("AVA_API_JWT_SECRET_KEY={jwt}\nAVA_API_ENCRYPTION_KEYS={encryption}\n"))
}

fn new_encryption_key() -> anyhow::Result<String> {
    let id = format!("k{}", random_secret(KEY_ID_BYTES));
    Ok(Keyring::generate(&id)?)
}

/// What the file holds; made first if there is none. Of two that make it at the same time
/// one wins, and both read the same. The file is readable by its owner alone.
fn kept(
    path: &Path,
    make: impl FnOnce() -> anyhow::Result<String>,
) -> anyhow::Result<SecretString> {
    if !path.try_exists().with_context(|| format!("cannot look for {}", path.display()))? {
        write_new(path, &make()?).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = text.trim();
    anyhow::ensure!(!text.is_empty(), "{} is empty; restore it from a backup", path.display());
    Ok(SecretString::from(text))
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    // Temporary files are made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    writeln!(file, "{text}")?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => fs::File::open(directory)?.sync_all(),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_kept_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let first = jwt_secret(None, directory.path()).unwrap();
        let second = jwt_secret(None, directory.path()).unwrap();
        assert_eq!(first.expose_secret(), second.expose_secret());
        let mode = fs::metadata(directory.path().join(JWT_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn made_sealing_keys_are_valid() {
        let directory = tempfile::tempdir().unwrap();
        let keys = encryption_keys(None, directory.path()).unwrap();
        assert!(Keyring::parse(keys.expose_secret()).is_ok());
    }

    #[test]
    fn an_empty_key_file_stops_the_start() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join(JWT_FILE), "\n").unwrap();
        assert!(jwt_secret(None, directory.path()).is_err());
    }
}
