//! A value as it came from outside, before it is parsed.

use crate::fault::Fault;

/// What a caller sent for one field. The edges (HTTP, SQL) turn their own values into
/// this; the domain turns it into something valid or says what is wrong with it.
#[derive(Clone, PartialEq, Default)]
pub enum Raw {
    /// The field was not sent.
    #[default]
    Absent,
    /// The field was sent as `null`.
    Null,
    /// A boolean.
    Flag(bool),
    /// A number. Finite.
    Number(f64),
    /// A string.
    Text(String),
    /// A list or an object, which no field of ours takes.
    Composite,
}

/// Shows the kind, never the value: a raw value may be a password.
impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::Null => "Null",
            Self::Flag(_) => "Flag",
            Self::Number(_) => "Number",
            Self::Text(_) => "Text",
            Self::Composite => "Composite",
        })
    }
}

/// What a merge patch asks of one field: nothing, to clear it, or to set it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// The field was absent: keep it.
    #[default]
    Keep,
    /// The field was `null`: back to its default, or cleared.
    Clear,
    /// The field has a new value.
    Set(T),
}

impl<T> Change<T> {
    /// Whether the field was in the patch at all.
    pub const fn is_change(&self) -> bool {
        !matches!(self, Self::Keep)
    }

    /// Applies to an optional field.
    pub fn apply_to(self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }

    /// Applies to a field that has a default.
    pub fn or_default(self, field: &mut T)
    where
        T: Default,
    {
        match self {
            Self::Keep => {}
            Self::Clear => *field = T::default(),
            Self::Set(value) => *field = value,
        }
    }
}

impl Raw {
    /// The string, or why it is none.
    pub fn text(&self) -> Result<&str, Fault> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Absent | Self::Null => Err(Fault::required()),
            Self::Flag(_) | Self::Number(_) | Self::Composite => Err(Fault::wrong_type("a string")),
        }
    }

    /// The boolean, or why it is none.
    pub fn flag(&self) -> Result<bool, Fault> {
        match self {
            Self::Flag(flag) => Ok(*flag),
            Self::Absent | Self::Null => Err(Fault::required()),
            Self::Number(_) | Self::Text(_) | Self::Composite => {
                Err(Fault::wrong_type("true or false"))
            }
        }
    }

    /// The number, or why it is none.
    pub fn number(&self) -> Result<f64, Fault> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::Absent | Self::Null => Err(Fault::required()),
            Self::Flag(_) | Self::Text(_) | Self::Composite => Err(Fault::wrong_type("a number")),
        }
    }

    /// `None` for absent and `null`, else what `parse` makes of it.
    pub fn optional<T>(
        &self,
        parse: impl FnOnce(&Self) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        match self {
            Self::Absent | Self::Null => Ok(None),
            _ => parse(self).map(Some),
        }
    }

    /// The field of a merge patch.
    pub fn change<T>(
        &self,
        parse: impl FnOnce(&Self) -> Result<T, Fault>,
    ) -> Result<Change<T>, Fault> {
        match self {
            Self::Absent => Ok(Change::Keep),
            Self::Null => Ok(Change::Clear),
            _ => parse(self).map(Change::Set),
        }
    }
}
