//! Passwords that an operator sets: made, read from a pipe, or typed twice.

use std::io::{self, IsTerminal, Read};

use anyhow::{Context, ensure};
use application::use_case::operator::SetPassword;
use domain::Raw;
use domain::account::UserHandle;
use infra_security::random_secret;
use secrecy::{ExposeSecret, SecretString};

use super::desk::at_desk;
use crate::config::Config;
use crate::terminal::{note, print};

/// Of one that is made: 144 random bits, 24 characters.
const MADE_BYTES: usize = 18;
/// More than any password has, in bytes.
const MOST_BYTES: u64 = 4096;

/// Where a password comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PasswordSource {
    /// From us.
    Made,
    /// From the standard input.
    Input,
    /// From who types it, where somebody does; else from the standard input.
    Whoever,
}

/// A password, and whether somebody has to be told it.
pub(super) struct Password {
    text: SecretString,
    is_made: bool,
}

impl PasswordSource {
    pub(super) fn get(self) -> anyhow::Result<Password> {
        let text = match self {
            Self::Made => SecretString::from(random_secret(MADE_BYTES)),
            Self::Whoever if io::stdin().is_terminal() => typed()?,
            Self::Input | Self::Whoever => read(io::stdin().lock())?,
        };
        Ok(Password { text, is_made: self == Self::Made })
    }
}

impl Password {
    /// As a field.
    pub(super) fn raw(&self) -> Raw {
        Raw::Text(self.text.expose_secret().to_owned())
    }

    /// What has to be shown.
    pub(super) fn made(&self) -> Option<&SecretString> {
        self.is_made.then_some(&self.text)
    }
}

fn typed() -> anyhow::Result<SecretString> {
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt).map(SecretString::from).context("cannot ask for it")
    };
    let (one, other) = (ask("Password: ")?, ask("The same again: ")?);
    ensure!(one.expose_secret() == other.expose_secret(), "the two differ; nothing was changed");
    Ok(one)
}

/// All there is, but for the end of its line.
fn read(input: impl Read) -> anyhow::Result<SecretString> {
    let mut text = String::new();
    input.take(MOST_BYTES).read_to_string(&mut text).context("cannot read the password")?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(SecretString::from(line.strip_suffix('\r').unwrap_or(line)))
}

/// Gives a user another password; prints it if it was made.
pub(crate) async fn set_password(
    config: &Config,
    whom: &UserHandle,
    source: PasswordSource,
) -> anyhow::Result<()> {
    let password = source.get()?;
    let raw = password.raw();
    let user =
        at_desk(config, async |ports| Ok(SetPassword::new(ports).run(whom, &raw).await?)).await?;
    if let Some(made) = password.made() {
        print(&format!("{}\n", made.expose_secret()))?;
        note("the password is shown this once");
    }
    note(&format!("{} has another password, and all their sessions have ended", user.id));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_is_piped_only_the_end_of_the_line_is_left_out() {
        for (piped, expected) in [
            ("correct horse\n", "correct horse"),
            ("correct horse\r\n", "correct horse"),
            ("correct horse", "correct horse"),
            (" spaces stay \n", " spaces stay "),
            ("two\nlines\n", "two\nlines"),
            ("", ""),
        ] {
            assert_eq!(read(piped.as_bytes()).unwrap().expose_secret(), expected, "{piped:?}");
        }
        assert!(read(&b"\xff"[..]).is_err());
    }

    #[test]
    fn one_that_is_made_is_long_never_the_same_and_to_be_shown() {
        let (one, other) =
            (PasswordSource::Made.get().unwrap(), PasswordSource::Made.get().unwrap());
        assert_eq!(one.made().unwrap().expose_secret().len(), 24);
        assert_ne!(one.text.expose_secret(), other.text.expose_secret());
    }
}
