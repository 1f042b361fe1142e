//! The user and what may be changed of one.

use chrono::{DateTime, Utc};

use crate::onboarding::{Onboarding, Step};
use crate::value::{CompanySize, Email, ImageUrl, Locale, Name, PhoneNumber, UserId};
use crate::{Change, Fault, FaultCode, Faults, Raw};

/// Where a user works.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organization {
    /// The organisation's name.
    pub name: Option<Name>,
    /// What it does.
    pub industry: Option<Name>,
    /// How many work there.
    pub company_size: Option<CompanySize>,
}

/// A person with an account; also the tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The address to log in with.
    pub email: Email,
    /// What to call them.
    pub name: Option<Name>,
    /// Another way to log in.
    pub phone: Option<PhoneNumber>,
    /// Whether the phone was shown to be theirs.
    pub phone_verified: bool,
    /// The language to speak to them.
    pub locale: Locale,
    /// Their picture.
    pub image: Option<ImageUrl>,
    /// Where they work.
    pub organization: Organization,
    /// How far their setup is.
    pub onboarding: Onboarding,
    /// When they signed up.
    pub created_at: DateTime<Utc>,
    /// When anything of the above last changed.
    pub updated_at: DateTime<Utc>,
}

/// The fields of a profile PATCH as they were sent.
#[derive(Debug, Clone, Default)]
pub struct ProfilePatch {
    /// `name`
    pub name: Raw,
    /// `locale`
    pub locale: Raw,
    /// `organization_name`
    pub organization_name: Raw,
    /// `industry`
    pub industry: Raw,
    /// `company_size`
    pub company_size: Raw,
}

/// A parsed profile PATCH.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChanges {
    name: Change<Name>,
    locale: Change<Locale>,
    organization_name: Change<Name>,
    industry: Change<Name>,
    company_size: Change<CompanySize>,
}

impl ProfilePatch {
    /// Parses the fields.
    pub fn parse(&self) -> Result<ProfileChanges, Faults> {
        let mut faults = Faults::none();
        let changes = ProfileChanges {
            name: faults.take("name", self.name.change(Name::parse_raw)).unwrap_or_default(),
            locale: faults
                .take("locale", self.locale.change(Locale::parse_raw))
                .unwrap_or_default(),
            organization_name: faults
                .take("organization_name", self.organization_name.change(Name::parse_raw))
                .unwrap_or_default(),
            industry: faults
                .take("industry", self.industry.change(Name::parse_raw))
                .unwrap_or_default(),
            company_size: faults
                .take("company_size", self.company_size.change(CompanySize::parse_raw))
                .unwrap_or_default(),
        };
        faults.into_result(changes)
    }
}

impl ProfileChanges {
    /// Whether nothing was sent.
    pub const fn is_empty(&self) -> bool {
        !(self.name.is_change()
            || self.locale.is_change()
            || self.organization_name.is_change()
            || self.industry.is_change()
            || self.company_size.is_change())
    }
}

/// The fields of a PATCH of the own account as they were sent.
#[derive(Debug, Clone, Default)]
pub struct AccountPatch {
    /// `name`
    pub name: Raw,
    /// `phone`
    pub phone: Raw,
    /// `locale`
    pub locale: Raw,
    /// `image`
    pub image: Raw,
    /// `onboarding_completed`
    pub onboarding_completed: Raw,
}

/// A parsed PATCH of the own account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountChanges {
    name: Change<Name>,
    phone: Change<PhoneNumber>,
    locale: Change<Locale>,
    image: Change<ImageUrl>,
    onboarding_completed: Option<bool>,
}

impl AccountPatch {
    /// Parses the fields.
    pub fn parse(&self) -> Result<AccountChanges, Faults> {
        let mut faults = Faults::none();
        let changes = AccountChanges {
            name: faults.take("name", self.name.change(Name::parse_raw)).unwrap_or_default(),
            phone: faults
                .take("phone", self.phone.change(PhoneNumber::parse_raw))
                .unwrap_or_default(),
            locale: faults
                .take("locale", self.locale.change(Locale::parse_raw))
                .unwrap_or_default(),
            image: faults.take("image", self.image.change(ImageUrl::parse_raw)).unwrap_or_default(),
            onboarding_completed: faults
                .take("onboarding_completed", self.onboarding_completed.optional(Raw::flag))
                .flatten(),
        };
        faults.into_result(changes)
    }
}

