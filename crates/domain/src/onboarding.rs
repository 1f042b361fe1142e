//! The nine steps between signing up and a finished setup.

use chrono::{DateTime, Utc};

use crate::{Fault, FaultCode, Faults, Raw};

/// A step of the onboarding. The order is the order of the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Nothing saved yet.
    Start,
    /// Who is this: the Welcome step is saved.
    Profile,
    /// The Vapi key.
    Vapi,
    /// How the assistant speaks.
    Persona,
    /// Twilio credentials.
    Twilio,
    /// Phone numbers.
    Telephony,
    /// Other services.
    Integrations,
    /// The first assistant.
    Assistant,
    /// The subscription.
    Plan,
    /// Everything is set up.
    Done,
}

impl Step {
    const ALL: [Self; 10] = [
        Self::Start,
        Self::Profile,
        Self::Vapi,
        Self::Persona,
        Self::Twilio,
        Self::Telephony,
        Self::Integrations,
        Self::Assistant,
        Self::Plan,
        Self::Done,
    ];
    /// The last step one can move to; [`Step::Done`] is reached by completing.
    const LAST_OPEN: f64 = 8.0;

    /// The step's number, 0 to 9.
    pub fn number(self) -> i16 {
        Self::ALL
            .iter()
            .zip(0..)
            .find_map(|(step, number)| (*step == self).then_some(number))
            .unwrap_or(0)
    }

    /// The step of this number, 0 to 9.
    pub fn from_number(number: i16) -> Option<Self> {
        usize::try_from(number).ok().and_then(|index| Self::ALL.get(index)).copied()
    }

    /// Parses a step that a client may move to: 0 to 8.
    pub fn parse_raw(raw: &Raw) -> Result<Self, Fault> {
        let number = raw.number()?;
        if number.fract() != 0.0 {
            return Err(Fault::wrong_type("a whole number"));
        }
        let fault =
            || Fault::new(FaultCode::OutOfRange, format!("must be between 0 and 8, got {number}"));
        if !(0.0..=Self::LAST_OPEN).contains(&number) {
            return Err(fault());
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "checked to be a whole number from 0 to 8"
        )]
        Self::from_number(number as i16).ok_or_else(fault)
    }
}

/// How far a user's setup is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onboarding {
    step: Step,
    completed_at: Option<DateTime<Utc>>,
    vapi_skipped: bool,
    twilio_skipped: bool,
    assistant_created: bool,
}

/// What a store keeps of an onboarding; see [`Onboarding::from_stored`].
#[derive(Debug, Clone, Copy)]
pub struct StoredOnboarding {
    /// 0 to 9.
    pub step: i16,
    /// When it was completed.
    pub completed_at: Option<DateTime<Utc>>,
    /// The Vapi step was skipped.
    pub vapi_skipped: bool,
    /// The Twilio step was skipped.
    pub twilio_skipped: bool,
    /// The first assistant was made.
    pub assistant_created: bool,
}

/// What a client changes of an onboarding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OnboardingChanges {
    /// Move to this step, unless already past it.
    pub step: Option<Step>,
    /// The Vapi step was skipped.
    pub vapi_skipped: Option<bool>,
    /// The Twilio step was skipped.
    pub twilio_skipped: Option<bool>,
    /// The first assistant was made.
    pub assistant_created: Option<bool>,
}

/// The fields of an onboarding PATCH as they were sent.
#[derive(Debug, Clone, Default)]
pub struct OnboardingPatch {
    /// `onboarding_step`
    pub onboarding_step: Raw,
    /// `onboarding_vapi_skipped`
    pub onboarding_vapi_skipped: Raw,
    /// `onboarding_twilio_skipped`
    pub onboarding_twilio_skipped: Raw,
    /// `onboarding_assistant_created`
    pub onboarding_assistant_created: Raw,
}

impl OnboardingPatch {
    /// Parses the fields. `null` takes a flag back to false; a step never goes back, so
    /// `null` for it changes nothing.
    pub fn parse(&self) -> Result<OnboardingChanges, Faults> {
        let mut faults = Faults::none();
        let step = faults.take("onboarding_step", self.onboarding_step.optional(Step::parse_raw));
        let mut flag = |field: &str, raw: &Raw| match raw {
            Raw::Null => Some(Some(false)),
            _ => faults.take(field, raw.optional(Raw::flag)),
        };
        let vapi_skipped = flag("onboarding_vapi_skipped", &self.onboarding_vapi_skipped);
        let twilio_skipped = flag("onboarding_twilio_skipped", &self.onboarding_twilio_skipped);
        let assistant_created =
            flag("onboarding_assistant_created", &self.onboarding_assistant_created);
        faults.into_result(OnboardingChanges {
            step: step.flatten(),
            vapi_skipped: vapi_skipped.flatten(),
            twilio_skipped: twilio_skipped.flatten(),
            assistant_created: assistant_created.flatten(),
        })
    }
}

