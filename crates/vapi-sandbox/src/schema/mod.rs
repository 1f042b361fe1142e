//! What Vapi's schema says of the bodies it takes, as tables.
//!
//! A table is made with the short constructors of this module and named after Vapi's own schema, so
//! that a test can compare it with Vapi's `OpenAPI` document. Enums that go stale within weeks
//! (models, voices, languages) are plain text here; ranges, lengths, required keys and unknown keys
//! are strict.
//!
//! To add a property: one line in its object's table. To add a provider: a table and a line in its
//! union.

mod assistant;
mod check;
#[cfg(test)]
mod consistency;
mod defaults;
mod model;
mod phone_number;
mod plan;
mod property;
mod server;
mod transcriber;
mod voice;
mod voice_part;

pub(crate) use assistant::ASSISTANT;
pub(crate) use check::check;
pub(crate) use defaults::fill;
pub(crate) use phone_number::PHONE_NUMBER;
pub(crate) use property::{Default, Kind, Object, Property, Union};
use property::{
    any, any_number, at_least, choice, either, flag, list, map, nested, nullable_text, number,
    object, tagged, text, texts,
};
