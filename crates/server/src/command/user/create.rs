//! Making an account for somebody.

use application::use_case::operator::CreateUser;
use domain::Raw;
use domain::account::SignUpFields;
use secrecy::ExposeSecret;
use serde_json::json;

use super::desk::at_desk;
use super::password::PasswordSource;
use crate::config::Config;
use crate::terminal::{note, print};

/// What is asked for, as it was typed.
pub(crate) struct NewUser {
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) locale: Option<String>,
}

/// Prints the id, and a password that was made.
pub(crate) async fn create(
    config: &Config,
    new: NewUser,
    password: PasswordSource,
    as_json: bool,
) -> anyhow::Result<()> {
    let password = password.get()?;
    let text = |text: Option<String>| text.map_or(Raw::Absent, Raw::Text);
    let fields = SignUpFields {
        email: Raw::Text(new.email),
        password: password.raw(),
        name: text(new.name),
        phone: text(new.phone),
        locale: text(new.locale),
    };
    let user =
        at_desk(config, async |ports| Ok(CreateUser::new(ports).run(&fields).await?)).await?;
    let made = password.made().map(ExposeSecret::expose_secret);
    if as_json {
        let mut created = json!({"id": user.id.as_uuid(), "email": user.email.as_str()});
        if let Some(made) = made {
            created["password"] = json!(made);
        }
        print(&format!("{created:#}\n"))?;
    } else {
        let password = made.map(|made| format!("{made}\n")).unwrap_or_default();
        print(&format!("{}\n{password}", user.id))?;
        note(match made {
            Some(_) => "created; the password is shown this once",
            None => "created",
        });
    }
    Ok(())
}
