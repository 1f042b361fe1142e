//! What key files hold, and whose fault it is when they do not.

use secrecy::SecretString;

use super::file::read;
use crate::config::KeyFile;

/// What the file holds; `None` when it is yet to be made in the data directory.
pub(crate) fn text_of(file: &KeyFile) -> anyhow::Result<Option<SecretString>> {
    match read(&file.path) {
        Ok(None) if !file.is_kept() => {
            Err(file.wrong("is not there (`ava keys generate` makes it)"))
        }
        Ok(text) => Ok(text),
        Err(error) => Err(file.wrong(&format!("cannot be read ({error})"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_a_variable_names_must_be_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        assert!(text_of(&KeyFile::kept(&path)).unwrap().is_none());
        let variable = "AVA_API_ENCRYPTION_KEYS_FILE";
        let missing = text_of(&KeyFile::named(&path, variable)).unwrap_err().to_string();
        let expected = format!("{variable} names {}, which is not there", path.display());
        assert!(missing.starts_with(&expected), "{missing}");
        let unreadable = text_of(&KeyFile::kept(directory.path())).unwrap_err().to_string();
        assert!(unreadable.contains(" cannot be read ("), "{unreadable}");
    }
}
