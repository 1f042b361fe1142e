//! Kinds of settings: what values they take.

use std::fmt;

use crate::value::{Email, check_length, check_text, check_time_zone};
use crate::{Fault, FaultCode, Raw};

/// A valid value of some setting.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A finite number.
    Number(f64),
    /// A whole number.
    Integer(i32),
    /// A boolean.
    Flag(bool),
}

/// A [`Value`] that is borrowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueRef<'a> {
    /// Text.
    Text(&'a str),
    /// A finite number.
    Number(f64),
    /// A whole number.
    Integer(i32),
    /// A boolean.
    Flag(bool),
}

impl Value {
    /// The same, borrowed.
    pub const fn borrowed(&self) -> ValueRef<'_> {
        match self {
            Self::Text(text) => ValueRef::Text(text.as_str()),
            Self::Number(number) => ValueRef::Number(*number),
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Flag(flag) => ValueRef::Flag(*flag),
        }
    }
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Text(text) => Self::Text(text.to_owned()),
            ValueRef::Number(number) => Self::Number(number),
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Flag(flag) => Self::Flag(flag),
        }
    }
}

/// What values a setting takes. Bounds are inclusive; text is counted in characters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Text without control characters but line breaks and tabs.
    Text {
        /// Fewest characters; more than 0 also refuses white space alone.
        min: usize,
        /// Most characters.
        max: usize,
    },
    /// An email address; the empty string means back to the default.
    Email,
    /// An IANA time-zone name in any letter case, kept as sent.
    TimeZone,
    /// A TCP port as a string of digits.
    Port,
    /// A finite number.
    Number {
        /// Least.
        min: f64,
        /// Greatest.
        max: f64,
    },
    /// A whole number.
    Integer {
        /// Least.
        min: i32,
        /// Greatest.
        max: i32,
    },
    /// A boolean.
    Flag,
}

impl Kind {
    /// Parses what a caller sent. `Ok(None)` means "back to the default".
    pub fn parse(self, raw: &Raw) -> Result<Option<Value>, Fault> {
        self.take(raw.clone())
    }

    /// The same, of what nobody else needs any more.
    pub(super) fn take(self, raw: Raw) -> Result<Option<Value>, Fault> {
        match (self, &raw) {
            (_, Raw::Absent | Raw::Null) => Ok(None),
            (Self::Email, Raw::Text(text)) if text.trim().is_empty() => Ok(None),
            _ => self.take_present(raw).map(Some),
        }
    }

    fn take_present(self, raw: Raw) -> Result<Value, Fault> {
        match self {
            Self::Text { min, max } => take_text(raw, |text| check_text(text, min, max)),
            Self::TimeZone => take_text(raw, |text| {
                check_length(text, 1, 64).and_then(|()| check_time_zone(text))
            }),
            Self::Port => take_text(raw, check_port),
            Self::Email => {
                Email::parse_raw(&raw).map(|email| Value::Text(email.as_str().to_owned()))
            }
            Self::Number { min, max } => within(raw.number()?, min, max).map(Value::Number),
            Self::Integer { min, max } => {
                let number = raw.number()?;
                if number.fract() != 0.0 {
                    return Err(Fault::wrong_type("a whole number"));
                }
                let number = within(number, min.into(), max.into())?;
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "whole, and within bounds that are i32"
                )]
                Ok(Value::Integer(number as i32))
            }
            Self::Flag => raw.flag().map(Value::Flag),
        }
    }
}

fn take_text(raw: Raw, check: impl FnOnce(&str) -> Result<(), Fault>) -> Result<Value, Fault> {
    match raw {
        Raw::Text(text) => check(&text).map(|()| Value::Text(text)),
        other => other.text().map(|text| Value::Text(text.to_owned())),
    }
}

fn check_port(text: &str) -> Result<(), Fault> {
    let digits = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    match text.parse::<u16>() {
        Ok(1..) if digits => Ok(()),
        _ => Err(Fault::new(
            FaultCode::OutOfRange,
            "must be a port between 1 and 65535, as a string",
        )),
    }
}

fn within(number: f64, min: f64, max: f64) -> Result<f64, Fault> {
    if (min..=max).contains(&number) {
        Ok(number)
    } else {
        Err(Fault::new(
            FaultCode::OutOfRange,
            format!("must be between {min} and {max}, got {number}"),
        ))
    }
}

impl From<&Value> for Raw {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Number(number) => Self::Number(*number),
            Value::Integer(number) => Self::Number(f64::from(*number)),
            Value::Flag(flag) => Self::Flag(*flag),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
        }
    }
}

/// A Rust type that a setting's value is read as.
pub(super) trait FromValue: Sized + std::default::Default {
    /// The value as this type; `None` for a value of another kind.
    fn from_value(value: Value) -> Option<Self>;
}

macro_rules! from_value {
    ($type:ty, $variant:ident) => {
        impl FromValue for $type {
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::$variant(value) => Some(value),
                    _ => None,
                }
            }
        }
    };
}

from_value!(String, Text);
from_value!(f64, Number);
from_value!(i32, Integer);
from_value!(bool, Flag);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_inclusive_and_named_in_the_fault() {
        let kind = Kind::Number { min: 0.25, max: 4.0 };
        assert_eq!(kind.parse(&Raw::Number(4.0)), Ok(Some(Value::Number(4.0))));
        assert_eq!(
            kind.parse(&Raw::Number(99.0)).unwrap_err().detail,
            "must be between 0.25 and 4, got 99"
        );
        assert!(kind.parse(&Raw::Number(f64::NAN)).is_err());
    }

    #[test]
    fn a_whole_number_is_whole_and_within_32_bits() {
        let kind = Kind::Integer { min: 50, max: 10_000 };
        assert_eq!(kind.parse(&Raw::Number(500.0)), Ok(Some(Value::Integer(500))));
        assert_eq!(kind.parse(&Raw::Number(500.5)).unwrap_err().code, FaultCode::WrongType);
        assert_eq!(kind.parse(&Raw::Number(1e18)).unwrap_err().code, FaultCode::OutOfRange);
    }

    #[test]
    fn words_are_no_numbers_and_no_booleans() {
        assert_eq!(
            Kind::Number { min: 0.0, max: 2.0 }.parse(&Raw::Text("1.05".into())).unwrap_err().code,
            FaultCode::WrongType
        );
        assert_eq!(
            Kind::Flag.parse(&Raw::Text("no".into())).unwrap_err().code,
            FaultCode::WrongType
        );
        assert_eq!(
            Kind::Text { min: 0, max: 9 }.parse(&Raw::Number(1.0)).unwrap_err().code,
            FaultCode::WrongType
        );
    }

    #[test]
    fn a_port_is_digits_within_range() {
        for text in ["1", "587", "65535"] {
            assert!(Kind::Port.parse(&Raw::Text(text.into())).is_ok(), "{text}");
        }
        for text in ["", "0", "65536", "+587", "5 87", "00587", "port"] {
            assert!(Kind::Port.parse(&Raw::Text(text.into())).is_err(), "{text}");
        }
    }

    #[test]
    fn an_empty_email_means_the_default() {
        assert_eq!(Kind::Email.parse(&Raw::Text(String::new())), Ok(None));
    }
}
