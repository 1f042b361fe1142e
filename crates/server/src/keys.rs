//! Keys that are made and kept, and keys for an operator to keep.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use infra_security::{Keyring, MIN_SIGNING_SECRET_BYTES, random_secret};
use secrecy::{ExposeSecret, SecretString};

const JWT_FILE: &str = "jwt-secret.key";
const ENCRYPTION_FILE: &str = "encryption-keys.txt";
const ENCRYPTION_VARIABLE: &str = "AVA_API_ENCRYPTION_KEYS";
const SECRET_BYTES: usize = 48;
const KEY_ID_BYTES: usize = 4;

/// The signing secret.
#[derive(Debug)]
pub(crate) enum SigningSecret {
    Known(SecretString),
    /// There is none yet; it will be kept in this file.
    ToMake(PathBuf),
}

/// The sealing keys.
#[derive(Debug)]
pub(crate) enum SealingKeys {
    Known {
        keyring: Keyring,
        /// The variable or the file that they are from.
        source: String,
    },
    /// There are none yet; they will be kept in this file.
    ToMake(PathBuf),
}

impl SigningSecret {
    /// As configured, else as kept in the data directory. Makes nothing.
    pub(crate) fn find(configured: Option<SecretString>, data_dir: &Path) -> anyhow::Result<Self> {
        if let Some(secret) = configured {
            return Ok(Self::Known(secret));
        }
        let path = data_dir.join(JWT_FILE);
        match kept(&path)? {
            Some(secret) => Ok(Self::Known(signing_secret(secret, &path)?)),
            None => Ok(Self::ToMake(path)),
        }
    }

    /// The secret; made and kept where there is none.
    pub(crate) fn ready(self) -> anyhow::Result<SecretString> {
        match self {
            Self::Known(secret) => Ok(secret),
            Self::ToMake(path) => signing_secret(made(&path, &random_secret(SECRET_BYTES))?, &path),
        }
    }
}

impl SealingKeys {
    /// As configured, else as kept in the data directory. Makes nothing.
    pub(crate) fn find(configured: Option<Keyring>, data_dir: &Path) -> anyhow::Result<Self> {
        if let Some(keyring) = configured {
            return Ok(Self::Known { keyring, source: ENCRYPTION_VARIABLE.to_owned() });
        }
        let path = data_dir.join(ENCRYPTION_FILE);
        match kept(&path)? {
            Some(text) => {
                let keyring = keyring(&text, &path)?;
                Ok(Self::Known { keyring, source: path.display().to_string() })
            }
            None => Ok(Self::ToMake(path)),
        }
    }

    /// The keys; made and kept where there are none. Keys that do not open everything that is
    /// stored, whose keys' ids are `in_use`, are refused: with them, whoever stored a secret
    /// would get errors without end.
    pub(crate) fn ready(self, in_use: &BTreeSet<String>) -> anyhow::Result<Keyring> {
        match self {
            Self::Known { keyring, source } => {
                let missing = in_use.iter().find(|id| !keyring.ids().any(|known| known == *id));
                match missing {
                    Some(id) => bail!("{source} lacks the key {id}, {}", lost(id)),
                    None => Ok(keyring),
                }
            }
            Self::ToMake(path) => match in_use.first() {
                Some(id) => {
                    bail!("{} is missing, and with it the key {id}, {}", path.display(), lost(id))
                }
                None => keyring(&made(&path, &new_encryption_key()?)?, &path),
            },
        }
    }
}

/// What is to be done about a key that is not there.
fn lost(id: &str) -> String {
    format!(
        "under which secrets in the database are sealed; restore it from a backup, or, when it is \
         lost for good, delete those secrets (DELETE FROM integration_secrets WHERE key_id = '{id}')"
    )
}

/// Lines for an environment file.
pub(crate) fn generate() -> anyhow::Result<String> {
    let (jwt, encryption) = (random_secret(SECRET_BYTES), new_encryption_key()?);
    Ok(format!("AVA_API_JWT_SECRET_KEY={jwt}\n{ENCRYPTION_VARIABLE}={encryption}\n"))
}

fn new_encryption_key() -> anyhow::Result<String> {
    let id = format!("k{}", random_secret(KEY_ID_BYTES));
    Ok(Keyring::generate(&id)?)
}

