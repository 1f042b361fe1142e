//! Another key, which is not in use yet.

use infra_security::{KeyKind, KeyLines};
use secrecy::{ExposeSecret, SecretString};

use super::{advice, command, in_use, on_call, ring};
use crate::config::{Config, KeyFile, KeySource};
use crate::data_dir;
use crate::keys::{Editing, new_key};
use crate::terminal::say;

/// Adds a key behind the others, or makes the file with one key. A variable is left to the
/// operator.
pub(crate) fn generate(config: &Config, kind: KeyKind) -> anyhow::Result<()> {
    let source = match kind {
        KeyKind::Sealing => &config.sealing_keys,
        KeyKind::Signing => &config.signing_keys,
    };
    match source {
        KeySource::Variable { .. } => {
            let ring = ring(config, kind)?;
            let mut lines = KeyLines::parse(kind, "")?;
            let key = new_key(&lines, kind)?;
            let id = lines.append(&key)?;
            say(&advice::append(&ring, &id, key.expose_secret()));
        }
        KeySource::File(file) => {
            if file.is_kept() {
                data_dir::prepare(config)?;
            }
            let added = add(file, kind)?;
            say(&told(&added, file, kind));
        }
    }
    Ok(())
}

struct Added {
    id: String,
    /// Whether others were there before it.
    behind_others: bool,
}

fn add(file: &KeyFile, kind: KeyKind) -> anyhow::Result<Added> {
    let editing = Editing::begin(&file.path)?;
    let before = editing.read()?;
    let text = before.as_ref().map_or("", SecretString::expose_secret);
    let mut lines = KeyLines::parse(kind, text)
        .map_err(|wrong| file.wrong(&format!("holds no keys ({wrong})")))?;
    let behind_others = lines.ids().next().is_some();
    let id = lines.append(&new_key(&lines, kind)?)?;
    match before {
        Some(_) => editing.replace(&lines.render())?,
        None => drop(editing.make(&lines.render())?),
    }
    Ok(Added { id, behind_others })
}

fn told(added: &Added, file: &KeyFile, kind: KeyKind) -> String {
    let (id, path) = (&added.id, file.path.display());
    if added.behind_others {
        format!(
            "{id} was added to {path}; it {}, and {} once it is activated: {}",
            on_call(kind),
            in_use(kind),
            command("activate", kind)
        )
    } else {
        format!("{path} was made; its key {id} {}", in_use(kind))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn ids(path: &std::path::Path) -> Vec<String> {
        let text = fs::read_to_string(path).unwrap();
        KeyLines::parse(KeyKind::Sealing, &text).unwrap().ids().map(str::to_owned).collect()
    }

    #[test]
    fn the_first_makes_the_file_and_others_come_behind_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("sealing.keys");
        let file = KeyFile::named(&path, "AVA_API_ENCRYPTION_KEYS_FILE");
        let first = add(&file, KeyKind::Sealing).unwrap();
        assert!(!first.behind_others);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let second = add(&file, KeyKind::Sealing).unwrap();
        assert!(second.behind_others);
        assert_eq!(ids(&path), [first.id, second.id.clone()]);
        let told = told(&second, &file, KeyKind::Sealing);
        assert!(told.ends_with("it opens, and seals once it is activated: ava keys activate"));
    }

    #[test]
    fn a_broken_file_stays_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("sealing.keys");
        fs::write(&path, "hunter2").unwrap();
        let refused = add(&KeyFile::kept(&path), KeyKind::Sealing).err().unwrap().to_string();
        assert!(refused.starts_with(path.to_str().unwrap()), "{refused}");
        assert!(!refused.contains("hunter2"), "{refused}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "hunter2");
    }
}
