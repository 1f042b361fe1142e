//! Signing up and logging in: the requests.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use crate::onboarding::Onboarding;
use crate::user::{Organization, User};
use crate::value::{Email, Locale, Name, NewPassword, PhoneNumber, UserId};
use crate::{Fault, FaultCode, Faults, Raw};

/// The fields of a sign-up as they were sent.
#[derive(Debug, Clone, Default)]
pub struct SignUpFields {
    /// `email`
    pub email: Raw,
    /// `password`
    pub password: Raw,
    /// `name`
    pub name: Raw,
    /// `phone`
    pub phone: Raw,
    /// `locale`
    pub locale: Raw,
}

/// A valid sign-up; whether the password is guessable is not judged here.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// The address.
    pub email: Email,
    /// The password.
    pub password: NewPassword,
    /// What to call them.
    pub name: Option<Name>,
    /// Another way to log in.
    pub phone: Option<PhoneNumber>,
    /// The language to speak to them.
    pub locale: Locale,
}

impl SignUpFields {
    /// Parses the fields. An empty name or phone, which forms send, counts as none.
    pub fn parse(&self) -> Result<SignUp, Faults> {
        let mut faults = Faults::none();
        let email = faults.take("email", Email::parse_raw(&self.email));
        let password = faults.take("password", NewPassword::parse_raw(&self.password));
        let name = faults.take("name", unless_blank(&self.name).optional(Name::parse_raw));
        let phone =
            faults.take("phone", unless_blank(&self.phone).optional(PhoneNumber::parse_raw));
        let locale = faults.take("locale", self.locale.optional(Locale::parse_raw));
        let request = email.zip(password).map(|(email, password)| SignUp {
            email,
            password,
            name: name.flatten(),
            phone: phone.flatten(),
            locale: locale.flatten().unwrap_or_default(),
        });
        faults.into_required(request)
    }
}

impl SignUp {
    /// The user who signs up.
    pub fn into_user(self, id: UserId, now: DateTime<Utc>) -> User {
        User {
            id,
            email: self.email,
            name: self.name,
            phone: self.phone,
            phone_verified: false,
            locale: self.locale,
            image: None,
            organization: Organization::default(),
            onboarding: Onboarding::new(),
            created_at: now,
            updated_at: now,
        }
    }
}

fn unless_blank(raw: &Raw) -> &Raw {
    match raw {
        Raw::Text(text) if text.trim().is_empty() => &Raw::Absent,
        _ => raw,
    }
}

/// The fields of a login as they were sent.
#[derive(Debug, Clone, Default)]
pub struct LoginFields {
    /// `identifier`
    pub identifier: Raw,
    /// `password`
    pub password: Raw,
    /// `remember`
    pub remember: Raw,
}

/// What someone logs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identifier {
    /// An address.
    Email(Email),
    /// A phone number.
    Phone(PhoneNumber),
    /// Neither: nobody has it, and the answer must not tell.
    Unknown,
}

/// Whom an operator names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserHandle {
    /// By their id.
    Id(UserId),
    /// By their address.
    Email(Email),
}

impl UserHandle {
    /// Parses an id or an address.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let by_id = Uuid::try_parse(text.trim()).map(|id| Self::Id(UserId::new(id)));
        by_id.or_else(|_| Email::parse(text).map(Self::Email)).map_err(|_| {
            Fault::new(FaultCode::InvalidFormat, "must be the id or the email of a user")
        })
    }
}

/// A login to be tried.
#[derive(Debug, Clone)]
pub struct Login {
    /// Who.
    pub identifier: Identifier,
    /// The password as given, of any length up to the body's limit.
    pub password: SecretString,
    /// Stay logged in for longer.
    pub remember: bool,
}

impl LoginFields {
    /// Parses the fields. Only their presence and type can be at fault: what is no address
    /// is a login that fails like any other.
    pub fn parse(&self) -> Result<Login, Faults> {
        let mut faults = Faults::none();
        let identifier = faults.take("identifier", self.identifier.text());
        let password = faults.take("password", self.password.text());
        let remember = faults.take("remember", self.remember.optional(Raw::flag));
        let login = identifier.zip(password).map(|(identifier, password)| Login {
            identifier: identify(identifier),
            password: SecretString::from(password),
            remember: remember.flatten().unwrap_or(false),
        });
        faults.into_required(login)
    }
}

/// The fields of a change of the password as they were sent.
#[derive(Debug, Clone, Default)]
pub struct PasswordFields {
    /// `current_password`
    pub current_password: Raw,
    /// `new_password`
    pub new_password: Raw,
}

/// A valid change of the password; whether the current one is right, and the new one is
/// guessable, is not judged here.
#[derive(Debug, Clone)]
pub struct NewCredentials {
    /// The password of today.
    pub current: SecretString,
    /// The password from now on.
    pub new: NewPassword,
}

impl PasswordFields {
    /// Parses the fields.
    pub fn parse(&self) -> Result<NewCredentials, Faults> {
        let mut faults = Faults::none();
        let current = faults.take("current_password", self.current_password.text());
        let new = faults.take("new_password", NewPassword::parse_raw(&self.new_password));
        let credentials = current
            .zip(new)
            .map(|(current, new)| NewCredentials { current: SecretString::from(current), new });
        faults.into_required(credentials)
    }
}

fn identify(text: &str) -> Identifier {
    Email::parse(text)
        .map(Identifier::Email)
        .or_else(|_| PhoneNumber::parse(text).map(Identifier::Phone))
        .unwrap_or(Identifier::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Raw {
        Raw::Text(text.to_owned())
    }

    #[test]
    fn a_user_is_named_by_id_or_email() {
        let id = Uuid::from_u128(7);
        assert_eq!(UserHandle::parse(&id.to_string()), Ok(UserHandle::Id(UserId::new(id))));
        let email = Email::parse("ada@example.com").unwrap();
        assert_eq!(UserHandle::parse(" Ada@Example.com"), Ok(UserHandle::Email(email)));
        let fault = UserHandle::parse("ada").unwrap_err();
        assert_eq!(fault.code, FaultCode::InvalidFormat);
    }

    #[test]
    fn all_faults_of_a_sign_up_are_told_without_the_password() {
        let fields = SignUpFields {
            email: text("no"),
            password: text("hunter2"),
            locale: text("xx"),
            ..Default::default()
        };
        let faults = fields.parse().unwrap_err();
        assert_eq!(
            faults.iter().map(|(field, _)| field).collect::<Vec<_>>(),
            ["email", "password", "locale"]
        );
        assert!(!faults.sentence().contains("hunter2"));
    }

    #[test]
    fn space_around_an_identifier_is_dropped() {
        let fields = LoginFields {
            identifier: text(" Ada@example.com\n"),
            password: text("x"),
            ..Default::default()
        };
        let expected = Identifier::Email(Email::parse("ada@example.com").unwrap());
        assert_eq!(fields.parse().unwrap().identifier, expected);
    }

    #[test]
    fn an_identifier_of_no_kind_is_no_fault() {
        let fields =
            LoginFields { identifier: text("who?"), password: text("x"), ..Default::default() };
        assert_eq!(fields.parse().unwrap().identifier, Identifier::Unknown);
    }

    #[test]
    fn all_faults_of_a_new_password_are_told_without_it() {
        let fields = PasswordFields { new_password: text("hunter2"), ..Default::default() };
        let faults = fields.parse().unwrap_err();
        let fields: Vec<_> = faults.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["current_password", "new_password"]);
        assert!(!faults.sentence().contains("hunter2"));
    }
}
