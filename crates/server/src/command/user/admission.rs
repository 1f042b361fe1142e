//! Who is let in.

use application::use_case::operator::{DisableUser, EnableUser};
use domain::account::UserHandle;

use super::desk::at_desk;
use crate::config::Config;
use crate::terminal::say;

/// Keeps a user out.
pub(crate) async fn disable(config: &Config, whom: &UserHandle) -> anyhow::Result<()> {
    let (user, changed) =
        at_desk(config, async |ports| Ok(DisableUser::new(ports).run(whom).await?)).await?;
    say(&if changed {
        format!("{} is disabled, and all their sessions have ended", user.id)
    } else {
        format!("{} was disabled before; nothing was changed", user.id)
    });
    Ok(())
}

/// Lets a user in again.
pub(crate) async fn enable(config: &Config, whom: &UserHandle) -> anyhow::Result<()> {
    let (user, changed) =
        at_desk(config, async |ports| Ok(EnableUser::new(ports).run(whom).await?)).await?;
    say(&if changed {
        format!("{} may log in again", user.id)
    } else {
        format!("{} was not disabled; nothing was changed", user.id)
    });
    Ok(())
}
