//! What is wrong with a value, in words for the person who sent it.

use std::fmt;

/// The kinds of fault a value can have. Each is a stable word of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// A field that must be there is not.
    Required,
    /// A string where a number is asked for, and the like.
    WrongType,
    /// A number outside its bounds.
    OutOfRange,
    /// Fewer characters than allowed, or only white space.
    TooShort,
    /// More characters than allowed.
    TooLong,
    /// Not an email address, not a time zone, …
    InvalidFormat,
    /// NUL or another control character that no text may hold.
    ControlCharacter,
    /// Not one of the words that are allowed here.
    UnknownValue,
    /// A field that cannot be set.
    ReadOnly,
    /// A password that is easily guessed.
    Guessable,
    /// The current password was not the given one.
    WrongPassword,
    /// A key that its issuer refuses.
    KeyRefused,
    /// An upstream service refused the value.
    Rejected,
    /// A state that cannot be gone back to.
    Irreversible,
}

impl FaultCode {
    /// Every code, in the order of the API document.
    pub const ALL: [Self; 14] = [
        Self::Required,
        Self::WrongType,
        Self::OutOfRange,
        Self::TooShort,
        Self::TooLong,
        Self::InvalidFormat,
        Self::ControlCharacter,
        Self::UnknownValue,
        Self::ReadOnly,
        Self::Guessable,
        Self::WrongPassword,
        Self::KeyRefused,
        Self::Rejected,
        Self::Irreversible,
    ];

    /// The word of the API for this kind of fault.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::WrongType => "wrong_type",
            Self::OutOfRange => "out_of_range",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::InvalidFormat => "invalid_format",
            Self::ControlCharacter => "control_character",
            Self::UnknownValue => "unknown_value",
            Self::ReadOnly => "read_only",
            Self::Guessable => "guessable",
            Self::WrongPassword => "wrong_password",
            Self::KeyRefused => "key_refused",
            Self::Rejected => "rejected",
            Self::Irreversible => "irreversible",
        }
    }
}

/// One fault, not yet tied to a field: a code, and a detail that reads on after the
/// field's name ("must be between 0.25 and 4, got 99"). Never repeats a secret or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault.
    pub code: FaultCode,
    /// The rest of a sentence that begins with the field's name.
    pub detail: String,
}

impl Fault {
    /// A fault of this kind.
    pub fn new(code: FaultCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// The fault of a field that must be there.
    pub fn required() -> Self {
        Self::new(FaultCode::Required, "is required")
    }

    /// The fault of a value of another type; `wanted` reads as in "a number".
    pub fn wrong_type(wanted: &str) -> Self {
        Self::new(FaultCode::WrongType, format!("must be {wanted}"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Fault {}

/// All faults of one request, each with the name of its field ("" for the body itself).
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct Faults {
    list: Vec<(String, Fault)>,
}

impl Faults {
    /// No fault yet.
    pub fn none() -> Self {
        Self::default()
    }

    /// The one fault of `field`.
    pub fn of(field: impl Into<String>, fault: Fault) -> Self {
        Self { list: vec![(field.into(), fault)] }
    }

    /// Notes a fault of `field`.
    pub fn add(&mut self, field: impl Into<String>, fault: Fault) {
        self.list.push((field.into(), fault));
    }

    /// The value, or `None` with its fault noted.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, Fault>) -> Option<T> {
        parsed.map_err(|fault| self.add(field, fault)).ok()
    }

    /// `value` when nothing was wrong, else all that was.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.list.is_empty() { Ok(value) } else { Err(self) }
    }

    /// `value` when it could be made, else all that was wrong.
    ///
    /// For requests whose required fields were [taken](Self::take): a missing value
    /// always goes with a noted fault.
    pub fn into_required<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.list.is_empty() => Ok(value),
            _ => Err(self),
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Each field with its fault, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Fault)> {
        self.list.iter().map(|(field, fault)| (field.as_str(), fault))
    }

    /// All faults as one sentence for a person.
    pub fn sentence(&self) -> String {
        let parts: Vec<String> = self
            .iter()
            .map(|(field, fault)| {
                let subject = if field.is_empty() { "The body" } else { field };
                format!("{subject} {fault}")
            })
            .collect();
        format!("{}.", parts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_every_field() {
        let mut faults = Faults::none();
        faults.add(
            "voiceSpeed",
            Fault::new(FaultCode::OutOfRange, "must be between 0.25 and 4, got 99"),
        );
        faults.add("name", Fault::required());
        assert_eq!(
            faults.sentence(),
            "voiceSpeed must be between 0.25 and 4, got 99; name is required."
        );
    }

    #[test]
    fn codes_are_distinct_words() {
        let mut words: Vec<_> = FaultCode::ALL.iter().map(|code| code.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), FaultCode::ALL.len());
    }
}
