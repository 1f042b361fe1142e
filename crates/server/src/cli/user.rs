//! `ava user …`

use clap::{Args, Subcommand};
use domain::account::UserHandle;
use domain::value::UserId;
use uuid::Uuid;

use super::configured;
use crate::command::user::{self, NewUser, Page, PasswordSource};

/// The dealings of an operator with users.
#[derive(Subcommand)]
pub(super) enum User {
    /// List users in the order of their sign-ups.
    List {
        /// Those whose email, phone, name or organisation holds this text.
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        /// How many at most.
        #[arg(long, value_name = "N", default_value_t = 100)]
        #[arg(value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
        /// Those after the user of this id, which the page before ends with.
        #[arg(long, value_name = "ID")]
        after: Option<Uuid>,
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Make an account; prints its id.
    Create {
        /// The address to log in with.
        email: String,
        /// What to call them.
        #[arg(long)]
        name: Option<String>,
        /// Another way to log in.
        #[arg(long)]
        phone: Option<String>,
        /// The language to speak to them: en, fr or he [default: en].
        #[arg(long)]
        locale: Option<String>,
        #[command(flatten)]
        password: Password,
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Give a user another password, and end all their sessions.
    SetPassword {
        #[command(flatten)]
        whom: Whom,
        #[command(flatten)]
        password: Password,
    },
    /// Keep a user out from the very next request on, and end all their sessions.
    Disable {
        #[command(flatten)]
        whom: Whom,
    },
    /// Let a user log in again.
    Enable {
        #[command(flatten)]
        whom: Whom,
    },
    /// Delete a user and everything that is theirs.
    Delete {
        #[command(flatten)]
        whom: Whom,
        /// Do not ask for the email again.
        #[arg(long)]
        yes: bool,
    },
    /// Print everything that is stored about a user, but secrets, as JSON.
    Export {
        #[command(flatten)]
        whom: Whom,
    },
}

#[derive(Args)]
pub(super) struct Whom {
    /// The user's id or email.
    #[arg(value_parser = handle)]
    user: UserHandle,
}

/// Without either, it is asked for twice on a terminal, and else read from the standard input.
#[derive(Args)]
#[group(multiple = false)]
pub(super) struct Password {
    /// Read the password from the standard input.
    #[arg(long)]
    password_stdin: bool,
    /// Make a password, and print it this once.
    #[arg(long)]
    generate: bool,
}

impl From<Password> for PasswordSource {
    fn from(password: Password) -> Self {
        match password {
            Password { generate: true, .. } => Self::Made,
            Password { password_stdin: true, .. } => Self::Input,
            Password { .. } => Self::Whoever,
        }
    }
}

fn handle(text: &str) -> Result<UserHandle, String> {
    UserHandle::parse(text).map_err(|fault| fault.detail)
}

pub(super) async fn run(what: User) -> anyhow::Result<()> {
    match what {
        User::List { search, limit, after, json } => {
            let page = Page { search, after: after.map(UserId::new), limit };
            user::list(&configured()?, page, json).await
        }
        User::Create { email, name, phone, locale, password, json } => {
            let new = NewUser { email, name, phone, locale };
            user::create(&configured()?, new, password.into(), json).await
        }
        User::SetPassword { whom, password } => {
            user::set_password(&configured()?, &whom.user, password.into()).await
        }
        User::Disable { whom } => user::disable(&configured()?, &whom.user).await,
        User::Enable { whom } => user::enable(&configured()?, &whom.user).await,
        User::Delete { whom, yes } => user::delete(&configured()?, &whom.user, yes).await,
        User::Export { whom } => user::export(&configured()?, &whom.user).await,
    }
}
