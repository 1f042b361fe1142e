//! Deleting somebody's account.

use std::io::{self, IsTerminal};

use anyhow::ensure;
use application::port::KeyFingerprint;
use application::use_case::operator::{DeleteUser, FindUser};
use domain::account::UserHandle;
use domain::value::Email;
use infra_security::vapi_key_fingerprint;

use super::desk::at_desk;
use crate::config::Config;
use crate::terminal::{ask, note, say};
use crate::vapi;

/// Asks for the email first, unless told not to.
pub(crate) async fn delete(config: &Config, whom: &UserHandle, sure: bool) -> anyhow::Result<()> {
    let server_wide = server_wide_fingerprint(config)?;
    let (owner, stays) = at_desk(config, async |ports| {
        let user = FindUser::new(ports).run(whom).await?.user;
        if !sure {
            confirm(&user.email)?;
        }
        Ok((user.id, DeleteUser::new(ports, server_wide).run(user.id).await?))
    })
    .await?;
    say(&format!("{owner} is deleted, and everything that was theirs"));
    match stays {
        Some(assistant) => {
            note(&format!("the assistant {assistant} stays at Vapi, under a key that is not ours"));
        }
        None => note("an assistant under our key is deleted at Vapi by a server that runs"),
    }
    Ok(())
}

fn confirm(email: &Email) -> anyhow::Result<()> {
    ensure!(
        io::stdin().is_terminal(),
        "nobody can be asked whether this is meant; say it with --yes. Nothing was changed"
    );
    let typed = ask(&format!(
        "This deletes {} and everything that is theirs. Type the email to go on: ",
        email.as_str()
    ))?;
    let is_it = Email::parse(&typed).is_ok_and(|typed| typed == *email);
    ensure!(is_it, "that is not the email; nothing was changed");
    Ok(())
}

fn server_wide_fingerprint(config: &Config) -> anyhow::Result<Option<KeyFingerprint>> {
    Ok(vapi::server_key(&config.vapi)?.as_ref().map(vapi_key_fingerprint))
}