impl User {
    /// Applies a profile PATCH; anything sent moves the onboarding from the start to the profile step.
    pub fn apply_profile(&mut self, changes: ProfileChanges) {
        if changes.is_empty() {
            return;
        }
        changes.name.apply_to(&mut self.name);
        changes.locale.or_default(&mut self.locale);
        changes.organization_name.apply_to(&mut self.organization.name);
        changes.industry.apply_to(&mut self.organization.industry);
        changes.company_size.apply_to(&mut self.organization.company_size);
        self.onboarding.advance_to(Step::Profile);
    }

    /// Applies a PATCH of the account. A new phone number is not verified; a completed
    /// onboarding cannot be taken back.
    pub fn apply_account(
        &mut self,
        changes: AccountChanges,
        now: DateTime<Utc>,
    ) -> Result<(), Faults> {
        if changes.onboarding_completed == Some(false) && self.onboarding.is_completed() {
            let fault = Fault::new(FaultCode::Irreversible, "cannot be taken back to false");
            return Err(Faults::of("onboarding_completed", fault));
        }
        let phone_before = self.phone.clone();
        changes.name.apply_to(&mut self.name);
        changes.phone.apply_to(&mut self.phone);
        changes.locale.or_default(&mut self.locale);
        changes.image.apply_to(&mut self.image);
        if self.phone != phone_before {
            self.phone_verified = false;
        }
        if changes.onboarding_completed == Some(true) {
            self.onboarding.complete(now);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> User {
        let now = DateTime::from_timestamp(0, 0).unwrap();
        User {
            id: UserId::new(uuid::Uuid::nil()),
            email: Email::parse("ada@example.com").unwrap(),
            name: Some(Name::parse("Ada").unwrap()),
            phone: None,
            phone_verified: false,
            locale: Locale::French,
            image: None,
            organization: Organization::default(),
            onboarding: Onboarding::new(),
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn any_profile_field_moves_to_the_profile_step_and_none_does_not() {
        let mut user = user();
        user.apply_profile(ProfilePatch::default().parse().unwrap());
        assert_eq!(user.onboarding.step(), Step::Start);
        user.apply_profile(
            ProfilePatch { industry: Raw::Text("Bakery".into()), ..Default::default() }
                .parse()
                .unwrap(),
        );
        assert_eq!(user.onboarding.step(), Step::Profile);
    }

    #[test]
    fn null_clears_a_name_and_takes_the_locale_to_its_default() {
        let mut user = user();
        user.apply_profile(
            ProfilePatch { name: Raw::Null, locale: Raw::Null, ..Default::default() }
                .parse()
                .unwrap(),
        );
        assert_eq!(user.name, None);
        assert_eq!(user.locale, Locale::English);
    }

    #[test]
    fn all_faults_of_a_profile_are_told() {
        let patch = ProfilePatch {
            name: Raw::Text(String::new()),
            locale: Raw::Text("xx".into()),
            company_size: Raw::Number(5.0),
            ..Default::default()
        };
        assert_eq!(patch.parse().unwrap_err().iter().count(), 3);
    }

    #[test]
    fn a_completed_onboarding_cannot_be_taken_back() {
        let now = DateTime::from_timestamp(9, 0).unwrap();
        let mut user = user();
        let changes = |flag| {
            AccountPatch { onboarding_completed: Raw::Flag(flag), ..Default::default() }
                .parse()
                .unwrap()
        };
        user.apply_account(changes(false), now).unwrap();
        assert!(!user.onboarding.is_completed());
        user.apply_account(changes(true), now).unwrap();
        assert_eq!(user.onboarding.completed_at(), Some(now));
        assert!(user.apply_account(changes(false), now).is_err());
    }

    #[test]
    fn a_new_phone_is_not_verified() {
        let mut user = user();
        user.phone_verified = true;
        let patch = AccountPatch { phone: Raw::Text("+33612345678".into()), ..Default::default() };
        user.apply_account(patch.parse().unwrap(), user.created_at).unwrap();
        assert!(!user.phone_verified);
    }
}
