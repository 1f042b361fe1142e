//! What is asked of a new password, whoever sets it.

use std::sync::Arc;

use domain::account::{SignUp, SignUpFields};
use domain::user::User;
use domain::value::NewPassword;
use domain::{Fault, FaultCode, Faults, Raw};

use crate::port::PasswordStrength;

const PASSWORD: &str = "password";
/// Longest fact about an owner that is looked for in a password, in characters.
const LONGEST_FACT: usize = 255;

/// Judges new passwords.
#[derive(Clone)]
pub(super) struct PasswordRules {
    strength: Arc<dyn PasswordStrength>,
}

impl PasswordRules {
    pub(super) fn new(strength: &Arc<dyn PasswordStrength>) -> Self {
        Self { strength: Arc::clone(strength) }
    }

    /// A sign-up whose password is not guessable, or all that is wrong with it.
    pub(super) async fn sign_up(&self, fields: &SignUpFields) -> Result<SignUp, Faults> {
        let parsed = fields.parse();
        let faults = match NewPassword::parse_raw(&fields.password) {
            Ok(password) => self.judge(PASSWORD, &password, about(fields)).await,
            Err(_) => Faults::none(),
        };
        if faults.is_empty() {
            return parsed;
        }
        let mut all = parsed.err().unwrap_or_default();
        for (field, fault) in faults.iter() {
            all.add(field, fault.clone());
        }
        Err(all)
    }

    /// What is wrong with a new password of this user, which is in this field.
    pub(super) async fn of_user(
        &self,
        field: &'static str,
        password: &NewPassword,
        user: &User,
    ) -> Faults {
        let mut about_owner = vec![user.email.as_str().to_owned()];
        about_owner.extend(user.name.iter().map(|name| name.as_str().to_owned()));
        self.judge(field, password, about_owner).await
    }

    async fn judge(
        &self,
        field: &'static str,
        password: &NewPassword,
        about_owner: Vec<String>,
    ) -> Faults {
        let mut faults = Faults::none();
        if self.strength.is_guessable(password, about_owner).await {
            faults.add(field, Fault::new(FaultCode::Guessable, "is too easy to guess"));
        }
        faults
    }
}

fn about(fields: &SignUpFields) -> Vec<String> {
    [&fields.email, &fields.name]
        .into_iter()
        .filter_map(|raw| match raw {
            Raw::Text(text) => Some(text.chars().take(LONGEST_FACT).collect()),
            _ => None,
        })
        .collect()
}
