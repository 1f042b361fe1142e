//! The secrets that access tokens are signed with.

use infra_security::{KeyKind, KeyLines, KeyLinesError, SigningKeys};
use secrecy::{ExposeSecret, SecretString};

use super::file::make;
use super::made::new_file;
use super::source::text_of;
use crate::config::{ConfigError, KeyFile, KeySource};

/// The signing secrets.
#[derive(Debug)]
pub(crate) enum SigningSecrets {
    Known(SigningKeys),
    /// There are none yet; they will be kept in this file.
    ToMake(KeyFile),
}

impl SigningSecrets {
    /// As configured, else as kept in the data directory; the `previous` ones verify as well.
    /// Makes nothing.
    pub(crate) fn find(source: &KeySource, previous: &[SecretString]) -> anyhow::Result<Self> {
        match source {
            KeySource::Variable { name, text } => SigningKeys::from_secrets(text, previous)
                .map(Self::Known)
                .map_err(|wrong| ConfigError::wrong(name, format!("cannot sign: {wrong}")).into()),
            KeySource::File(file) => match text_of(file)? {
                Some(text) => parse(&text, previous, file).map(Self::Known),
                None => Ok(Self::ToMake(file.clone())),
            },
        }
    }

    /// The secrets; made and kept where there are none.
    pub(crate) fn ready(self, previous: &[SecretString]) -> anyhow::Result<SigningKeys> {
        match self {
            Self::Known(keys) => Ok(keys),
            Self::ToMake(file) => {
                let text = make(&file.path, &new_file(KeyKind::Signing)?)?;
                parse(&text, previous, &file)
            }
        }
    }
}

/// The secrets of a file, and the previous ones behind them.
pub(super) fn parse(
    text: &SecretString,
    previous: &[SecretString],
    file: &KeyFile,
) -> anyhow::Result<SigningKeys> {
    // The file by itself first: what is wrong is told by its lines, and one without a secret
    // does not take a previous one for its own.
    SigningKeys::parse(text.expose_secret())
        .map_err(KeyLinesError::from)
        .and_then(|keys| match previous {
            [] => Ok(keys),
            _ => with(text, previous),
        })
        .map_err(|wrong| {
            file.wrong(&format!(
                "holds no signing secrets ({wrong}); restore it from a backup, or delete it and \
                 have another made, which ends every session"
            ))
        })
}

fn with(text: &SecretString, previous: &[SecretString]) -> Result<SigningKeys, KeyLinesError> {
    let mut lines = KeyLines::parse(KeyKind::Signing, text.expose_secret())?;
    for secret in previous {
        match lines.append(secret) {
            Ok(_) | Err(KeyLinesError::Taken) => {}
            Err(wrong) => return Err(wrong),
        }
    }
    Ok(SigningKeys::parse(lines.render().expose_secret())?)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const OLD: &str = "an old secret that is long enough, or so";

    fn kept() -> (tempfile::TempDir, KeySource) {
        let directory = tempfile::tempdir().unwrap();
        let source = KeySource::File(KeyFile::kept(directory.path().join("jwt-secret.key")));
        (directory, source)
    }

    fn kids(keys: &SigningKeys) -> Vec<String> {
        keys.kids().map(str::to_owned).collect()
    }

    fn ready(source: &KeySource, previous: &[SecretString]) -> Vec<String> {
        kids(&SigningSecrets::find(source, previous).unwrap().ready(previous).unwrap())
    }

    #[test]
    fn a_secret_is_made_once_and_kept_for_its_owner_alone() {
        let (_directory, source) = kept();
        assert_eq!(ready(&source, &[]), ready(&source, &[]));
        let mode = fs::metadata(&source.file().unwrap().path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn of_two_that_make_a_secret_at_the_same_time_both_have_the_same() {
        let (_directory, source) = kept();
        let find = || SigningSecrets::find(&source, &[]).unwrap();
        let (one, two) = (find(), find());
        assert_eq!(kids(&one.ready(&[]).unwrap()), kids(&two.ready(&[]).unwrap()));
    }

    #[test]
    fn previous_secrets_come_behind_those_of_the_file_and_count_once() {
        let (_directory, source) = kept();
        let made = ready(&source, &[]);
        let [old] = &kids(&SigningKeys::parse(OLD).unwrap())[..] else { panic!("one") };
        assert_eq!(ready(&source, &[OLD.into()]), [made[0].clone(), old.clone()]);
        let path = &source.file().unwrap().path;
        fs::write(path, format!("{}{OLD}\n", fs::read_to_string(path).unwrap())).unwrap();
        assert_eq!(ready(&source, &[OLD.into()]), [made[0].clone(), old.clone()]);
        // They are no substitute.
        fs::write(path, "# nothing\n").unwrap();
        assert!(SigningSecrets::find(&source, &[OLD.into()]).is_err());
    }

    #[test]
    fn a_variable_is_one_secret_whatever_is_in_it() {
        let text = format!("# {OLD}");
        let source = KeySource::Variable { name: "AVA_API_JWT_SECRET_KEY", text: text.into() };
        assert_eq!(ready(&source, &[OLD.into()]).len(), 2);
    }

    #[test]
    fn a_broken_file_is_named() {
        let (_directory, source) = kept();
        let path = source.file().unwrap().path.clone();
        for text in ["", "short", "\u{fffd}"] {
            fs::write(&path, text).unwrap();
            let error = SigningSecrets::find(&source, &[]).unwrap_err().to_string();
            assert!(error.starts_with(path.to_str().unwrap()), "{error}");
            assert!(error.contains("restore it from a backup"), "{error}");
        }
    }
}
