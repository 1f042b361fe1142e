//! Users and sessions.

use application::Caller;
use application::port::{AccessClaims, PasswordHash, RefreshTokenHash};
use chrono::TimeDelta;
use domain::onboarding::{Onboarding, StoredOnboarding};
use domain::session::Session;
use domain::user::{Organization, User};
use domain::value::{CompanySize, Email, ImageUrl, Locale, Name, PhoneNumber, UserId};

use super::{at, session_id, time, user_id, uuid};
use crate::digest::digest;

/// A user with an address, `<label>@example.com`, and nothing else that is optional.
pub fn user(label: &str) -> User {
    User {
        id: user_id(label),
        email: Email::parse(&format!("{label}@example.com")).unwrap(),
        name: None,
        phone: None,
        phone_verified: false,
        locale: Locale::English,
        image: None,
        organization: Organization::default(),
        onboarding: Onboarding::new(),
        created_at: time(),
        updated_at: time(),
    }
}

/// A user with everything that is optional, no two texts alike, in several scripts.
pub fn full_user(label: &str) -> User {
    let onboarding = Onboarding::from_stored(StoredOnboarding {
        step: 9,
        completed_at: Some(at(60)),
        vapi_skipped: true,
        twilio_skipped: true,
        assistant_created: true,
    });
    User {
        name: Some(Name::parse(&format!("Adélaïde עדה 😀 {label}")).unwrap()),
        phone: Some(phone(label)),
        phone_verified: true,
        locale: Locale::Hebrew,
        image: Some(ImageUrl::parse(&format!("https://example.com/{label}.png?s=1&t=é")).unwrap()),
        organization: Organization {
            name: Some(Name::parse(&format!("Bäckerei מאפייה {label}")).unwrap()),
            industry: Some(Name::parse(&format!("Boulangerie – {label}'s \"pain\"")).unwrap()),
            company_size: Some(CompanySize::parse("11–50").unwrap()),
        },
        onboarding: onboarding.unwrap(),
        updated_at: at(61),
        ..user(label)
    }
}

/// A phone number that only this label has.
pub fn phone(label: &str) -> PhoneNumber {
    let [a, b, c, d, ..] = digest(label);
    PhoneNumber::parse(&format!("+33{:010}", u32::from_be_bytes([a, b, c, d]))).unwrap()
}

/// The session that a user began at [`time()`].
pub fn session(owner: UserId) -> Session {
    session_of(owner, &owner.to_string())
}

/// Another session that a user began at [`time()`].
pub fn session_of(owner: UserId, label: &str) -> Session {
    let user_agent = Some(format!("Browser/1.0 ({label})"));
    Session::begin(session_id(label), owner, false, user_agent, time())
}

/// The user of a session as a caller.
pub fn caller(session: &Session) -> Caller {
    Caller::verified(&AccessClaims {
        user_id: session.user_id,
        session_id: session.id,
        token_id: uuid("token"),
        issued_at: time(),
        expires_at: time() + TimeDelta::minutes(15),
    })
}

/// A stored password hash.
pub fn password_hash(label: &str) -> PasswordHash {
    PasswordHash::new(format!("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA${label}"))
}

/// What is stored of a refresh token.
pub fn token_hash(label: &str) -> RefreshTokenHash {
    RefreshTokenHash::new(digest(&format!("refresh token {label}")))
}