fn signing_secret(secret: SecretString, path: &Path) -> anyhow::Result<SecretString> {
    let length = secret.expose_secret().len();
    ensure!(
        length >= MIN_SIGNING_SECRET_BYTES,
        "{} must hold at least {MIN_SIGNING_SECRET_BYTES} bytes, and holds {length}; restore it \
         from a backup, or delete it to have another made, which ends every session",
        path.display()
    );
    Ok(secret)
}

fn keyring(text: &SecretString, path: &Path) -> anyhow::Result<Keyring> {
    Keyring::parse(text.expose_secret())
        .with_context(|| format!("{} holds no keys; restore it from a backup", path.display()))
}

/// What the file holds, if there is one.
fn kept(path: &Path) -> anyhow::Result<Option<SecretString>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(SecretString::from(text.trim()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Keeps this text in the file and answers what it holds then. Of two that make it at the same
/// time one wins, and both read the same. The file is readable by its owner alone.
fn made(path: &Path, text: &str) -> anyhow::Result<SecretString> {
    write_new(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    kept(path)?.with_context(|| format!("{} was deleted", path.display()))
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
    use super::*;

    fn sealing_keys(directory: &Path, in_use: &[&str]) -> anyhow::Result<Keyring> {
        let in_use = in_use.iter().map(|id| (*id).to_owned()).collect();
        SealingKeys::find(None, directory)?.ready(&in_use)
    }

    #[test]
    fn a_key_is_made_once_and_kept_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let secret = || SigningSecret::find(None, directory.path()).unwrap().ready().unwrap();
        assert_eq!(secret().expose_secret(), secret().expose_secret());
        let mode = fs::metadata(directory.path().join(JWT_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn of_two_that_make_a_key_at_the_same_time_both_have_the_same() {
        let directory = tempfile::tempdir().unwrap();
        let find = || SigningSecret::find(None, directory.path()).unwrap();
        let (one, two) = (find(), find());
        assert_eq!(one.ready().unwrap().expose_secret(), two.ready().unwrap().expose_secret());
    }

    #[test]
    fn made_sealing_keys_are_kept() {
        let directory = tempfile::tempdir().unwrap();
        let ids = |keyring: Keyring| keyring.ids().map(str::to_owned).collect::<Vec<_>>();
        let made = ids(sealing_keys(directory.path(), &[]).unwrap());
        assert_eq!(ids(sealing_keys(directory.path(), &[&made[0]]).unwrap()), made);
    }

    #[test]
    fn lost_sealing_keys_are_missed_and_no_others_are_made() {
        let directory = tempfile::tempdir().unwrap();
        let refused = sealing_keys(directory.path(), &["kold"]).unwrap_err().to_string();
        let path = directory.path().join(ENCRYPTION_FILE);
        assert!(refused.starts_with(&format!("{} is missing", path.display())), "{refused}");
        assert!(refused.contains("key kold"), "{refused}");
        assert!(!path.exists());
    }

    #[test]
    fn sealing_keys_that_do_not_open_everything_are_refused_by_their_source() {
        let configured = Keyring::parse(&Keyring::generate("new").unwrap()).unwrap();
        let keys = SealingKeys::find(Some(configured), Path::new("nowhere")).unwrap();
        let in_use = ["new".to_owned(), "old".to_owned()].into();
        let refused = keys.ready(&in_use).unwrap_err().to_string();
        assert!(refused.starts_with("AVA_API_ENCRYPTION_KEYS lacks the key old"), "{refused}");
        let directory = tempfile::tempdir().unwrap();
        sealing_keys(directory.path(), &[]).unwrap();
        let refused = sealing_keys(directory.path(), &["old"]).unwrap_err().to_string();
        assert!(refused.contains(ENCRYPTION_FILE), "{refused}");
    }

    #[test]
    fn a_broken_key_file_is_named() {
        let directory = tempfile::tempdir().unwrap();
        for text in ["", "short", "\u{fffd}"] {
            let path = directory.path().join(JWT_FILE);
            fs::write(&path, text).unwrap();
            let error = SigningSecret::find(None, directory.path()).unwrap_err();
            assert!(format!("{error:#}").starts_with(path.to_str().unwrap()), "{error:#}");
            let path = directory.path().join(ENCRYPTION_FILE);
            fs::write(&path, text).unwrap();
            let error = SealingKeys::find(None, directory.path()).unwrap_err();
            assert!(format!("{error:#}").starts_with(path.to_str().unwrap()), "{error:#}");
        }
    }
}