impl Onboarding {
    /// A new user's.
    pub const fn new() -> Self {
        Self {
            step: Step::Start,
            completed_at: None,
            vapi_skipped: false,
            twilio_skipped: false,
            assistant_created: false,
        }
    }

    /// What a store held. `None` when it holds what cannot be: an unknown step, or a
    /// completion that does not agree with the step.
    pub fn from_stored(stored: StoredOnboarding) -> Option<Self> {
        let step = Step::from_number(stored.step)?;
        ((step == Step::Done) == stored.completed_at.is_some()).then_some(Self {
            step,
            completed_at: stored.completed_at,
            vapi_skipped: stored.vapi_skipped,
            twilio_skipped: stored.twilio_skipped,
            assistant_created: stored.assistant_created,
        })
    }

    /// Moves to `step`, unless already at or past it. Never moves back.
    pub fn advance_to(&mut self, step: Step) {
        self.step = self.step.max(step);
    }

    /// Applies a client's changes.
    pub fn apply(&mut self, changes: OnboardingChanges) {
        if let Some(step) = changes.step {
            self.advance_to(step);
        }
        self.vapi_skipped = changes.vapi_skipped.unwrap_or(self.vapi_skipped);
        self.twilio_skipped = changes.twilio_skipped.unwrap_or(self.twilio_skipped);
        self.assistant_created = changes.assistant_created.unwrap_or(self.assistant_created);
    }

    /// Completes: step 9 and a time, once. Completing again changes nothing.
    pub fn complete(&mut self, now: DateTime<Utc>) {
        if self.completed_at.is_none() {
            self.step = Step::Done;
            self.completed_at = Some(now);
        }
    }

    /// The step reached.
    pub const fn step(&self) -> Step {
        self.step
    }

    /// When it was completed.
    pub const fn completed_at(&self) -> Option<DateTime<Utc>> {
        self.completed_at
    }

    /// Whether it is completed.
    pub const fn is_completed(&self) -> bool {
        self.completed_at.is_some()
    }

    /// The Vapi step was skipped.
    pub const fn vapi_skipped(&self) -> bool {
        self.vapi_skipped
    }

    /// The Twilio step was skipped.
    pub const fn twilio_skipped(&self) -> bool {
        self.twilio_skipped
    }

    /// The first assistant was made.
    pub const fn assistant_created(&self) -> bool {
        self.assistant_created
    }
}

impl Default for Onboarding {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn completing_sets_step_nine_and_a_time_once() {
        let mut onboarding = Onboarding::new();
        onboarding.complete(at(1));
        onboarding.complete(at(2));
        assert_eq!(onboarding.step().number(), 9);
        assert_eq!(onboarding.completed_at(), Some(at(1)));
    }

    #[test]
    fn a_client_cannot_move_to_nine_or_to_half_a_step() {
        for number in [-1.0, 8.5, 9.0, 1e300] {
            assert!(Step::parse_raw(&Raw::Number(number)).is_err(), "{number}");
        }
        assert_eq!(Step::parse_raw(&Raw::Number(8.0)).unwrap(), Step::Plan);
    }

    #[test]
    fn all_faults_of_a_patch_are_told() {
        let patch = OnboardingPatch {
            onboarding_step: Raw::Text("3".into()),
            onboarding_vapi_skipped: Raw::Text("no".into()),
            ..OnboardingPatch::default()
        };
        assert_eq!(patch.parse().unwrap_err().iter().count(), 2);
    }

    #[test]
    fn a_stored_completion_without_its_step_is_corrupt() {
        let stored = StoredOnboarding {
            step: 3,
            completed_at: Some(at(1)),
            vapi_skipped: false,
            twilio_skipped: false,
            assistant_created: false,
        };
        assert!(Onboarding::from_stored(stored).is_none());
        assert!(
            Onboarding::from_stored(StoredOnboarding { step: 12, completed_at: None, ..stored })
                .is_none()
        );
    }

    proptest! {
        #[test]
        fn it_never_moves_back(steps in proptest::collection::vec(0_i16..=8, 0..20), complete_at in 0_usize..20) {
            let mut onboarding = Onboarding::new();
            for (index, step) in steps.into_iter().enumerate() {
                let before = onboarding.step();
                if index == complete_at {
                    onboarding.complete(at(1));
                }
                onboarding.apply(OnboardingChanges { step: Step::from_number(step), ..OnboardingChanges::default() });
                prop_assert!(onboarding.step() >= before);
            }
        }
    }
}
